import { invalidField } from "../invalidField.js";
import { pick } from "../options.js";
import { type Kind, makeKind, type TextFormat } from "./kind.js";

/**
 * Text, as UTF-8. Malformed UTF-8 and lone surrogates are errors, never replaced.
 *
 * @param format - what the text has to be; any text by default
 * @throws UmaInvoiceError `INVALID_FIELD` if the format is none
 *
 * @example
 * ```ts
 * const note = message({ title: required(0, text()) });
 * encodeMessage(note, { title: "円" }); // 00 03 e5 86 86
 * ```
 */
export function text(format?: TextFormat): Kind<string> {
  const { expected, test } = pick(format, "format", "expected", "test");
  if (format && (typeof expected !== "string" || typeof test !== "function"))
    throw invalidField("format", "an object with a text expected and a function test", format);
  return makeKind({ type: "text", format });
}
