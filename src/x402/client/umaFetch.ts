import type { Ecdsa } from "../../ecdsa/engine.js";
import { invalidField } from "../../errors.js";
import { pick } from "../../options.js";
import { type Moment, toSeconds } from "../../time.js";
import type { KeyResolver } from "../../vasp/resolver.js";
import { type MaxAmount, readLimits } from "./limits.js";
import {
  checkMaxWait,
  checkOrigin,
  checkPayer,
  chooseOffer,
  offerRefused,
  paymentRequiredOf,
} from "./offer.js";
import { discard, type Pay, payFor, paymentFor, sendPayment, waitFor } from "./payment.js";
import {
  carriesPayment,
  checkExtensions,
  isElsewhere,
  type PlainRequest,
  randomIdentifier,
  sendPlain,
  toPlainRequest,
} from "./request.js";
import { shareAnswers } from "./singleFlight.js";

/** Options of {@link createUmaFetch}. */
export type UmaFetchOptions = {
  /** Pays over UMA and Lightning, and returns the preimage. */
  readonly pay: Pay;
  /**
   * The most to pay for one request, by the code of a currency: whole units as text (`"10.00"`), or smallest
   * units with the decimals that they count (`{ amount: 1000n, decimals: 2 }`). An invoice is measured by its
   * own decimals; an offer without one names none, and needs a limit that does. What is asked for in other
   * currencies is refused.
   */
  readonly maxAmount: MaxAmount;
  /** Finds the key of the receiver's VASP, to verify an invoice with: `createKeyResolver()`. */
  readonly keyResolver: KeyResolver;
  /** What makes the requests; the global `fetch` by default. It is called with a URL as text and a plain init. */
  readonly fetch?: typeof globalThis.fetch;
  /** The clock by which invoices expire: a Date, or Unix time in seconds. */
  readonly now?: () => Moment;
  /**
   * Seconds that have to be left, right before `pay`, until an invoice expires, or an offer without one is
   * no longer good: what cannot arrive in time is not paid. 10 by default.
   */
  readonly marginSeconds?: number;
  /** What verifies signatures. */
  readonly ecdsa?: Ecdsa;
  /**
   * Answers equal requests at the same time, GET and HEAD alone, with one request and one payment:
   * each caller gets a copy of the response. Not by default.
   */
  readonly share?: boolean;
  /**
   * Seconds to wait in all, after the payment, for a server that does not know of it yet: it says so, with
   * `Retry-After` or as the reason, or what it says cannot be read. 10 by default.
   */
  readonly maxWait?: number;
  /** What waits: a timer by default. */
  readonly wait?: (seconds: number, signal: AbortSignal | null) => Promise<void>;
};

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
 * redirected either. Each purchase has a random name, which goes with its proof, and with it alone: by that
 * its shop knows it again.
 *
 * @returns rejects as `fetch` does, and with a UmaInvoiceError. Before anything is paid: `INVALID_FIELD` for a
 * request that no `fetch` takes, `INVALID_PAYMENT_REQUIREMENTS`, or `OFFER_REFUSED`, with an error for each
 * offer in `cause.errors`. `PAYMENT_FAILED` has as its `cause` what `pay` threw, or, where no log shows it,
 * what it returned if that is no preimage. After the payment: a {@link UmaPaymentError}, which holds the receipt
 * @throws UmaInvoiceError `INVALID_FIELD` if an option is not what it has to be
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
  const read = pick(options, "options", ...optionNames);
  const buy = buyer(read);
  const answer = read.share ? shareAnswers(buy) : buy;
  return async (input, init) => answer(await toPlainRequest(input, init));
}

const optionNames = [
  "pay",
  "maxAmount",
  "keyResolver",
  "fetch",
  "now",
  "marginSeconds",
  "ecdsa",
  "share",
  "maxWait",
  "wait",
] as const;

function buyer(options: UmaFetchOptions): (request: PlainRequest) => Promise<Response> {
  const { pay, keyResolver, ecdsa, now = () => new Date() } = options;
  const { marginSeconds = 10, maxWait = 10, wait = waitFor } = options;
  const limits = readLimits(options.maxAmount);
  checkPayer(options);
  checkMaxWait(maxWait);
  checkMaxWait(marginSeconds, "marginSeconds");
  for (const name of ["fetch", "wait"] as const)
    if (options[name] !== undefined && typeof options[name] !== "function")
      throw invalidField(name, "a function", options[name]);

  return async (request) => {
    const { url, signal } = request;
    // The global one may be replaced later, as instrumentation does.
    const { fetch = globalThis.fetch } = options;
    const response = await sendPlain(fetch, request);
    if (response.status !== 402 || carriesPayment(request)) return response;
    const required = await paymentRequiredOf(response);
    if (!required) return response;
    discard(response);
    checkOrigin(url);
    // Nobody but who was asked may make an offer.
    if (isElsewhere(response, url))
      throw offerRefused("url", "an offer from where it was asked for", "one behind a redirect");
    checkExtensions(required.extensions);
    const since = toSeconds(now(), "now");
    const checks = { limits, keyResolver, now, since, marginSeconds };
    const chosen = await chooseOffer(required, url, {
      ...checks,
      ...(signal && { signal }),
      ...(ecdsa && { ecdsa }),
    });
    const attempt = randomIdentifier();
    // Before it is paid: it has to fit into a header.
    const paymentWith = paymentFor(required, chosen.offer, attempt);
    const preimage = await payFor(chosen, pay, signal ?? new AbortController().signal);
    const { x402Version } = required;
    const paid = { ...chosen, request, x402Version, payment: paymentWith(preimage), preimage, attempt };
    return sendPayment(paid, { fetch, maxWait, wait }, signal);
  };
}
