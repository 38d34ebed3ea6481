import { type HttpOptions, readHttpOptions } from "../http/fetch.js";
import { checkUrl } from "../http/url.js";
import {
  configurationPath,
  fetchDocument,
  invalidResponse,
  isString,
  isWhole,
  optional,
} from "./document.js";

/** What a VASP says of itself. */
export type VaspConfiguration = {
  /** The name for people. */
  readonly name?: string;
  /** The major versions of UMA that it speaks: `[0, 1]`. */
  readonly umaMajorVersions: readonly number[];
  /** Where it takes invoices for its users, if it does. */
  readonly umaRequestEndpoint?: string;
};

/**
 * Gets a VASP's configuration.
 *
 * @param domain - the VASP's host name, from `vaspDomain`
 * @throws UmaInvoiceError `INVALID_FIELD` for an option; `INVALID_DOMAIN` for a domain, or an endpoint, that is not connected to;
 * `FETCH_FAILED`, `FETCH_TIMEOUT`, `INVALID_RESPONSE`
 * @see UMAD-11
 *
 * @example
 * ```ts
 * const { umaRequestEndpoint } = await fetchVaspConfiguration("vasp1.com");
 * umaRequestEndpoint; // "https://vasp1.com/uma/request"
 * ```
 */
export async function fetchVaspConfiguration(
  domain: string,
  options: HttpOptions = {},
): Promise<VaspConfiguration> {
  const http = readHttpOptions(options);
  const document = await fetchDocument(domain, configurationPath, http);
  const { uma_major_versions: versions } = document;
  if (!Array.isArray(versions) || !versions.every(isWhole))
    throw invalidResponse("uma_major_versions", "a list of whole numbers", versions);
  const name = optional(document, "name", "text", isString);
  const endpoint = optional(document, "uma_request_endpoint", "text", isString);
  return {
    ...(name !== undefined && { name }),
    umaMajorVersions: versions,
    ...(endpoint !== undefined && {
      umaRequestEndpoint: checkUrl(endpoint, http, "uma_request_endpoint").href,
    }),
  };
}
