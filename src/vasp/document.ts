import { describe } from "../describe.js";
import type { ErrorMeaning, UmaInvoiceError } from "../errors.js";
import { httpRefusal } from "../http/errors.js";
import { type CheckedHttpOptions, fetchJson } from "../http/fetch.js";
import { parseJson } from "../http/json.js";
import { domainUrl } from "../http/url.js";

/** A JSON object that a counterparty sent. */
export type Document = { readonly [name: string]: unknown };

/**
 * Gets one of a VASP's well-known documents.
 *
 * @param meaning - what it means to others if it cannot be had; that a key could not be, by default
 * @throws UmaInvoiceError `INVALID_DOMAIN`, `FETCH_FAILED`, `FETCH_TIMEOUT`, `INVALID_RESPONSE`
 */
export async function fetchDocument(
  domain: string,
  path: string,
  options: CheckedHttpOptions,
  meaning?: ErrorMeaning,
): Promise<Document> {
  const asked = meaning && { meaning };
  const { status, json } = await fetchJson(domainUrl(domain, path, options), { ...asked }, options);
  if (status !== 200) {
    const subject = `${path} at ${describe(domain)}`;
    throw httpRefusal("FETCH_FAILED", { ...asked, subject, expected: "status 200", found: status });
  }
  return checkDocument(json, meaning);
}

/**
 * Reads a document that came some other way.
 *
 * @param text - its JSON
 * @throws UmaInvoiceError `INVALID_RESPONSE`
 */
export function parseDocument(text: string): Document {
  if (!isString(text)) throw invalidResponse("document", "JSON as text", text);
  const json = parseJson(text.trim(), (expected, cause) =>
    httpRefusal("INVALID_RESPONSE", { subject: "document", expected, cause }),
  );
  return checkDocument(json);
}

/** A value of a document that may be absent, or null, as some SDKs write it. */
export function optional<Value>(
  document: Document,
  field: string,
  expected: string,
  isValue: (value: unknown) => value is Value,
  meaning?: ErrorMeaning,
): Value | undefined {
  const value = document[field] ?? undefined;
  if (value === undefined || isValue(value)) return value;
  throw invalidResponse(field, expected, value, meaning);
}

export const isString = (value: unknown): value is string => typeof value === "string";
export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function checkDocument(json: unknown, meaning?: ErrorMeaning): Document {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw invalidResponse("document", "a JSON object", json, meaning);
  return json as Document;
}

/** The error for a value in a document that is not what it has to be. */
export function invalidResponse(
  field: string,
  expected: string,
  found: unknown,
  meaning?: ErrorMeaning,
): UmaInvoiceError {
  return httpRefusal("INVALID_RESPONSE", { field, expected, found, ...(meaning && { meaning }) });
}
