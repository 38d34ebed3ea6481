import { invalidField } from "../../invalidField.js";
import { discard } from "../client/discard.js";
import { offerRefused } from "../client/offerRefused.js";
import { carriesPayment, isElsewhere, sendPlain, toPlainRequest } from "../client/PlainRequest.js";
import { isSameUrl } from "../messages/httpUrl.js";

/**
 * Makes the `fetch` to hand to `wrapFetchWithPayment` of `@x402/fetch`, which knows nothing of redirects.
 * Without it, whoever redirects to an honest shop is sent the proof of what was paid there, and a redirect
 * as the answer to a paid request takes the proof elsewhere.
 *
 * A 402 behind a redirect is refused, of whatever network its offers are. A request that carries a payment is
 * not redirected: where the answer is a redirect, the caller gets that, with its status 3xx, or in a browser an
 * opaque response with the status 0. All else is left to the `fetch` underneath, which is called with a URL as
 * text and a plain init, so that it may come from any package; one that follows redirects even if it is told
 * not to makes all this void. Whether an offer is for the URL that was asked for is for
 * {@link checkOfferedResource} to say.
 *
 * @param fetch - what makes the requests; the global `fetch` by default
 * @returns rejects as `fetch` does, and with a UmaInvoiceError: `OFFER_REFUSED`, and `INVALID_FIELD` for a
 * request that no `fetch` takes
 * @throws UmaInvoiceError `INVALID_FIELD` if it is no function
 *
 * @example
 * ```ts
 * import { wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
 *
 * const scheme = exactUmaClient({ pay, maxAmount: { USD: "1.00" }, keyResolver });
 * const client = new x402HTTPClient(new x402Client().register("uma:mainnet", scheme));
 * client.onPaymentRequired(checkOfferedResource);
 * const payingFetch = wrapFetchWithPayment(guardFetch(fetch), client);
 * ```
 */
export function guardFetch(fetch?: typeof globalThis.fetch): typeof globalThis.fetch {
  if (fetch !== undefined && typeof fetch !== "function") throw invalidField("fetch", "a function", fetch);
  return async (input, init) => {
    const request = await toPlainRequest(input, init);
    // The global one may be replaced later, as instrumentation does.
    const response = await sendPlain(fetch ?? globalThis.fetch, request);
    if (response.status !== 402 || carriesPayment(request)) return response;
    const isHere = !response.url || isSameUrl(response.url, request.url);
    if (isHere && !isElsewhere(response, request.url)) return response;
    discard(response);
    throw offerRefused("url", "an offer from where it was asked for", "one behind a redirect");
  };
}
