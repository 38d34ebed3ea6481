import { invalidField } from "../invalidField.js";
import { umaAddress } from "../uma/formats.js";

/**
 * The domain of the VASP that hosts an UMA address.
 *
 * @param address - `$user@domain`
 * @returns the domain in lower case, with its port if the address has one
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see UMAD-01
 *
 * @example
 * ```ts
 * vaspDomain("$bob@VASP2.com"); // "vasp2.com"
 * ```
 */
export function vaspDomain(address: string): string {
  if (typeof address !== "string" || !umaAddress.test(address))
    throw invalidField("address", umaAddress.expected, address);
  return address.slice(address.indexOf("@") + 1).toLowerCase();
}
