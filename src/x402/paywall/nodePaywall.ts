import { invalidField } from "../../invalidField.js";
import { pick } from "../../options.js";
import { toLog } from "../../toLog.js";
import { checkPaywall } from "./checkPaywall.js";
import type { NodeRequest, NodeResponse } from "./NodeMessages.js";
import type { Paywall } from "./Paywall.js";
import { checkResponse, passNode } from "./passNode.js";

/** Options of {@link nodePaywall}. */
export type NodePaywallOptions = {
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
    checkResponse(response);
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
