import { invalidField } from "../invalidField.js";
import { hasOwn } from "../options.js";
import { type Options, optionsExpected } from "./options.js";

const mandatory = /* @__PURE__ */ Object.freeze({ mandatory: true });
const voluntary = /* @__PURE__ */ Object.freeze({ mandatory: false });

/**
 * Reads options from their text.
 *
 * @param path - the field's path, for an error
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function readOptions(path: string, text: string): Options {
  const options: { [key: string]: { readonly mandatory: boolean } } = {};
  const { length } = text;
  let last = "";
  // Each turn reads a pair; behind the last one there is no comma.
  for (let start = 0, colon: number; length > 0 && start <= length; start = colon + 3) {
    const comma = text.indexOf(",", start);
    const end = comma === -1 ? length : comma;
    colon = text.indexOf(":", start);
    const key = text.slice(start, colon);
    const flag = text.charCodeAt(colon + 1);
    if (colon <= start || colon !== end - 2 || (flag !== 0x30 && flag !== 0x31))
      throw invalidField(path, optionsExpected, text);
    const value = flag === 0x31 ? mandatory : voluntary;
    // What comes in order, as most do, has not come before.
    if (key > last) last = key;
    else if (hasOwn(options, key)) throw invalidField(path, optionsExpected, text);
    // What objects inherit (`__proto__`, `toString`) an assignment would call, or fail at where it is frozen.
    if (key in options) Object.defineProperty(options, key, { value, enumerable: true });
    else options[key] = value;
  }
  return Object.freeze(options);
}
