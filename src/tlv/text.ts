import { type Kind, makeKind, type TextFormat } from "./kind.js";

/**
 * Text, as UTF-8. Malformed UTF-8 and lone surrogates are errors, never replaced.
 *
 * @param format - what the text has to be; any text by default
 *
 * @example
 * ```ts
 * const note = message({ title: required(0, text()) });
 * encodeMessage(note, { title: "円" }); // 00 03 e5 86 86
 * ```
 */
export function text(format?: TextFormat): Kind<string> {
  return makeKind({ type: "text", format });
}
