import type { UmaInvoiceError } from "../errors.js";
import { httpRefusal } from "../http/errors.js";
import { errorResponse, jsonResponse } from "../http/json.js";
import { checkFunction, checkWhole, readOptions } from "../options.js";
import { endOfUnixTime, type Moment, secondsNow } from "../time.js";
import { configurationDocument, configurationPath, type PublishedConfiguration } from "./configuration.js";
import { keysDocument, keysPath, type VaspHandlerKeys } from "./keys.js";

/** Options of {@link createVaspHandler}. */
export type VaspHandlerOptions = {
  readonly keys: VaspHandlerKeys;
  readonly configuration: PublishedConfiguration;
  /**
   * How long others may keep the keys, in seconds; 3,600 by default, and never beyond the end of a
   * certificate. Some SDKs keep keys for good where a document does not say.
   */
  readonly maxAgeSeconds?: number;
  /** The clock: a Date, or Unix time in seconds; the present by default. */
  readonly now?: () => Moment;
};

/**
 * Makes a server of a VASP's two well-known documents: its keys and its configuration.
 *
 * @returns what answers requests: GET, HEAD and OPTIONS for `/.well-known/lnurlpubkey` and
 * `/.well-known/uma-configuration`, the protocol's error for all else
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`, `INVALID_KEY`, `INVALID_DOMAIN`, `INVALID_OPTION`
 * @see UMAD-02, UMAD-10
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
  const names = ["keys", "configuration", "maxAgeSeconds", "now"] as const;
  const read = readOptions(options, "options", ...names);
  const { keys, configuration, maxAgeSeconds = 3600, now = () => new Date() } = read;
  checkWhole("maxAgeSeconds", maxAgeSeconds, "seconds", { least: 0 });
  checkFunction("now", now);
  const { document: publishedKeys, end } = keysDocument(keys);
  const publishedConfiguration = configurationDocument(configuration);

  return async (request) => {
    const read = readRequest(request);
    if (!read) return errorResponse(unreadable(), cors);
    const { method, path } = read;
    if (path !== keysPath && path !== configurationPath) return errorResponse(notFound(path), cors);
    if (method === "OPTIONS") return new Response(null, { status: 204, headers: cors });
    if (method !== "GET" && method !== "HEAD") return errorResponse(notAllowed(method), cors);
    const seconds = Math.floor(secondsNow(now));
    const expirationTimestamp = Math.min(seconds + maxAgeSeconds, end, endOfUnixTime - 1);
    const age = Math.max(0, expirationTimestamp - seconds);
    const document = path === keysPath ? { ...publishedKeys, expirationTimestamp } : publishedConfiguration;
    const response = jsonResponse(document, 200, { ...cors, "cache-control": `public, max-age=${age}` });
    return method === "GET" ? response : new Response(null, response);
  };
}

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
/** Wallets in browsers read the documents, too (UMAD-10). */
const cors = { allow: methods, "access-control-allow-origin": "*", "access-control-allow-methods": methods };

function unreadable(): UmaInvoiceError {
  const expected = "a Request with a method and a URL";
  return httpRefusal("INVALID_REQUEST", { subject: "request", expected, instead: "none" });
}

function notFound(path: string): UmaInvoiceError {
  return httpRefusal("INVALID_REQUEST", {
    subject: "path",
    expected: `${keysPath} or ${configurationPath}`,
    found: path,
    meaning: ["REQUEST_NOT_FOUND", 404],
  });
}

function notAllowed(method: string): UmaInvoiceError {
  return httpRefusal("METHOD_NOT_ALLOWED", { subject: "method", expected: methods, found: method });
}
