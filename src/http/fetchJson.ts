import { describe } from "../describe.js";
import { UmaInvoiceError } from "../errors.js";
import { invalidField } from "../invalidField.js";
import { type HttpOptions, readHttpOptions } from "./HttpOptions.js";
import { layerError } from "./layerError.js";
import { parseJson } from "./parseJson.js";
import { readBody } from "./readBody.js";
import { withTimeout } from "./withTimeout.js";

/** What a counterparty answered. */
export type JsonAnswer = {
  readonly status: number;
  readonly headers: Headers;
  /** What the body holds; `undefined` where it is no JSON and need not be. */
  readonly json: unknown;
};

/**
 * Asks a counterparty, follows no redirect, and reads no more than it is allowed to. What a GET with
 * status 2xx gets has to be JSON; every other answer counts by its status, whatever its body.
 *
 * @param url - from `domainUrl` or `checkUrl`
 * @param init - a body is sent as JSON
 * @throws UmaInvoiceError `INVALID_FIELD` for an option, `INVALID_DOMAIN` if `checkHost` refuses the host,
 * `FETCH_FAILED`, `FETCH_TIMEOUT`, `INVALID_RESPONSE`; the reason of the caller's signal
 */
export async function fetchJson(
  url: URL,
  init: { readonly method?: "GET" | "POST"; readonly body?: unknown },
  options: HttpOptions,
): Promise<JsonAnswer> {
  const { method = "GET", body } = init;
  const read = readHttpOptions(options);
  const { fetch = globalThis.fetch, maxBytes = 65_536, checkHost } = read;
  if (typeof fetch !== "function") throw invalidField("fetch", "one, as this platform has none", fetch);
  const name = `${method} ${describe(url.origin + url.pathname)}`;
  return withTimeout(name, read, async (signal) => {
    await letThrough(url.hostname, checkHost);
    const sent: RequestInit =
      body === undefined
        ? uncached()
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    // As text, and in plain objects: another implementation knows no URL or Request but its own.
    const request: RequestInit = { method, signal, redirect: "manual", ...sent };
    const { response, headers, status } = await reached(name, async () =>
      headOf(name, await fetch(url.href, request)),
    );
    const json = reached(name, () => readJson(name, response, headers, maxBytes));
    const isNeeded = method === "GET" && status >= 200 && status < 300;
    return { status, headers, json: await (isNeeded ? json : json.catch(() => undefined)) };
  });
}

/**
 * What keeps caches out. The field of that name throws in Workers of a compatibility date before 2024-11-11;
 * elsewhere the header would make browsers ask the other side for its leave first.
 */
function uncached(): RequestInit {
  try {
    if (typeof Request === "function") new Request("https://cache.invalid", { cache: "no-store" });
    return { cache: "no-store" };
  } catch {
    return { headers: { "cache-control": "no-cache" } };
  }
}

/** What comes before a body. */
function headOf(name: string, response: Response): { response: Response; headers: Headers; status: number } {
  const { headers, redirected, status, type } = response;
  // Browsers hide the status of a redirect. A `fetch` of the caller's own may have followed it.
  if (type === "opaqueredirect" || redirected || (status >= 300 && status < 400))
    throw layerError("FETCH_FAILED", `${name}: expected an answer, found a redirect`);
  if (!Number.isInteger(status) || typeof headers?.get !== "function")
    throw layerError("FETCH_FAILED", `${name}: expected a Response, found ${describe(response)}`);
  return { response, headers, status };
}

async function letThrough(host: string, checkHost: HttpOptions["checkHost"]): Promise<void> {
  const message = `host: expected one that checkHost lets through, found ${describe(host)}`;
  let isRefused: boolean;
  try {
    isRefused = (await checkHost?.(host)) === false;
  } catch (cause) {
    throw layerError("INVALID_DOMAIN", message, { cause });
  }
  if (isRefused) throw layerError("INVALID_DOMAIN", message);
}

/**
 * The types that a body may be declared to have. Static hosting knows none for a file without an extension, or
 * calls it `application/octet-stream`, S3 `binary/octet-stream`; servers on Express that send the JavaScript
 * SDK's documents as they come call them `text/html`. What is declared to be something else, such as an image,
 * is not what was asked for. An error page with status 2xx is found out by its content: it is no JSON.
 */
const readable =
  /^\s*(?:(?:text\/[^/]+|(?:application|binary)\/octet-stream|application\/(?:[^/;,]+\+)?json)\s*(?:[;,]|$)|$)/i;

async function readJson(
  name: string,
  response: Response,
  headers: Headers,
  maxBytes: number,
): Promise<unknown> {
  const invalid = (expected: string, cause?: unknown) =>
    layerError("INVALID_RESPONSE", `${name}: expected ${expected}`, { cause });
  const type = headers.get("content-type") ?? "";
  if (!readable.test(type)) throw invalid(`the content type application/json, found ${describe(type)}`);
  const bytes = await readBody(response, maxBytes, () => invalid(`at most ${maxBytes} bytes, found more`));
  return parseJson(bytes, invalid);
}

/** Turns what `fetch` and the streams of its bodies reject with into our error. */
async function reached<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof UmaInvoiceError) throw cause;
    throw layerError("FETCH_FAILED", `${name}: expected a whole answer, found none`, { cause });
  }
}
