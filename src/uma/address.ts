import { invalidField } from "../errors.js";
import { umaAddress } from "./formats.js";

/**
 * The one spelling of an UMA address: two are the same address if they are the same in lower case, the user
 * (UMAD-01) as well as the domain (RFC 4343). A port counts: `$bob@vasp.com:8443` is somebody else's.
 *
 * @param address - `$user@domain`
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see UMAD-01
 */
export function canonicalAddress(address: string): string {
  if (typeof address !== "string" || !umaAddress.test(address))
    throw invalidField("address", umaAddress.expected, address);
  return address.toLowerCase();
}

/**
 * Whether two UMA addresses are the same.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function isSameAddress(one: string, other: string): boolean {
  return canonicalAddress(one) === canonicalAddress(other);
}
