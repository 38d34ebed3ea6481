import { checkFunction, read } from "../../options.js";
import { checkOrigin, checkResource } from "../client/offer.js";
import { carriesPayment, sendPlain, toPlainRequest } from "../client/request.js";
import { behindRedirect, discard, isElsewhere } from "../client/response.js";
import { invalidRequirements } from "../errors.js";
import { toJson } from "../messages/headers.js";
import { decodePaymentRequired } from "../messages/paymentRequired.js";
import { isSameUri } from "../messages/resource.js";

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
 * @throws UmaInvoiceError `INVALID_OPTION` if it is no function
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
  if (fetch !== undefined) checkFunction("fetch", fetch);
  return async (input, init) => {
    const request = await toPlainRequest(input, init);
    // The global one may be replaced later, as instrumentation does.
    const response = await sendPlain(fetch ?? globalThis.fetch, request);
    if (response.status !== 402 || carriesPayment(request)) return response;
    const isHere = !response.url || isSameUri(response.url, request.url);
    if (isHere && !isElsewhere(response, request.url)) return response;
    discard(response);
    throw behindRedirect();
  };
}

/**
 * Checks, before anything is paid, that the offers of a 402 on UMA are for the URL that it came from, over
 * https or on this very machine. The `x402HTTPClient` alone knows it: its schemes are not told.
 *
 * That URL is the one that was asked for only behind {@link guardFetch}: `@x402/fetch` names the last one of
 * a chain of redirects.
 *
 * @param context - what the hook `onPaymentRequired` of an `x402HTTPClient` gets
 * @returns rejects with a UmaInvoiceError, `OFFER_REFUSED` or `INVALID_PAYMENT_REQUIREMENTS`; `INVALID_FIELD`
 * if the context is none
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
export async function checkOfferedResource(context: {
  readonly paymentRequired: object;
  readonly requestUrl: string;
}): Promise<void> {
  const { paymentRequired, requestUrl } = read(context, "context", "paymentRequired", "requestUrl");
  const json = toJson(paymentRequired, "paymentRequired", invalidRequirements);
  for (const { resource } of decodePaymentRequired(json).accepts) {
    checkOrigin(requestUrl);
    checkResource(resource, requestUrl);
  }
}
