import { invalidField } from "../invalidField.js";
import { read } from "../options.js";
import { convert } from "./convert.js";
import { type Conversion, checkKind, type Kind, makeKind } from "./kind.js";

/**
 * A kind of one's own, on top of another: a date on an integer, a list on a text, anything on bytes.
 *
 * @param base - the kind that the values are written as
 * @param conversion - to that kind, and back
 * @throws UmaInvoiceError `INVALID_FIELD` if either is something else
 *
 * @example
 * ```ts
 * const date = custom(integer(), {
 *   expected: "a date",
 *   encode: (value: Date) => value.getTime() / 1000,
 *   decode: (seconds) => new Date(seconds * 1000),
 * });
 * const event = message({ at: required(0, date) });
 * decodeMessage(event, encodeMessage(event, { at: new Date(86_400_000) })).at; // 1970-01-02
 * ```
 */
export function custom<Value, Base>(base: Kind<Base>, conversion: Conversion<Value, Base>): Kind<Value> {
  checkKind(base, "base");
  const { expected, encode, decode } = read(conversion, "conversion", "expected", "encode", "decode");
  if (typeof expected !== "string" || typeof encode !== "function" || typeof decode !== "function")
    throw invalidField("conversion", "a text expected, and the functions encode and decode", conversion);
  return makeKind({
    type: "custom",
    base,
    encode: (path, value) => convert(path, expected, value, encode),
    decode: (path, value) => convert(path, expected, value, decode),
  });
}
