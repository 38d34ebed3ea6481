/**
 * What a terminal would obey, turn the direction of text by, or show nothing for: control characters,
 * bidirectional and other format characters, what Unicode has not assigned, spaces other than the
 * common one, and letters and marks without a shape (UAX #44, Default_Ignorable_Code_Point).
 */
export const unprintable = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Text from elsewhere, safe to show: what cannot be seen is written as `\u{…}`. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
