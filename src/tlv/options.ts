import { type Kind, makeKind, type Order } from "./kind.js";

/** Options by their keys. */
export type Options = { readonly [key: string]: { readonly mandatory: boolean } };

/** What the value of such a field has to be. */
export const optionsExpected = "options (key:1 or key:0, joined with commas, each key once)";

/**
 * Options as text: `key:1` (mandatory) or `key:0` pairs, joined with commas; nothing for no options.
 * A key holds neither `:` nor `,`.
 *
 * @param order - how keys are sorted when writing; readers take them as they come
 */
export function options(order?: Order): Kind<Options> {
  return makeKind({ type: "options", order });
}
