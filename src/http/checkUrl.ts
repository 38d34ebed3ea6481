import { describe } from "../describe.js";
import { checkAuthority } from "./checkAuthority.js";
import type { HttpOptions } from "./HttpOptions.js";
import { layerError } from "./layerError.js";
import { toUrl } from "./toUrl.js";

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
