import { hasOwn } from "../options.js";
import { custom, text } from "../tlv/kinds.js";

/** What the payer's VASP has to say of the payer (`mandatory`), or may. */
export type RequiredPayerData = { readonly [key: string]: { readonly mandatory: boolean } };

/** What it has to be, to follow "expected" in an error. */
export const payerDataExpected = "options (key:1 or key:0, joined with commas, each key once)";

/** How to sort: negative if the first comes first. */
type Order = (a: string, b: string) => number;

/**
 * Required payer data as text: `key:1` (mandatory) or `key:0` pairs, joined with commas; nothing for none.
 * A key holds neither `:` nor `,`.
 *
 * @param order - how keys are sorted when writing, by UTF-16 unit by default; readers take them as they come
 * @see UMAD-09, `requiredPayerData`
 */
export function payerData(order?: Order) {
  return custom(text(), {
    expected: payerDataExpected,
    encode: (data: RequiredPayerData) => toText(data, order),
    decode: fromText,
  });
}

const mandatory = /* @__PURE__ */ Object.freeze({ mandatory: true });
const voluntary = /* @__PURE__ */ Object.freeze({ mandatory: false });

/** What stands behind a key, at the end and before. */
const flags = [":1", ":0", ":1,", ":0,"];

function toText(data: RequiredPayerData, order: Order | undefined): string | undefined {
  if (typeof data !== "object" || Array.isArray(data)) return undefined;
  let text = "";
  for (const key of Object.keys(data).sort(order)) {
    // Read once: a getter may say something else the next time.
    const { mandatory } = data[key]!;
    if (key === "" || key.includes(":") || key.includes(",") || typeof mandatory !== "boolean")
      return undefined;
    text += `${text === "" ? "" : ","}${key}:${mandatory ? 1 : 0}`;
  }
  return text;
}

function fromText(text: string): RequiredPayerData | undefined {
  const data: { [key: string]: { readonly mandatory: boolean } } = {};
  // Each turn reads a pair; behind the last one there is no comma.
  for (let start = 0, colon: number; text !== "" && start <= text.length; start = colon + 3) {
    colon = text.indexOf(":", start);
    const key = text.slice(start, colon);
    const flag = text.slice(colon, colon + 3);
    if (colon <= start || key.includes(",") || !flags.includes(flag)) return undefined;
    const value = flag.startsWith(":1") ? mandatory : voluntary;
    // What objects inherit (`__proto__`, `toString`) an assignment would call, or fail at where it is frozen.
    if (!(key in data)) data[key] = value;
    else if (hasOwn(data, key)) return undefined;
    else Object.defineProperty(data, key, { value, enumerable: true });
  }
  return Object.freeze(data);
}
