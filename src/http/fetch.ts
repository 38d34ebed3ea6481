import { describe } from "../describe.js";
import { type ErrorMeaning, invalidOption, type RefusalDetails, UmaInvoiceError } from "../errors.js";
import { checkFunction, checkWhole, readOptions } from "../options.js";
import { checkSignal, checkTimeout, withTimeout } from "./abort.js";
import { readBody } from "./body.js";
import { httpRefusal } from "./errors.js";
import { parseJson } from "./json.js";

/** How requests to counterparties are made. */
export type HttpOptions = {
  /**
   * What makes the requests; the global `fetch` by default. That of another package will do as well: it gets
   * a URL as text, and an init of text, plain objects and a signal.
   */
  readonly fetch?: typeof globalThis.fetch;
  /** Seconds for a request, from the first look at the host to the last byte of the body; 20 by default. */
  readonly timeoutSeconds?: number;
  /** Ends the request; what it rejects with then is the signal's `reason`. */
  readonly signal?: AbortSignal;
  /** The longest body to read, in bytes; 65,536 by default. */
  readonly maxBytes?: number;
  /**
   * Allows hosts on this very machine, for local work: `localhost`, `*.localhost`, `127.0.0.0/8` and
   * `[::1]`, over http and with any port. Not allowed by default.
   */
  readonly allowLoopback?: boolean;
  /** Allows ports other than the scheme's own. Not allowed by default. */
  readonly allowPorts?: boolean;
  /**
   * Called with each host before it is connected to; throws, rejects or gives `false` to refuse it. Hosts come from
   * invoices that anybody can write, and names such as `db.internal` pass: a server that can reach a
   * private network looks them up here, or hands in a `fetch` that checks the address it connects to.
   */
  readonly checkHost?: (host: string) => unknown;
};

/** What a counterparty is asked. */
export type JsonRequest = {
  /** GET by default. */
  readonly method?: "GET" | "POST";
  /** JSON. */
  readonly body?: string;
  /** Beside its own. */
  readonly headers?: { readonly [name: string]: string };
  /** What a failure means to others; that a key could not be had, by default. */
  readonly meaning?: ErrorMeaning;
  /** Whether the first line of the answer is all that is waited for, of many. */
  readonly isLine?: boolean;
};

/** What a counterparty answered. */
export type JsonAnswer = {
  readonly status: number;
  readonly headers: Headers;
  /** What the body holds; `undefined` where it is no JSON and need not be. */
  readonly json: unknown;
  /** The same in bytes, for who reads numbers exactly. */
  readonly bytes: Uint8Array | undefined;
};

/** Options that have been checked, with what stands for those that are absent. */
export type CheckedHttpOptions = HttpOptions & Required<Pick<HttpOptions, "timeoutSeconds" | "maxBytes">>;

/**
 * Reads these options from an object that may hold others, and checks them.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function readHttpOptions(options: HttpOptions | undefined): CheckedHttpOptions {
  const names = [
    "fetch",
    "timeoutSeconds",
    "signal",
    "maxBytes",
    "allowLoopback",
    "allowPorts",
    "checkHost",
  ] as const;
  const read = readOptions(options, "options", ...names);
  const { timeoutSeconds = 20, maxBytes = 65_536 } = read;
  checkTimeout("timeoutSeconds", timeoutSeconds);
  checkWhole("maxBytes", maxBytes, "bytes");
  if (read.signal !== undefined) checkSignal(read.signal);
  for (const name of ["fetch", "checkHost"] as const)
    if (read[name] !== undefined) checkFunction(name, read[name]);
  // Not taken as truths: the text "false", from an environment, would open what it was meant to close.
  for (const name of ["allowLoopback", "allowPorts"] as const)
    if (read[name] !== undefined && typeof read[name] !== "boolean")
      throw invalidOption(name, "a boolean", read[name]);
  return { ...read, timeoutSeconds, maxBytes };
}

/** What errors say of a request, and what its failure means to others. */
type Asked = Pick<RefusalDetails, "subject" | "meaning">;

/**
 * Asks a counterparty, follows no redirect, and reads no more than it is allowed to. What a GET with
 * status 2xx gets has to be JSON; every other answer counts by its status, whatever its body.
 *
 * @param url - from `domainUrl` or `checkUrl`
 * @throws UmaInvoiceError `INVALID_OPTION` where there is no `fetch`, `INVALID_DOMAIN` if `checkHost` refuses the
 * host, `FETCH_FAILED`, `FETCH_TIMEOUT`, `INVALID_RESPONSE`; the reason of the caller's signal
 */
export async function fetchJson(
  url: URL,
  init: JsonRequest,
  options: CheckedHttpOptions,
): Promise<JsonAnswer> {
  const { method = "GET", body, meaning, headers: own, isLine } = init;
  const { fetch = globalThis.fetch, maxBytes, checkHost } = options;
  if (typeof fetch !== "function") throw invalidOption("fetch", "one, as this platform has none", fetch);
  const asked: Asked = {
    subject: `${method} ${describe(url.origin + url.pathname)}`,
    ...(meaning && { meaning }),
  };
  return withTimeout(asked, options, async (signal) => {
    await letThrough(url.hostname, checkHost);
    const sent: RequestInit =
      body === undefined ? uncached() : { body, headers: { "content-type": "application/json" } };
    // As text, and in plain objects: another implementation knows no URL or Request but its own.
    const request: RequestInit = {
      method,
      signal,
      redirect: "manual",
      ...sent,
      ...(own && { headers: { ...sent.headers, ...own } }),
    };
    const { response, headers, status } = await reached(asked, async () =>
      headOf(asked, await fetch(url.href, request)),
    );
    const content = reached(asked, () => readJson(asked, response, headers, maxBytes, isLine));
    const isNeeded = method === "GET" && status >= 200 && status < 300;
    const { json, bytes } = await (isNeeded ? content : content.catch(() => nothing));
    return { status, headers, json, bytes };
  });
}

const lineFeed = 10;

/** What is known of a body that is no JSON. */
const nothing = { json: undefined, bytes: undefined };

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
function headOf(asked: Asked, response: Response): { response: Response; headers: Headers; status: number } {
  const { headers, redirected, status, type } = response;
  // Browsers hide the status of a redirect. A `fetch` of the caller's own may have followed it.
  if (type === "opaqueredirect" || redirected || (status >= 300 && status < 400))
    throw failure(asked, "an answer", "a redirect");
  if (!Number.isInteger(status) || typeof headers?.get !== "function")
    throw failure(asked, "a Response", describe(response));
  return { response, headers, status };
}

async function letThrough(host: string, checkHost: HttpOptions["checkHost"]): Promise<void> {
  const refusedFor = (cause?: unknown) =>
    httpRefusal("INVALID_DOMAIN", {
      subject: "host",
      expected: "one that checkHost lets through",
      found: host,
      cause,
    });
  let isRefused: boolean;
  try {
    isRefused = (await checkHost?.(host)) === false;
  } catch (cause) {
    throw refusedFor(cause);
  }
  if (isRefused) throw refusedFor();
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
  asked: Asked,
  response: Response,
  headers: Headers,
  maxBytes: number,
  isLine = false,
): Promise<Pick<JsonAnswer, "json" | "bytes">> {
  const invalid = (expected: string, cause?: unknown) =>
    httpRefusal("INVALID_RESPONSE", { ...asked, expected, cause });
  const type = headers.get("content-type") ?? "";
  if (!readable.test(type)) throw invalid(`the content type application/json, found ${describe(type)}`);
  const tooLong = () => invalid(`at most ${maxBytes} bytes, found more`);
  const whole = await readBody(response, maxBytes, tooLong, (chunk) => isLine && chunk.includes(lineFeed));
  const end = isLine ? whole.indexOf(lineFeed) : -1;
  const bytes = end < 0 ? whole : whole.subarray(0, end);
  return { json: parseJson(bytes, invalid), bytes };
}

/** Turns what `fetch` and the streams of its bodies reject with into our error. */
async function reached<Result>(asked: Asked, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof UmaInvoiceError) throw cause;
    throw failure(asked, "a whole answer", "none", cause);
  }
}

function failure(asked: Asked, expected: string, instead: string, cause?: unknown): UmaInvoiceError {
  return httpRefusal("FETCH_FAILED", { ...asked, expected, instead, cause });
}
