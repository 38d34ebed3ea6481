import type { Ecdsa } from "../../ecdsa/Ecdsa.js";
import { invalidField } from "../../invalidField.js";
import type { Moment } from "../../time.js";
import type { KeyResolver } from "../../vasp/KeyResolver.js";
import { headerNames } from "../messages/headerNames.js";
import { checkMaxWait } from "./checkMaxWait.js";
import { checkOrigin } from "./checkOrigin.js";
import { checkPayer } from "./checkPayer.js";
import { chooseOffer } from "./chooseOffer.js";
import { discard } from "./discard.js";
import { offerRefused } from "./offerRefused.js";
import type { Pay } from "./Pay.js";
import { payFor } from "./payFor.js";
import { paymentFor } from "./paymentFor.js";
import { paymentRequiredOf } from "./paymentRequiredOf.js";
import { sendPayment } from "./sendPayment.js";
import { shareAnswers } from "./shareAnswers.js";
import { waitFor } from "./waitFor.js";

/** Options of {@link createUmaFetch}. */
export type UmaFetchOptions = {
  /** Pays over UMA and Lightning, and returns the preimage. */
  readonly pay: Pay;
  /**
   * The most to pay for one request: by the code of a currency, in its smallest unit. What is asked
   * for in other currencies is refused.
   */
  readonly maxAmount: { readonly [currency: string]: bigint };
  /** Finds the key of the receiver's VASP, to verify an invoice with: `createKeyResolver()`. */
  readonly keyResolver: KeyResolver;
  /** What makes the requests; the global `fetch` by default. */
  readonly fetch?: typeof globalThis.fetch;
  /** The clock by which invoices expire: a Date, or Unix time in seconds. */
  readonly now?: () => Moment;
  /** What verifies signatures. */
  readonly ecdsa?: Ecdsa;
  /**
   * Answers equal requests at the same time, GET and HEAD alone, with one request and one payment:
   * each caller gets a copy of the response. Not by default.
   */
  readonly share?: boolean;
  /**
   * Seconds to wait in all, after the payment, for a server that does not know of it yet and says so
   * with `Retry-After`; 10 by default.
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
 * `payTo` and the currency `asset`, for at most what is offered. Then the same request is sent with
 * the proof of payment; a redirect is not followed any more, since that would take the proof elsewhere.
 *
 * A request pays once at most; its body is kept in memory until it is answered. {@link receiptOf}
 * tells what was paid for a response. A request that carries a payment already is left alone.
 *
 * @returns rejects as `fetch` does, and with a UmaInvoiceError. Before anything is paid:
 * `INVALID_PAYMENT_REQUIREMENTS`, or `OFFER_REFUSED` with an error for each offer in `cause.errors`.
 * `PAYMENT_FAILED` has as its `cause` what `pay` threw, or what it returned if that is no preimage.
 * After the payment: a {@link UmaPaymentError}, which holds the receipt
 * @throws UmaInvoiceError `INVALID_FIELD` if an option is not what it has to be
 * @see x402 versions 1 and 2
 *
 * @example
 * ```ts
 * const umaFetch = createUmaFetch({
 *   pay: (order) => wallet.pay(order), // resolves to the preimage
 *   maxAmount: { USD: 1000n }, // 10.00 dollars for one request
 *   keyResolver,
 * });
 * const response = await umaFetch("https://example.com/weather");
 * response.status; // 200
 * receiptOf(response)?.offer.maxAmountRequired; // "1000"
 * ```
 */
export function createUmaFetch(options: UmaFetchOptions): typeof globalThis.fetch {
  const buy = buyer({ ...options });
  const answer = options.share ? shareAnswers(buy) : buy;
  return async (input, init) => answer(new Request(input, init));
}

function buyer(options: UmaFetchOptions): (request: Request) => Promise<Response> {
  const { pay, maxAmount, keyResolver, now, ecdsa, maxWait = 10, wait = waitFor } = options;
  checkPayer(options);
  checkMaxWait(maxWait);
  for (const name of ["fetch", "now", "wait"] as const)
    if (options[name] !== undefined && typeof options[name] !== "function")
      throw invalidField(name, "a function", options[name]);

  return async (request) => {
    const { url, signal } = request;
    // The global one may be replaced later, as instrumentation does.
    const { fetch = globalThis.fetch } = options;
    const response = await fetch(request.clone());
    if (response.status !== 402 || carriesPayment(request)) return response;
    const required = await paymentRequiredOf(response);
    if (!required) return response;
    discard(response);
    checkWay(response, url);
    const checks = { maxAmount, keyResolver, signal, ...(now && { now: now() }), ...(ecdsa && { ecdsa }) };
    const chosen = await chooseOffer(required, url, checks);
    // Before it is paid: it has to fit into a header.
    const paymentWith = paymentFor(required, chosen.offer);
    const preimage = await payFor(chosen, pay, signal);
    const { x402Version } = required;
    const paid = { ...chosen, request, x402Version, payment: paymentWith(preimage), preimage };
    return sendPayment(paid, { fetch, maxWait, wait }, signal);
  };
}

function carriesPayment({ headers }: Request): boolean {
  return headers.has(headerNames[1].payment) || headers.has(headerNames[2].payment);
}

/** Nobody on the way may read or exchange offers and proofs; nobody but who was asked may make an offer. */
function checkWay({ redirected }: Response, url: string): void {
  checkOrigin(url);
  if (redirected) throw offerRefused("url", "an offer from where it was asked for", "one behind a redirect");
}
