import { checkAuthority } from "./checkAuthority.js";
import type { HttpOptions } from "./HttpOptions.js";
import { toUrl } from "./toUrl.js";

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
