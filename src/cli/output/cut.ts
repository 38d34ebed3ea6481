/** The beginning of a text, of at most so many UTF-16 code units, and of whole characters. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
