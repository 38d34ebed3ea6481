import { checkFunction, checkMethods, readOptions, toLog } from "../../options.js";
import { asRefusal } from "../errors.js";
import { exposeHeaders, exposing } from "./answer.js";
import { fromNodeRequest, type NodeRequest, nodeBody } from "./nodeRequest.js";
import type { Paywall } from "./paywall.js";
import type { Admitted } from "./verdict.js";

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
 * @throws UmaInvoiceError `INVALID_OPTION`; what is returned rejects with it if it gets no response to write to
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
  checkMethods("paywall", paywall, "admit");
  checkFunction("listener", listener);
  const { onError = console.error } = readOptions(options, "options", "onError");
  checkFunction("onError", onError);
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
    response.end(JSON.stringify({ error: asRefusal(error).message }));
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
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
function checkNodeResponse(response: NodeResponse): void {
  checkMethods("response", response, "setHeader", "getHeader", "removeHeader", "writeHead", "end", "destroy");
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
