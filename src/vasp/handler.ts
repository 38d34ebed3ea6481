import { toHex } from "../bytes.js";
import { describe } from "../describe.js";
import { invalidField, type UmaInvoiceError } from "../errors.js";
import { errorResponse, jsonResponse, parseJson } from "../http/json.js";
import { checkUrl } from "../http/url.js";
import { layerError } from "../layerError.js";
import { pick } from "../options.js";
import { type Moment, toSeconds } from "../time.js";
import {
  type Certificates,
  certificateBytes,
  invalidCertificate,
  readCertificate,
  type VaspCertificate,
} from "./certificate.js";
import type { VaspConfiguration } from "./configuration.js";
import {
  configurationPath,
  type Document,
  invalidResponse,
  isString,
  isWhole,
  keysPath,
} from "./document.js";
import { type KeyUse, longestChain, type PublishedKey, publishedKey, readKey } from "./keys.js";

/** The public keys that a VASP publishes: each in a chain of certificates, plain, or both. */
export type VaspHandlerKeys = {
  /** The certificates of the key that invoices are signed with: DER, hex or PEM, leaf first. */
  readonly signingCertChain?: Certificates;
  /** The key itself: 33 or 65 bytes, or their hex. */
  readonly signingPublicKey?: Uint8Array | string;
  /** The certificates of the key that others encrypt with. */
  readonly encryptionCertChain?: Certificates;
  /** The key itself. */
  readonly encryptionPublicKey?: Uint8Array | string;
};

/** Options of {@link createVaspHandler}. */
export type VaspHandlerOptions = {
  readonly keys: VaspHandlerKeys;
  readonly configuration: VaspConfiguration;
  /**
   * How long others may keep the keys, in seconds; 3,600 by default, and never beyond the end of a
   * certificate. Some SDKs keep keys for good where a document does not say.
   */
  readonly maxAge?: number;
  /** The clock: a Date, or Unix time in seconds. */
  readonly now?: () => Moment;
};

/**
 * Makes a server of a VASP's two well-known documents: its keys and its configuration.
 *
 * @returns what answers requests: GET, HEAD and OPTIONS for `/.well-known/lnurlpubkey` and
 * `/.well-known/uma-configuration`, the protocol's error for all else
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`, `INVALID_KEY`, `INVALID_DOMAIN`, `INVALID_FIELD`
 * @see UMAD-02, UMAD-11
 *
 * @example
 * ```ts
 * const handler = createVaspHandler({
 *   keys: { signingCertChain: pem, encryptionPublicKey: publicKey },
 *   configuration: { name: "VASP 2", umaMajorVersions: [0, 1] },
 * });
 * const response = await handler(new Request("https://vasp2.com/.well-known/uma-configuration"));
 * await response.json(); // { name: "VASP 2", uma_major_versions: [0, 1] }
 * ```
 */
export function createVaspHandler(options: VaspHandlerOptions): (request: Request) => Promise<Response> {
  const {
    keys,
    configuration,
    maxAge = 3600,
    now = () => new Date(),
  } = pick(options, "options", "keys", "configuration", "maxAge", "now");
  if (!isWhole(maxAge)) throw invalidField("maxAge", "whole seconds", maxAge);
  if (typeof now !== "function") throw invalidField("now", "a function", now);
  const { signingCertChain, signingPublicKey, encryptionCertChain, encryptionPublicKey } = pick(
    keys,
    "keys",
    "signingCertChain",
    "signingPublicKey",
    "encryptionCertChain",
    "encryptionPublicKey",
  );
  const signing = readOwnKey("signing", signingCertChain, signingPublicKey);
  const encryption = readOwnKey("encryption", encryptionCertChain, encryptionPublicKey);
  const keysDocument = { ...toDocument("signing", signing), ...toDocument("encryption", encryption) };
  const configurationDocument = toConfiguration(configuration);
  const end = Math.min(endOf(signing), endOf(encryption), lastMoment);

  return async (request) => {
    const read = readRequest(request);
    if (!read) return errorResponse(unreadable(), cors);
    const { method, path } = read;
    if (path !== keysPath && path !== configurationPath) return errorResponse(notFound(path), cors);
    if (method === "OPTIONS") return new Response(null, { status: 204, headers: cors });
    if (method !== "GET" && method !== "HEAD") return errorResponse(notAllowed(method), cors);
    const seconds = Math.floor(toSeconds(now(), "now"));
    const expirationTimestamp = Math.min(seconds + maxAge, end);
    const age = Math.max(0, expirationTimestamp - seconds);
    const document = path === keysPath ? { ...keysDocument, expirationTimestamp } : configurationDocument;
    const response = jsonResponse(document, 200, { ...cors, "cache-control": `public, max-age=${age}` });
    return method === "GET" ? response : new Response(null, response);
  };
}

/** The last second that readers take for Unix time, not for milliseconds. */
const lastMoment = 4_294_967_295;

/** What a request asks for; `undefined` if that cannot be told. */
function readRequest(request: Request): { readonly method: string; readonly path: string } | undefined {
  try {
    const { method, url } = request;
    if (typeof method !== "string" || typeof url !== "string") return undefined;
    // Some servers give the path alone.
    return { method, path: new URL(url, "https://vasp.invalid").pathname };
  } catch {
    return undefined;
  }
}

const methods = "GET, HEAD, OPTIONS";
/** Wallets in browsers read the documents, too (UMAD-11). */
const cors = { allow: methods, "access-control-allow-origin": "*", "access-control-allow-methods": methods };

function unreadable(): UmaInvoiceError {
  return layerError("INVALID_REQUEST", "request: expected a Request with a method and a URL, found none");
}

function notFound(path: string): UmaInvoiceError {
  const message = `path: expected ${keysPath} or ${configurationPath}, found ${describe(path)}`;
  return layerError("INVALID_REQUEST", message, { meaning: ["REQUEST_NOT_FOUND", 404] });
}

function notAllowed(method: string): UmaInvoiceError {
  return layerError("METHOD_NOT_ALLOWED", `method: expected ${methods}, found ${describe(method)}`);
}

function readOwnKey(
  use: KeyUse,
  certificates: Certificates = [],
  plain: Uint8Array | string | undefined,
): PublishedKey {
  const ders = certificateBytes(certificates);
  if (ders.length > longestChain)
    throw invalidCertificate(`at most ${longestChain} in a chain, as readers take, found ${ders.length}`);
  const key = publishedKey(use, ders, plain, (expected, found) =>
    invalidField(`${use}PublicKey`, expected, found),
  );
  for (const [i, { issuer }] of key.chain.entries()) {
    const next = key.chain[i + 1];
    if (next && issuer !== next.subject)
      throw invalidCertificate("a chain, leaf first, found certificates that do not follow each other");
  }
  return key;
}

/** A key as a document holds it: in both forms, since some readers know only one. */
function toDocument(use: KeyUse, { chain, publicKey }: PublishedKey): Document {
  return {
    ...(chain.length > 0 && { [`${use}CertChain`]: chain.map(({ der }) => toHex(der)) }),
    [`${use}PubKey`]: toHex(publicKey),
  };
}

/** The last second at which a key's certificate is valid. */
function endOf({ chain }: PublishedKey): number {
  return chain[0] ? chain[0].notAfter.getTime() / 1000 : Number.POSITIVE_INFINITY;
}

function toConfiguration(configuration: VaspConfiguration): Document {
  const names = ["name", "umaMajorVersions", "umaRequestEndpoint"] as const;
  const { name, umaMajorVersions, umaRequestEndpoint } = pick(configuration, "configuration", ...names);
  if (name !== undefined && !isString(name)) throw invalidField("name", "text", name);
  const versions = wholeNumbers(umaMajorVersions);
  if (!versions) throw invalidField("umaMajorVersions", "a list of whole numbers", umaMajorVersions);
  const allowed = { allowLoopback: true, allowPorts: true };
  return {
    ...(name !== undefined && { name }),
    uma_major_versions: versions,
    ...(umaRequestEndpoint !== undefined && {
      uma_request_endpoint: checkUrl(umaRequestEndpoint, allowed, "umaRequestEndpoint").href,
    }),
  };
}

/** A copy of a list of whole numbers. */
function wholeNumbers(value: unknown): readonly number[] | undefined {
  try {
    const list: unknown[] | undefined = Array.isArray(value) ? Array.from(value) : undefined;
    return list?.every(isWhole) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** A key that a VASP's invoices are verified with, as {@link readSigningKey} finds it. */
export type SigningKey = {
  /** 65 bytes. */
  readonly publicKey: Uint8Array;
  /** The certificate that it comes in, if it does. */
  readonly certificate?: VaspCertificate;
};

/**
 * Reads the signing key out of the document that a VASP serves at `/.well-known/lnurlpubkey`, for those who
 * have it from somewhere else: people who paste it, tests. Neither dates nor signatures of certificates are
 * checked, and that the document is the VASP's cannot be told from it.
 *
 * @param document - its JSON
 * @throws UmaInvoiceError `INVALID_RESPONSE`, `INVALID_CERTIFICATE`, `INVALID_KEY`
 * @see UMAD-02; `fetchVaspKeys`, which asks the VASP itself
 *
 * @example
 * ```ts
 * const document = JSON.stringify({ signingPubKey: publicKey, encryptionPubKey: publicKey });
 * readSigningKey(document).publicKey.length; // 65
 * ```
 */
export function readSigningKey(document: string): SigningKey {
  if (!isString(document)) throw invalidResponse("document", "JSON as text", document);
  const json = parseJson(document.trim(), (expected, cause) =>
    layerError("INVALID_RESPONSE", `document: expected ${expected}`, { cause }),
  );
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw invalidResponse("document", "a JSON object", json);
  const { publicKey, chain } = readKey(json as Document, "signing");
  return { publicKey, ...(chain[0] && { certificate: readCertificate(chain[0].der) }) };
}
