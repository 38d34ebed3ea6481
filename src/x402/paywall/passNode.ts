import { beforeHead } from "./beforeHead.js";
import { fromNodeRequest } from "./fromNodeRequest.js";
import type { NodeRequest, NodeResponse } from "./NodeMessages.js";
import type { Paywall } from "./Paywall.js";

/**
 * Puts a request of Node.js's through a paywall.
 *
 * @returns whether it is let through; if it is not, it has been answered
 */
export async function passNode(
  paywall: Paywall,
  request: NodeRequest,
  response: NodeResponse,
): Promise<boolean> {
  const webRequest = fromNodeRequest(request);
  if (!webRequest) {
    response.statusCode = 400;
    response.end();
    return false;
  }
  const verdict = await paywall.admit(webRequest);
  if (!verdict.admitted) {
    const { status, headers } = verdict.response;
    response.statusCode = status;
    headers.forEach((value, name) => {
      response.setHeader(name, value);
    });
    response.end(await verdict.response.text());
    return false;
  }
  beforeHead(response, (status) => {
    const cacheControl = response.getHeader("cache-control");
    const { headers, done } = verdict.conclude(status, cacheControl === undefined ? null : `${cacheControl}`);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // The receipt says that the payment was given back: better no answer than a wrong one.
    done.catch((error: Error) => response.destroy(error));
  });
  return true;
}
