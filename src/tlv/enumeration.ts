import { type Kind, makeKind } from "./kind.js";

/**
 * One of a few texts.
 *
 * @param values - the texts
 *
 * @example
 * ```ts
 * const light = message({ colour: required(0, enumeration(["red", "green"])) });
 * decodeMessage(light, encodeMessage(light, { colour: "red" })).colour; // "red"
 * ```
 */
export function enumeration<const Value extends string>(values: readonly Value[]): Kind<Value> {
  const format = {
    expected: `one of ${values.join(", ")}`,
    test: (text: string) => values.includes(text as Value),
  };
  return makeKind({ type: "text", format });
}
