import { invalidField } from "../errors.js";
import { format } from "./format.js";
import { label, port, withHost } from "./host.js";

/** An UMA address (UMAD-01): `$user@domain`, 1 to 64 characters of user, an optional port. */
export const umaAddress = /* @__PURE__ */ (() =>
  withHost(
    format("an UMA address ($user@domain)", `\\$[\\w\\-.+]{1,64}@${label}(?:\\.${label})*${port}`),
    /@([^:]*)/,
  ))();

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

/** A domain as {@link vaspDomain} gives it; `undefined` if no address can have it. */
export function canonicalDomain(domain: unknown): string | undefined {
  return typeof domain === "string" && umaAddress.test(`$user@${domain}`) ? domain.toLowerCase() : undefined;
}

/** An address at a VASP, where its domain alone matters: whom it is does not. */
export function addressAt(domain: string): string {
  return `$_@${domain}`;
}
