import { checkFunction, checkMethods } from "../../options.js";
import { type NodeResponse, passNode } from "./node.js";
import type { NodeRequest } from "./nodeRequest.js";
import type { Paywall } from "./paywall.js";

/**
 * A paywall as middleware of Express, or of anything else that calls `(request, response, next)`. An
 * answer with a status from 500 on gives the payment back, and so does a handler that destroys the response before
 * its head is sent. A handler that never answers keeps it: give it a deadline.
 *
 * Put `cors()` before it, and what parses bodies behind it, since a payment is for the very bytes of the body:
 * where they have been parsed before, they have to be in `request.rawBody`
 * (`express.json({ verify: (request, _response, bytes) => { request.rawBody = bytes; } })`).
 *
 * @returns calls `next` for those who have paid, and with the error if there is one
 * @throws UmaInvoiceError `INVALID_OPTION` if it is no paywall; the middleware rejects with it if `next` is no
 * function, and with what `next` throws
 *
 * @example
 * ```ts
 * import express from "express";
 *
 * const app = express();
 * app.get("/weather", expressPaywall(paywall), (_request, response) => response.json({ weather: "sunny" }));
 * ```
 */
export function expressPaywall(
  paywall: Paywall,
): (request: NodeRequest, response: NodeResponse, next: (error?: unknown) => void) => Promise<void> {
  checkMethods("paywall", paywall, "admit");
  return async (request, response, next) => {
    checkFunction("next", next);
    const passed = await passNode(paywall, request, response).then(
      (admitted) => admitted && [],
      (error: unknown) => [error],
    );
    if (passed) await next(...passed);
  };
}
