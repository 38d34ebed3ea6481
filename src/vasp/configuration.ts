import { invalidOption } from "../errors.js";
import { type HttpOptions, readHttpOptions } from "../http/fetch.js";
import { checkUrl } from "../http/url.js";
import { readList, readOptions } from "../options.js";
import { type Document, fetchDocument, invalidResponse, isString, isWhole, optional } from "./document.js";

/** Where a VASP's configuration is (UMAD-11). */
export const configurationPath = "/.well-known/uma-configuration";

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
 * @throws UmaInvoiceError `INVALID_OPTION`; `INVALID_DOMAIN` for a domain, or an endpoint, that is not connected to;
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

/**
 * Makes the document of a VASP's own configuration.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`; `INVALID_DOMAIN` for an endpoint that nobody would connect to
 */
export function configurationDocument(configuration: VaspConfiguration): Document {
  const names = ["name", "umaMajorVersions", "umaRequestEndpoint"] as const;
  const { name, umaMajorVersions, umaRequestEndpoint } = readOptions(
    configuration,
    "configuration",
    ...names,
  );
  if (name !== undefined && !isString(name)) throw invalidOption("name", "text", name);
  const expected = "a list of whole numbers";
  const versions = readList(umaMajorVersions, "umaMajorVersions", expected, invalidOption);
  if (!versions.every(isWhole)) throw invalidOption("umaMajorVersions", expected, umaMajorVersions);
  const allowed = { allowLoopback: true, allowPorts: true };
  return {
    ...(name !== undefined && { name }),
    uma_major_versions: versions,
    ...(umaRequestEndpoint !== undefined && {
      uma_request_endpoint: checkUrl(umaRequestEndpoint, allowed, "umaRequestEndpoint").href,
    }),
  };
}
