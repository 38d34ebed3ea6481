import { checkFunction, readOptions } from "../../options.js";
import { invalidSetting } from "../errors.js";
import { randomIdentifier } from "../messages/identifier.js";
import { optional, readObject, truth } from "../messages/properties.js";
import { checkWait } from "../wait.js";
import { checkExtensions, checkOrigin, chooseOffer } from "./offer.js";
import { payerNames, readPayer, type UmaFetchOptions } from "./options.js";
import { sendPayment } from "./paidRequest.js";
import { payFor, paymentFor } from "./payment.js";
import { carriesPayment, type PlainRequest, sendPlain, toPlainRequest } from "./request.js";
import { behindRedirect, discard, isElsewhere, paymentRequiredOf } from "./response.js";
import { singleFlight } from "./singleFlight.js";

/**
 * Makes a `fetch` that pays for what is sold over x402 by the scheme `exact` on UMA, versions 1 and 2.
 *
 * A response with another status than 402, or a 402 that does not speak x402, comes back as it is.
 * Of the offers, the first one is paid that can be accepted: for the very URL that was asked for, over
 * https or on this very machine, not behind a redirect; at most `maxAmount`; and, where there is an
 * invoice, one that is not expired, signed with the key of the receiver's VASP, of the receiver
 * `payTo` and the currency `asset`, for at most what is offered. One that requires an extension which is
 * not known here is not paid, nor one of another payment flow than `upfront`. Then the very same request,
 * its method, headers and body, is sent with the proof of payment; a redirect is not followed any more, since
 * that would take the proof elsewhere.
 *
 * A request pays once at most; its body is kept in memory until it is answered. {@link receiptOf}
 * tells what was paid for a response. A request that carries a payment already pays nothing, and is not
 * redirected either. Each payment has a random name, which goes with its proof, and with it alone: by that
 * its shop knows it again.
 *
 * @returns rejects as `fetch` does, and with a UmaInvoiceError. Before anything is paid: `INVALID_FIELD` for a
 * request that no `fetch` takes, `INVALID_PAYMENT_REQUIREMENTS`, or `OFFER_REFUSED`, with an error for each
 * offer in `cause.errors`. `PAYMENT_FAILED` has as its `cause` what `pay` threw, or, where no log shows it,
 * what it returned if that is no preimage. `PAYMENT_UNKNOWN` of a payer comes as it is: do not pay some other way, but ask the
 * payer again. After the payment: a {@link UmaPaymentError}, which holds the receipt
 * @throws UmaInvoiceError `INVALID_OPTION` if an option is not what it has to be
 * @see x402 versions 1 and 2
 *
 * @example
 * ```ts
 * const umaFetch = createUmaFetch({
 *   pay: (order) => wallet.pay(order), // resolves to the preimage
 *   maxAmount: { USD: "10.00" }, // for one request
 *   keyResolver,
 * });
 * const response = await umaFetch("https://example.com/weather");
 * response.status; // 200
 * receiptOf(response)?.offer.maxAmountRequired; // "1000"
 * ```
 */
export function createUmaFetch(options: UmaFetchOptions): typeof globalThis.fetch {
  const read = readOptions(options, "options", ...payerNames, "fetch", "share", "maxWaitSeconds");
  readObject(read, "", { share: optional(truth) }, invalidSetting);
  const buy = createBuyer(read, checkOrigin);
  const answer = read.share ? singleFlight(buy) : buy;
  return async (input, init) => answer(await toPlainRequest(input, init));
}

/**
 * Makes what sends requests, and pays for them.
 *
 * @param checkChannel - refuses what somebody on the way could read or exchange; throws
 */
export function createBuyer(
  options: UmaFetchOptions,
  checkChannel: (url: string) => void,
): (request: PlainRequest) => Promise<Response> {
  const payer = readPayer(options);
  const { pay, wait } = payer;
  const { maxWaitSeconds = 10 } = options;
  checkWait("maxWaitSeconds", maxWaitSeconds);
  if (options.fetch !== undefined) checkFunction("fetch", options.fetch);

  return async (request) => {
    const { url, signal } = request;
    // The global one may be replaced later, as instrumentation does.
    const { fetch = globalThis.fetch } = options;
    const response = await sendPlain(fetch, request);
    if (response.status !== 402 || carriesPayment(request)) return response;
    const required = await paymentRequiredOf(response);
    if (!required) return response;
    discard(response);
    checkChannel(url);
    if (isElsewhere(response, url)) throw behindRedirect();
    checkExtensions(required.extensions);
    const chosen = await chooseOffer(required, url, payer.checks(signal));
    const attempt = randomIdentifier();
    // Before it is paid: it has to fit into a header.
    const paymentWith = paymentFor(required, chosen.offer, attempt);
    const preimage = await payFor(chosen, pay, signal ?? new AbortController().signal);
    const { x402Version } = required;
    const paid = { ...chosen, request, x402Version, payment: paymentWith(preimage), preimage, attempt };
    return sendPayment(paid, { fetch, maxWaitSeconds, wait }, signal);
  };
}
