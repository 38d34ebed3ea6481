import { custom } from "../tlv/custom.js";
import type { Kind } from "../tlv/kind.js";
import { text } from "../tlv/text.js";

/** What the payer's VASP has to say of the payer (`mandatory`), or may. */
export type RequiredPayerData = { readonly [key: string]: { readonly mandatory: boolean } };

const mandatory = /* @__PURE__ */ Object.freeze({ mandatory: true });
const voluntary = /* @__PURE__ */ Object.freeze({ mandatory: false });

/**
 * Payer-data options as text: `key:1` or `key:0` pairs, joined with commas; nothing for no options.
 *
 * @param order - how keys are sorted when writing; readers take them as they come
 */
export function requiredPayerData(order?: (a: string, b: string) => number): Kind<RequiredPayerData> {
  return custom<RequiredPayerData, string>(text(), {
    expected: "payer data options (key:1 or key:0, joined with commas, each key once)",
    encode(options) {
      if (typeof options !== "object" || Array.isArray(options)) return undefined;
      let pairs = "";
      for (const key of sorted(Object.keys(options), order)) {
        const flag = options[key]!.mandatory;
        if (!isKey(key) || typeof flag !== "boolean") return undefined;
        pairs += (pairs && ",") + key + (flag ? ":1" : ":0");
      }
      return pairs;
    },
    decode(pairs) {
      const options: { [key: string]: { readonly mandatory: boolean } } = {};
      for (let start = 0, comma = pairs === "" ? -1 : 0; comma !== -1; start = comma + 1) {
        comma = pairs.indexOf(",", start);
        const end = comma === -1 ? pairs.length : comma;
        const key = pairs.slice(start, end - 2);
        const value = pairs.endsWith(":1", end) ? mandatory : voluntary;
        if (!isKey(key) || Object.hasOwn(options, key) || !(value.mandatory || pairs.endsWith(":0", end)))
          return undefined;
        // An assignment would take this one for the prototype.
        if (key === "__proto__") Object.defineProperty(options, key, { value, enumerable: true });
        else options[key] = value;
      }
      return Object.freeze(options);
    },
  });
}

/** Sorts keys that need it: most come in order, and finding that out takes a third of the time. */
function sorted(keys: string[], order?: (a: string, b: string) => number): string[] {
  const inOrder = !order && keys.every((key, i) => i === 0 || keys[i - 1]! < key);
  return inOrder ? keys : keys.sort(order);
}

function isKey(key: string): boolean {
  return key !== "" && !key.includes(":") && !key.includes(",");
}
