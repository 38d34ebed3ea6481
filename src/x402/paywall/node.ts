import { describe } from "../../describe.js";
import { invalidField, type UmaInvoiceError } from "../../errors.js";
import { layerError } from "../../layerError.js";
import { pick, read, toLog } from "../../options.js";
import { nodeBody } from "./nodeBody.js";
import { checkPaywall } from "./options.js";
import { type Admitted, exposeHeaders, exposing, type Paywall } from "./paywall.js";

/** What is used of a request of `node:http`, of `node:http2`'s compatibility API, of Express, or of an adapter's. */
export type NodeRequest = {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express's: `url` without what a router has taken off it. */
  readonly originalUrl?: string;
  /** Names and values in turn; where there are none, `headers` count. */
  readonly rawHeaders?: readonly string[];
  readonly headers?: { readonly [name: string]: string | readonly string[] | undefined };
  /** Has `encrypted` where it is one of TLS. */
  readonly socket?: object;
  /** The bytes of the body, where they were kept by whoever has parsed it. */
  readonly rawBody?: unknown;
};

/** What is used of a response of `node:http`, of `node:http2`'s compatibility API, or of Express. */
export type NodeResponse = {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  /** Whether its connection is gone. */
  readonly destroyed?: boolean;
  statusCode: number;
  /** That of `node:http` alone. */
  statusMessage?: string;
  getHeader(name: string): unknown;
  setHeader(name: string, value: string | number | readonly string[]): unknown;
  removeHeader(name: string): unknown;
  appendHeader(name: string, value: string | readonly string[]): unknown;
  // Its overloads are nothing that another function could be assigned to.
  writeHead: (status: number, ...rest: never[]) => unknown;
  end(body?: string): unknown;
  destroy: (error?: Error) => unknown;
};

/** Options of {@link nodePaywall}. */
type NodePaywallOptions = {
  /**
   * Is told of what the listener, the settlements or the price threw, and of requests that are answered with 400;
   * `console.error` by default.
   */
  readonly onError?: (error: unknown) => void;
};

/**
 * A paywall before a listener of `node:http`, or of `node:http2` by its compatibility API. An answer with a
 * status from 500 on gives the payment back, and so does a listener that throws, which is answered for with 500,
 * or destroys the response before its head is sent. A listener that never answers keeps it: give it a deadline.
 *
 * @param listener - gets the requests of those who have paid
 * @throws UmaInvoiceError `INVALID_FIELD`; what is returned rejects with it if it gets no response to write to
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 *
 * const server = createServer();
 * server.on(
 *   "request",
 *   nodePaywall(paywall, (request, response) => {
 *     response.writeHead(200, { "Content-Type": "text/plain" }).end("sunny");
 *   }),
 * );
 * ```
 */
export function nodePaywall<Incoming extends NodeRequest, Outgoing extends NodeResponse>(
  paywall: Paywall,
  listener: (request: Incoming, response: Outgoing) => unknown,
  options: NodePaywallOptions = {},
): (request: Incoming, response: Outgoing) => Promise<void> {
  checkPaywall(paywall);
  if (typeof listener !== "function") throw invalidField("listener", "a function", listener);
  const { onError = console.error } = pick(options, "options", "onError");
  if (typeof onError !== "function") throw invalidField("onError", "a function", onError);
  const tell = toLog(onError);
  return async (request, response) => {
    checkNodeResponse(response);
    try {
      if (await passNode(paywall, request, response, tell)) await listener(request, response);
    } catch (error) {
      tell(error);
      // What has been said to its end is on its way, and paid for.
      if (response.writableEnded) return;
      if (response.headersSent) {
        response.destroy();
        return;
      }
      // It may be what could not be sent.
      if (response.statusMessage) response.statusMessage = "";
      for (const name of ["Content-Type", "Content-Encoding", "Content-Length"]) response.removeHeader(name);
      response.statusCode = 500;
      response.end();
    }
  };
}

/**
 * Puts a request of Node.js's through a paywall.
 *
 * @param onError - is told of a request that cannot be put through
 * @returns whether it is let through; if it is not, it has been answered, or nobody is there any more
 */
export async function passNode(
  paywall: Paywall,
  request: NodeRequest,
  response: NodeResponse,
  onError: (error: unknown) => void = () => undefined,
): Promise<boolean> {
  checkNodeResponse(response);
  let webRequest: Request;
  try {
    webRequest = fromNodeRequest(request);
  } catch (error) {
    onError(error);
    response.statusCode = 400;
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ error: (error as UmaInvoiceError).message }));
    return false;
  }
  const verdict = await paywall
    .admit(webRequest, (maxBytes) => nodeBody(request, maxBytes))
    .catch((error) => {
      if (!response.destroyed) throw error;
      return undefined;
    });
  if (!verdict) return false;
  if (verdict.admitted) return handOver(verdict, response);
  const { status, headers } = verdict.response;
  response.statusCode = status;
  const own = ownHeaders(response).get(exposeHeaders);
  headers.forEach((value, name) => {
    response.setHeader(name, value);
  });
  response.setHeader(exposeHeaders, exposing(own));
  response.end(await verdict.response.text());
  return false;
}

/**
 * Checks that there is something to answer by.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
function checkNodeResponse(response: NodeResponse): void {
  const names = ["setHeader", "getHeader", "removeHeader", "writeHead", "end", "destroy"] as const;
  const methods = read(response, "response", ...names);
  for (const name of names)
    if (typeof methods[name] !== "function")
      throw invalidField(`response.${name}`, "a function", methods[name]);
}

/** Sees to it that the payment is concluded, whatever the handler does with the response. */
async function handOver(verdict: Admitted, response: NodeResponse): Promise<boolean> {
  // Whoever has paid is not there to be served any more: they may come again.
  if (response.destroyed) {
    await verdict.conclude(500).done;
    return false;
  }
  const { destroy } = response;
  response.destroy = (error) => {
    // By the handler, and not since the payer has gone: nothing is delivered, though no head says so.
    if (!response.headersSent && !response.destroyed) verdict.conclude(500).done.catch(() => undefined);
    return destroy.call(response, error);
  };
  beforeHead(response, (status) => {
    const { headers, done } = verdict.conclude(status, ownHeaders(response));
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // The receipt says that the payment was given back: better no answer than a wrong one.
    done.catch((error: Error) => response.destroy(error));
  });
  return true;
}

/** The headers that have been set on a response. */
function ownHeaders(response: NodeResponse): Pick<Headers, "get"> {
  return {
    get(name) {
      const value = response.getHeader(name);
      return value === undefined ? null : `${value}`;
    },
  };
}

/** A host as it stands in a URL, without anything that could end it there. */
const plainHost = /^[\w.\-:[\]]+$/;

/** A path from the root with no fragment, and none of what URLs resolve but routers may not: `\`, `.`, `..`. */
const plainTarget = /^(?!.*#)(?![^?]*\\)(?![^?]*\/(?:\.|%2e){1,2}(?:[/?]|$))\//i;

/** A target that names the authority as well (RFC 9112, section 3.2.2). */
const absoluteTarget = /^(https?):\/\/([^/?#\\]*)(.*)$/is;

/**
 * A request of Node.js's as one of the Web's, without its body. Where the target names an authority, as the
 * absolute form of a request to a proxy does, and HTTP/2 always, that counts and not the header `Host`, which
 * is made the same (RFC 9112, section 3.2.2).
 *
 * @throws UmaInvoiceError `INVALID_REQUEST` if it is none of the Web's, or if the two could take it for
 * different resources: one would be paid for, and the other served
 */
export function fromNodeRequest(request: NodeRequest): Request {
  const { method = "" } = request;
  const fields = fieldsOf(request);
  const [, targetScheme, targetHost, targetPath] = absoluteTarget.exec(targetOf(request)) ?? [];
  const named = targetHost ?? fieldNamed(fields, ":authority");
  const host = named ?? fieldNamed(fields, "host") ?? "";
  const target = targetPath === undefined ? targetOf(request) : targetPath.replace(/^(?!\/)/, "/");
  if (!plainHost.test(host)) throw invalid("host", "that of a URL", host);
  if (!plainTarget.test(target))
    throw invalid("url", "a path without fragment, backslash, . and .., which some take for another", target);
  const isEncrypted =
    "encrypted" in Object(request.socket) && (request.socket as { encrypted?: unknown }).encrypted;
  const scheme = targetScheme?.toLowerCase() ?? (isEncrypted ? "https" : "http");
  const headers = fields.filter(([name]) => !name.startsWith(":"));
  let webRequest: Request;
  try {
    webRequest = new Request(`${scheme}://${host}${target}`, { method, headers });
  } catch (cause) {
    throw invalid("request", "a method, a host and headers that requests of the Web can have", method, cause);
  }
  // What is behind the paywall may tell hosts apart by it.
  if (named !== undefined && request.headers) Object.assign(request.headers, { host: named });
  return webRequest;
}

function targetOf({ originalUrl, url = "" }: NodeRequest): string {
  return originalUrl ?? url;
}

/** Names and values, as they came if they are known so. */
function fieldsOf({ rawHeaders = [], headers = {} }: NodeRequest): readonly [string, string][] {
  const fields: [string, string][] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) fields.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  if (fields.length > 0) return fields;
  for (const [name, value] of Object.entries(headers))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) fields.push([name, each]);
  return fields;
}

function fieldNamed(fields: readonly [string, string][], name: string): string | undefined {
  return fields.find(([each]) => each.toLowerCase() === name)?.[1];
}

function invalid(field: string, expected: string, found: string, cause?: unknown): UmaInvoiceError {
  return layerError("INVALID_REQUEST", `${field}: expected ${expected}, found ${describe(found)}`, {
    field,
    cause,
  });
}

type Values = string | number | readonly string[];
type Head = Readonly<Record<string, Values>> | readonly Values[];

/** What Node.js takes for a reason (RFC 9112, section 4). */
const plainReason = /^[\t -~\u0080-\u00ff]*$/;

/**
 * Calls a function just before the head of a response is sent, while headers can still be set. What
 * the handler hands to `writeHead` has been set by then. What is no head that can be sent is none, and leaves it
 * to the next.
 */
function beforeHead(response: NodeResponse, act: (status: number) => void): void {
  const writeHead = response.writeHead as (status: number, ...rest: readonly unknown[]) => unknown;
  const watched = (given: number, ...[reason, headers]: readonly unknown[]) => {
    const reasons = typeof reason === "string" ? [reason] : [];
    // As Node.js reads it.
    const status = given | 0;
    if (status < 100 || status > 999 || !plainReason.test(reasons[0] ?? ""))
      return writeHead.call(response, given, ...reasons);
    const head = reasons.length > 0 ? headers : (headers ?? reason);
    setAll(response, (head ?? {}) as Head);
    // There is one head: who tries to send another, after a failure, is not to be believed.
    response.writeHead = writeHead;
    try {
      act(status);
      return writeHead.call(response, status, ...reasons);
    } catch (error) {
      response.writeHead = watched;
      throw error;
    }
  };
  response.writeHead = watched;
}

/** In Node.js, headers are an object, or a list of names and values in turn. */
function setAll(response: NodeResponse, head: Head): void {
  if (!isList(head)) {
    for (const [name, value] of Object.entries(head)) response.setHeader(name, value);
    return;
  }
  for (let i = 0; i < head.length; i += 2) response.removeHeader(`${head[i]}`);
  for (let i = 0; i < head.length; i += 2)
    response.appendHeader(`${head[i]}`, head[i + 1] as string | readonly string[]);
}

function isList(head: Head): head is readonly Values[] {
  return Array.isArray(head);
}

/**
 * Checks that a handler's response can be sent: one that cannot is a failure of the handler.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkResponse(response: Response): void {
  const { status, bodyUsed, body }: Partial<Response> = Object(response);
  if (!(Number.isInteger(status) && status! >= 200 && status! <= 599))
    throw invalidField("response.status", "200 to 599", status);
  if (bodyUsed || body?.locked) throw invalidField("response.body", "one that nobody has read", body);
}

/** Ends a request that was let through with the handler's response. */
export async function completeResponse(admitted: Admitted, response: Response): Promise<Response> {
  checkResponse(response);
  const { status, statusText } = response;
  // A copy: the headers of a response that was fetched cannot be set.
  const headers = new Headers(response.headers);
  const conclusion = admitted.conclude(status, headers);
  await conclusion.done;
  for (const [name, value] of Object.entries(conclusion.headers)) headers.set(name, value);
  return new Response(response.body, { status, statusText, headers });
}
