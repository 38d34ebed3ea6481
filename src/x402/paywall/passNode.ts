import type { UmaInvoiceError } from "../../errors.js";
import { invalidField } from "../../invalidField.js";
import { read } from "../../options.js";
import { beforeHead } from "./beforeHead.js";
import { exposeHeaders, exposing } from "./exposedHeaders.js";
import { fromNodeRequest } from "./fromNodeRequest.js";
import type { NodeRequest, NodeResponse } from "./NodeMessages.js";
import { nodeBody } from "./nodeBody.js";
import type { Admitted, Paywall } from "./Paywall.js";

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
  checkResponse(response);
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
export function checkResponse(response: NodeResponse): void {
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
