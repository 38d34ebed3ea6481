import { describe } from "../describe.js";
import type { UmaInvoiceError } from "../errors.js";
import { fetchJson, type HttpOptions } from "../http/fetch.js";
import { domainUrl } from "../http/url.js";
import { layerError } from "../layerError.js";
import { canonicalAddress } from "../uma/address.js";

/** A JSON object that a counterparty sent. */
export type Document = { readonly [name: string]: unknown };

/**
 * Gets one of a VASP's well-known documents.
 *
 * @throws UmaInvoiceError `INVALID_DOMAIN`, `FETCH_FAILED`, `FETCH_TIMEOUT`, `INVALID_RESPONSE`
 */
export async function fetchDocument(domain: string, path: string, options: HttpOptions): Promise<Document> {
  const { status, json } = await fetchJson(domainUrl(domain, path, options), {}, options);
  if (status !== 200)
    throw layerError("FETCH_FAILED", `${path} at ${describe(domain)}: expected status 200, found ${status}`);
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw invalidResponse("document", "a JSON object", json);
  return json as Document;
}

/** The error for a value in a document that is not what it has to be. */
export function invalidResponse(field: string, expected: string, found: unknown): UmaInvoiceError {
  return layerError("INVALID_RESPONSE", `${field}: expected ${expected}, found ${describe(found)}`, {
    field,
  });
}

/** A value of a document that may be absent, or null, as some SDKs write it. */
export function optional<Value>(
  document: Document,
  field: string,
  expected: string,
  isValue: (value: unknown) => value is Value,
): Value | undefined {
  const value = document[field] ?? undefined;
  if (value === undefined || isValue(value)) return value;
  throw invalidResponse(field, expected, value);
}

export const isString = (value: unknown): value is string => typeof value === "string";
export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** Where a VASP's keys are (UMAD-02). */
export const keysPath = "/.well-known/lnurlpubkey";
/** Where a VASP's configuration is (UMAD-11). */
export const configurationPath = "/.well-known/uma-configuration";

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
