import { describe } from "../describe.js";
import { UmaInvoiceError } from "../errors.js";
import type { HttpOptions } from "./HttpOptions.js";
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
 * @throws UmaInvoiceError `INVALID_DOMAIN` if `checkHost` refuses the host, `FETCH_FAILED`,
 * `FETCH_TIMEOUT`, `INVALID_RESPONSE`; the reason of the caller's signal
 */
export async function fetchJson(
  url: URL,
  init: { readonly method?: "GET" | "POST"; readonly body?: unknown },
  options: HttpOptions,
): Promise<JsonAnswer> {
  const { method = "GET", body } = init;
  const { fetch = globalThis.fetch, maxBytes = 65_536, checkHost } = options;
  const name = `${method} ${describe(url.origin + url.pathname)}`;
  return withTimeout(name, options, async (signal) => {
    await letThrough(url.hostname, checkHost);
    const request: RequestInit = { method, signal, redirect: "manual", cache: "no-store" };
    const sent: RequestInit =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await reached(name, () => fetch(url, { ...request, ...sent }));
    const { headers, ok, redirected, status, type } = response;
    // Browsers hide the status of a redirect. A `fetch` of the caller's own may have followed it.
    if (type === "opaqueredirect" || redirected || (status >= 300 && status < 400))
      throw layerError("FETCH_FAILED", `${name}: expected an answer, found a redirect`);
    const json = reached(name, () => readJson(name, response, maxBytes));
    const isNeeded = ok && method === "GET";
    return { status, headers, json: await (isNeeded ? json : json.catch(() => undefined)) };
  });
}

async function letThrough(host: string, checkHost: HttpOptions["checkHost"]): Promise<void> {
  try {
    await checkHost?.(host);
  } catch (cause) {
    const message = `host: expected one that checkHost lets through, found ${describe(host)}`;
    throw layerError("INVALID_DOMAIN", message, { cause });
  }
}

async function readJson(name: string, response: Response, maxBytes: number): Promise<unknown> {
  const invalid = (expected: string, cause?: unknown) =>
    layerError("INVALID_RESPONSE", `${name}: expected ${expected}`, { cause });
  const type = response.headers.get("content-type") ?? "";
  // Servers on Express that send the JavaScript SDK's documents as they come call them text/html.
  if (!/^(?:text\/[^/]+|application\/(?:[^/;]+\+)?json)\s*(?:;|$)/i.test(type))
    throw invalid(`the content type application/json, found ${describe(type)}`);
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
