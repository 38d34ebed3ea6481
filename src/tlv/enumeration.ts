import { invalidField } from "../invalidField.js";
import { readList } from "../options.js";
import { type Kind, makeKind } from "./kind.js";

/**
 * One of a few texts.
 *
 * @param values - the texts
 * @throws UmaInvoiceError `INVALID_FIELD` if they are none
 *
 * @example
 * ```ts
 * const light = message({ colour: required(0, enumeration(["red", "green"])) });
 * decodeMessage(light, encodeMessage(light, { colour: "red" })).colour; // "red"
 * ```
 */
export function enumeration<const Value extends string>(values: readonly Value[]): Kind<Value> {
  const allowed = readList(values, "values", "an array of texts");
  for (const value of allowed) if (typeof value !== "string") throw invalidField("values", "texts", value);
  const format = {
    expected: `one of ${allowed.join(", ")}`,
    test: (text: string) => allowed.includes(text as Value),
  };
  return makeKind({ type: "text", format });
}
