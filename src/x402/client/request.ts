import { describe } from "../../describe.js";
import { invalidField } from "../../errors.js";
import { checkSignal, reasonOf, throwIfAborted, unlessAborted } from "../../http/abort.js";
import { httpRefusal } from "../../http/errors.js";
import { headerNames } from "../messages/headers.js";

/**
 * A request in plain values. Any implementation of `fetch` takes it: the platform's, one from a package,
 * which knows no `Request` but its own, or one that has not all of its fields. Its body is kept, so that
 * the very same request can be sent again.
 */
export type PlainRequest = {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  readonly signal: AbortSignal | undefined;
  /** All else that the caller's init says: `credentials`, `mode`, `dispatcher` and what there may be. */
  readonly rest: { readonly [name: string]: unknown };
};

type Fields = { readonly [name: string]: unknown };

/** What a `Request` has besides, and what it is by default: then it is better not said where it is not implemented. */
const defaults: Fields = {
  cache: "default",
  cf: undefined,
  credentials: "same-origin",
  integrity: "",
  keepalive: false,
  mode: "cors",
  redirect: "follow",
  referrer: "about:client",
  referrerPolicy: "",
};

/**
 * Reads what `fetch` is called with.
 *
 * @throws UmaInvoiceError `INVALID_FIELD` if it is not what `fetch` takes; the reason of the signal
 */
export async function toPlainRequest(input: unknown, init?: unknown): Promise<PlainRequest> {
  let signal: AbortSignal | undefined;
  try {
    const fields = fieldsOf(init);
    const own = isRequest(input) ? input : undefined;
    signal = toSignal(fields.signal === undefined ? own?.signal : fields.signal);
    if (signal) throwIfAborted(signal);
    const { method = own?.method, headers = own?.headers, duplex } = fields;
    const body = fields.body ?? (await unlessAborted(() => bodyOf(own), signal));
    // A `Request` checks and completes it: the type of a form, say, which tells what parts its bytes from each other.
    const request = new Request(own ? own.url : `${input}`, { method, headers, body, duplex } as object);
    const bytes = isEmpty(request) ? undefined : await unlessAborted(() => request.arrayBuffer(), signal);
    return {
      url: request.url,
      method: request.method,
      headers: request.headers,
      body: bytes?.byteLength ? checkBody(new Uint8Array(bytes), body) : undefined,
      signal,
      rest: restOf(fields, own),
    };
  } catch (cause) {
    if (signal?.aborted) throw reasonOf(signal);
    // Passwords in URLs are refused: and not repeated.
    const found = typeof input === "string" ? input.replace(/\/\/[^/?#]*@/, "//") : input;
    // Platforms repeat the whole of a URL that they do not take.
    const isTelling = cause instanceof Error && typeof input === "string" && cause.message.includes(input);
    throw invalidField("request", "what fetch takes", found, isTelling ? undefined : cause);
  }
}

function fieldsOf(init: unknown): Fields {
  if (init !== undefined && init !== null && Object(init) !== init)
    throw new TypeError(`init: expected an object, found ${describe(init)}`);
  return { ...(init as object) };
}

/** Whether it is a `Request`, of this platform or of a package. */
function isRequest(input: unknown): input is Request {
  const { url, method }: Partial<Request> = Object(input);
  return typeof url === "string" && typeof method === "string";
}

function toSignal(value: unknown): AbortSignal | undefined {
  if (value === undefined || value === null) return undefined;
  checkSignal(value as AbortSignal);
  return value as AbortSignal;
}

/** Whether there is no body. Where the platform does not tell, it is read to find out. */
function isEmpty({ method, body }: Request): boolean {
  return method === "GET" || method === "HEAD" || body === null;
}

async function bodyOf(own: Request | undefined): Promise<ArrayBuffer | undefined> {
  return own && !isEmpty(own) ? own.arrayBuffer() : undefined;
}

/** A `Request` takes any object for text: a form from a package, say, for "[object FormData]". */
function checkBody(bytes: Uint8Array<ArrayBuffer>, body: unknown): Uint8Array<ArrayBuffer> {
  const name = Object(body) === body && Object.prototype.toString.call(body);
  if (name && new TextDecoder().decode(bytes) === name)
    throw new TypeError(`body: expected one that the platform knows, found ${describe(name)}`);
  return bytes;
}

function restOf(fields: Fields, own: Request | undefined): Fields {
  const {
    method: _,
    headers: _headers,
    body: _body,
    signal: _signal,
    duplex: _duplex,
    ...rest
  }: Record<string, unknown> = fields;
  for (const name of Object.keys(defaults)) {
    const value = rest[name] === undefined ? ownField(own, name) : rest[name];
    if (value === defaults[name]) delete rest[name];
    else rest[name] = value;
  }
  return rest;
}

/** A field of a `Request`, unless it is its default or not implemented. */
function ownField(own: Request | undefined, name: string): unknown {
  try {
    const value = own?.[name as keyof Request] ?? defaults[name];
    // What a page is loaded with cannot be asked for by anybody else.
    return value === "navigate" ? "same-origin" : value;
  } catch {
    return defaults[name];
  }
}

/** Whether a request carries a payment. */
export function carriesPayment({ headers }: PlainRequest): boolean {
  return headers.has(headerNames[1].payment) || headers.has(headerNames[2].payment);
}

/**
 * Sends a request. One that carries a payment is not redirected: the proof opens the resource to anyone, and
 * would be taken elsewhere.
 *
 * @throws UmaInvoiceError `INVALID_RESPONSE` if what comes back is no `Response`; else as `fetch` does
 */
export async function sendPlain(fetch: typeof globalThis.fetch, request: PlainRequest): Promise<Response> {
  const { url, method, headers, body, signal, rest } = request;
  const response: unknown = await fetch(url, {
    ...rest,
    ...(carriesPayment(request) && { redirect: "manual" }),
    method,
    headers: Object.fromEntries(entriesOf(headers)),
    // A copy each time: some implementations take the memory away.
    ...(body && { body: body.slice() }),
    ...(signal && { signal }),
  });
  const { status, headers: answered }: Partial<Response> = Object(response);
  if (typeof status !== "number" || typeof answered?.get !== "function")
    throw httpRefusal("INVALID_RESPONSE", { subject: "fetch", expected: "a Response", found: response });
  return response as Response;
}

/** The names and values of headers, in order. */
export function entriesOf(headers: Headers): [name: string, value: string][] {
  const entries: [string, string][] = [];
  headers.forEach((value, name) => {
    entries.push([name, value]);
  });
  return entries;
}
