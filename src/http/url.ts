import { describe } from "../describe.js";
import { layerError } from "../layerError.js";
import type { HttpOptions } from "./fetch.js";

/**
 * Checks a URL that a counterparty wrote: https, or http on this very machine, and a host as
 * `checkAuthority` wants it.
 *
 * @param field - what it is called in errors
 * @throws UmaInvoiceError `INVALID_DOMAIN`
 */
export function checkUrl(
  url: unknown,
  options: Pick<HttpOptions, "allowLoopback" | "allowPorts">,
  field = "url",
): URL {
  // A backslash would end the host, and URL parsers drop tabs and line feeds.
  const parts = typeof url === "string" && /^(https?):\/\/([^/?#\\]*)(?:[/?#][!-[\]-~]*)?$/i.exec(url);
  if (!parts)
    throw layerError("INVALID_DOMAIN", `${field}: expected an https URL, found ${describe(url)}`, { field });
  const authority = checkAuthority(parts[2], options, field);
  if (parts[1]!.length === 4 && !authority.loopback)
    throw layerError("INVALID_DOMAIN", `${field}: expected https, found ${describe(url)}`, { field });
  return toUrl(parts[0], authority, field);
}

const label = "[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?";
const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

/** A host that may be connected to, in lower case, and whether it is this very machine. */
type Authority = { readonly host: string; readonly loopback: boolean };

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

/**
 * The URL of a document at a domain that somebody else wrote: https, or http on this very machine.
 *
 * @param domain - a host name, with a port if allowed; see `checkAuthority`
 * @param path - starts with a slash
 * @throws UmaInvoiceError `INVALID_DOMAIN`
 */
export function domainUrl(
  domain: string,
  path: string,
  options: Pick<HttpOptions, "allowLoopback" | "allowPorts">,
): URL {
  const authority = checkAuthority(domain, options, "domain");
  return toUrl(`${authority.loopback ? "http" : "https"}://${domain}${path}`, authority, "domain");
}

/** Makes a URL, and makes sure that it leads to the host that was checked. */
function toUrl(text: string, { host }: Authority, field: string): URL {
  const url = parseUrl(text);
  if (url?.hostname !== host)
    throw layerError("INVALID_DOMAIN", `${field}: expected a host name, found ${describe(host)}`, { field });
  return url;
}

/** There are hosts that only look right: punycode that stands for nothing. */
function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
