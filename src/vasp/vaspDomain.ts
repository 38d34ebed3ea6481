import { canonicalAddress } from "../uma/address.js";

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
  const canonical = canonicalAddress(address);
  return canonical.slice(canonical.indexOf("@") + 1);
}
