import type { UmaInvoiceError } from "../errors.js";
import { isDomainName, isLoopback } from "../uma/host.js";
import { httpRefusal } from "./errors.js";
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
  if (!parts) throw invalidDomain(field, "an https URL", url);
  const authority = checkAuthority(parts[2], options, field);
  if (parts[1]!.length === 4 && !authority.loopback) throw invalidDomain(field, "https", url);
  return toUrl(parts[0], authority, field);
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
  if (loopback ? !options.allowLoopback : !isDomainName(host))
    throw invalidDomain(field, "a host name", authority);
  if (Number(port) > 65_535 || (port && !loopback && !options.allowPorts))
    throw invalidDomain(field, "no port", authority);
  return { host, loopback };
}

/** Makes a URL, and makes sure that it leads to the host that was checked. */
function toUrl(text: string, { host }: Authority, field: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(text);
  } catch {
    // There are hosts that only look right: Punycode that stands for nothing.
  }
  if (url?.hostname !== host) throw invalidDomain(field, "a host name", host);
  return url;
}

function invalidDomain(field: string, expected: string, found: unknown): UmaInvoiceError {
  return httpRefusal("INVALID_DOMAIN", { field, expected, found });
}
