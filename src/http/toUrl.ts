import { describe } from "../describe.js";
import type { Authority } from "./checkAuthority.js";
import { layerError } from "./layerError.js";

/** Makes a URL, and makes sure that it leads to the host that was checked. */
export function toUrl(text: string, { host }: Authority, field: string): URL {
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
