import { type ErrorMeaning, invalidOption } from "../errors.js";
import { type HttpOptions, readHttpOptions } from "../http/fetch.js";
import { checkUrl } from "../http/url.js";
import { readList, readOptions } from "../options.js";
import { type Document, fetchDocument, invalidResponse, isString, isWhole, optional } from "./document.js";

/** Where a VASP's configuration is (UMAD-10). */
export const configurationPath = "/.well-known/uma-configuration";

/** What it means to others if a configuration cannot be had. */
export const configurationFailure: ErrorMeaning = ["UMA_CONFIGURATION_FETCH_ERROR", 424];

/**
 * What a VASP says of its UMA Auth (UMADE-01), in its configuration. It is passed on as it was said: nobody has
 * checked that a text is a URL, or a command one that there is.
 */
export type UmaAuthConfiguration = {
  /** Where users let an application use their wallet. */
  readonly authorizationEndpoint?: string;
  /** Where applications get their tokens: a connection for Nostr Wallet Connect. */
  readonly tokenEndpoint?: string;
  /** Where users manage their connections. */
  readonly connectionManagementEndpoint?: string;
  /** Where applications give tokens back. */
  readonly revocationEndpoint?: string;
  /** The commands of Nostr Wallet Connect that it knows: `pay_invoice`. */
  readonly nwcCommandsSupported?: readonly string[];
  /** `authorization_code`. */
  readonly grantTypesSupported?: readonly string[];
  /** `S256`. */
  readonly codeChallengeMethodsSupported?: readonly string[];
};

/** What a VASP says of itself. */
export type VaspConfiguration = UmaAuthConfiguration & {
  /** The name for people. It has to be there (UMAD-10); some do without. */
  readonly name?: string;
  /** The major versions of UMA that it speaks: `[0, 1]`. */
  readonly umaMajorVersions: readonly number[];
  /** Where it takes invoices for its users, if it does. */
  readonly umaRequestEndpoint?: string;
};

/** What a VASP publishes of itself. */
export type PublishedConfiguration = VaspConfiguration & { readonly name: string };

/** What is passed on, by its name in the document: a text, or a list of texts. */
const authTexts = {
  authorization_endpoint: "authorizationEndpoint",
  token_endpoint: "tokenEndpoint",
  connection_management_endpoint: "connectionManagementEndpoint",
  revocation_endpoint: "revocationEndpoint",
} as const;
const authLists = {
  nwc_commands_supported: "nwcCommandsSupported",
  grant_types_supported: "grantTypesSupported",
  code_challenge_methods_supported: "codeChallengeMethodsSupported",
} as const;

/**
 * Gets a VASP's configuration.
 *
 * @param domain - the VASP's host name, from `vaspDomain`
 * @throws UmaInvoiceError `INVALID_OPTION`; `INVALID_DOMAIN` for a domain, or an endpoint for requests, that is not
 * connected to; `FETCH_FAILED`, `FETCH_TIMEOUT`, `INVALID_RESPONSE`
 * @see UMAD-10
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
  const document = await fetchDocument(domain, configurationPath, http, configurationFailure);
  const { uma_major_versions: versions } = document;
  if (!Array.isArray(versions) || !versions.every(isWhole))
    throw invalidResponse("uma_major_versions", "a list of whole numbers", versions, configurationFailure);
  const text = (field: string) => optional(document, field, "text", isString, configurationFailure);
  const name = text("name");
  const endpoint = text("uma_request_endpoint");
  const auth: { -readonly [Name in keyof UmaAuthConfiguration]: UmaAuthConfiguration[Name] } = {};
  for (const [field, ours] of entriesOf(authTexts)) {
    const value = text(field);
    if (value !== undefined) auth[ours] = value;
  }
  for (const [field, ours] of entriesOf(authLists)) {
    const value = optional(document, field, "a list of texts", isTexts, configurationFailure);
    if (value !== undefined) auth[ours] = value;
  }
  return {
    ...(name !== undefined && { name }),
    umaMajorVersions: versions,
    ...(endpoint !== undefined && {
      umaRequestEndpoint: checkUrl(endpoint, http, "uma_request_endpoint").href,
    }),
    ...auth,
  };
}

/**
 * Makes the document of a VASP's own configuration.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`; `INVALID_DOMAIN` for an endpoint that nobody would connect to
 */
export function configurationDocument(configuration: PublishedConfiguration): Document {
  const texts = Object.values(authTexts);
  const lists = Object.values(authLists);
  const names = ["name", "umaMajorVersions", "umaRequestEndpoint"] as const;
  const read = readOptions(configuration, "configuration", ...names, ...texts, ...lists);
  const { name, umaMajorVersions } = read;
  if (!isString(name) || name === "") throw invalidOption("name", "a text, and not an empty one", name);
  const versions = checkedList(umaMajorVersions, "umaMajorVersions", "a list of whole numbers", isWhole);
  const allowed = { allowLoopback: true, allowPorts: true };
  const document: { [field: string]: unknown } = { name, uma_major_versions: versions };
  const endpoints = { uma_request_endpoint: "umaRequestEndpoint", ...authTexts } as const;
  for (const [field, ours] of entriesOf(endpoints))
    if (read[ours] !== undefined) document[field] = checkUrl(read[ours], allowed, ours).href;
  for (const [field, ours] of entriesOf(authLists))
    if (read[ours] !== undefined)
      document[field] = checkedList(read[ours], ours, "a list of texts", isString);
  return document;
}

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isString);

function entriesOf<Field extends string, Ours extends string>(
  table: {
    readonly [Name in Field]: Ours;
  },
): [Field, Ours][] {
  return Object.entries(table) as [Field, Ours][];
}

function checkedList<Item>(
  value: readonly Item[],
  field: string,
  expected: string,
  isItem: (item: unknown) => boolean,
): readonly Item[] {
  const list = readList(value, field, expected, invalidOption);
  if (!list.every(isItem)) throw invalidOption(field, expected, value);
  return list;
}
