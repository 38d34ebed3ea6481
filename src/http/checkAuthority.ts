import { describe } from "../describe.js";
import type { HttpOptions } from "./HttpOptions.js";
import { layerError } from "./layerError.js";

const label = "[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?";
const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

/** A host that may be connected to, in lower case, and whether it is this very machine. */
export type Authority = { readonly host: string; readonly loopback: boolean };

/**
 * Checks what stands between the scheme and the path of a URL that somebody else wrote: a host name
 * of two or more labels in ASCII (RFC 1123, section 2.1; a label `xn--…` is one), or, if allowed,
 * this very machine. No user info, no IP address in any of the notations that a URL parser takes.
 *
 * @param field - what it is called in errors
 * @throws UmaInvoiceError `INVALID_DOMAIN`
 */
export function checkAuthority(
  authority: unknown,
  options: Pick<HttpOptions, "allowLoopback" | "allowPorts">,
  field: string,
): Authority {
  // The longest host name of RFC 1035, section 2.3.4, with a port.
  const isText = typeof authority === "string" && authority.length <= 259;
  // Checked before it is folded: U+212A, the Kelvin sign, would turn into the letter k.
  const parts = isText && /^([a-z\d.-]+|\[::1\])(?::([1-9]\d{0,4}))?$/i.exec(authority);
  const [, name = "", port = ""] = parts || [];
  const host = name.toLowerCase();
  const loopback = isLoopback(host);
  // Where the last label is a number, in any base, URL parsers take the name for an IPv4 address.
  const isName =
    new RegExp(`^(?:${label}\\.)+(?!\\d+$|0x[\\da-f]*$)${label}$`).test(host) && host.length <= 253;
  if (loopback ? !options.allowLoopback : !isName)
    throw layerError("INVALID_DOMAIN", `${field}: expected a host name, found ${describe(authority)}`, {
      field,
    });
  if (Number(port) > 65_535 || (port && !loopback && !options.allowPorts))
    throw layerError("INVALID_DOMAIN", `${field}: expected no port, found ${describe(authority)}`, { field });
  return { host, loopback };
}

/** Whether a host is this very machine (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3). */
function isLoopback(host: string): boolean {
  return new RegExp(`^(?:(?:${label}\\.)*localhost|127(?:\\.${octet}){3}|\\[::1\\])$`).test(host);
}
