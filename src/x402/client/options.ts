import { checkEngine, type Ecdsa } from "../../ecdsa/engine.js";
import { checkFunction, checkMethods } from "../../options.js";
import { type Moment, secondsNow } from "../../time.js";
import type { KeyResolver } from "../../vasp/resolver.js";
import { invalidSetting } from "../errors.js";
import { readObject } from "../messages/properties.js";
import { type UmaNetwork, umaNetwork } from "../messages/terms.js";
import { checkWait, waitFor } from "../wait.js";
import { type MaxAmount, readLimits } from "./limits.js";
import type { OfferChecks } from "./offer.js";
import { type Pay, type PayerOfOrders, toPay } from "./payment.js";

/** Options of `createUmaFetch`. */
export type UmaFetchOptions = {
  /** Pays over UMA and Lightning: a payer of `uma-invoice/pay`, or a function that returns the preimage. */
  readonly pay: Pay | PayerOfOrders;
  /**
   * The most to pay for one request, by the code of a currency: whole units as text (`"10.00"`), or smallest
   * units with the decimals that they count (`{ amount: 1000n, decimals: 2 }`). An invoice is measured by its
   * own decimals; an offer without one names none, and needs a limit that does. What is asked for in other
   * currencies is refused.
   */
  readonly maxAmount: MaxAmount;
  /**
   * The network that `pay` pays on: `uma` by default, or `uma-testnet`, whose coins are worth nothing. Offers on
   * another one are refused.
   */
  readonly network?: UmaNetwork;
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
  readonly maxWaitSeconds?: number;
  /** What waits: a timer by default. */
  readonly wait?: (seconds: number, signal: AbortSignal | null) => Promise<void>;
};

/** What pays, and what it looks at before. */
export type Payer = {
  readonly pay: Pay;
  readonly wait: (seconds: number, signal: AbortSignal | null) => Promise<void>;
  /**
   * What an offer that has just come is checked by.
   *
   * @param signal - ends the search for the key
   */
  readonly checks: (signal?: AbortSignal) => OfferChecks;
};

/** The names of what whoever pays is set up with, however it asks. */
export const payerNames = [
  "pay",
  "maxAmount",
  "network",
  "keyResolver",
  "now",
  "marginSeconds",
  "ecdsa",
  "wait",
] as const;

/**
 * Reads the options of whoever pays: one place for `createUmaFetch` and the plug-in of the published packages.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function readPayer({
  pay,
  maxAmount,
  network = "uma",
  keyResolver,
  now = () => new Date(),
  marginSeconds = 10,
  ecdsa,
  wait = waitFor,
}: Pick<UmaFetchOptions, (typeof payerNames)[number]>): Payer {
  const limits = readLimits(maxAmount);
  readObject({ network }, "", { network: umaNetwork }, invalidSetting);
  checkMethods("keyResolver", keyResolver, "resolve");
  checkFunction("now", now);
  checkFunction("wait", wait);
  if (ecdsa !== undefined) checkEngine(ecdsa, "verify", "importPublicKey");
  checkWait("marginSeconds", marginSeconds);
  const time = () => secondsNow(now);
  const checks = { limits, network, keyResolver, now: time, marginSeconds, ...(ecdsa && { ecdsa }) };
  return {
    pay: toPay(pay),
    wait,
    checks: (signal) => ({ ...checks, since: time(), ...(signal && { signal }) }),
  };
}
