import { describe } from "../../describe.js";
import type { Ecdsa } from "../../ecdsa/engine.js";
import { invalidField, UmaInvoiceError } from "../../errors.js";
import { readBody } from "../../http/body.js";
import { decodeInvoice } from "../../invoice/decode.js";
import type { Invoice } from "../../invoice/invoice.js";
import { layerError } from "../../layerError.js";
import { pick } from "../../options.js";
import { type Moment, toSeconds } from "../../time.js";
import { isSameAddress } from "../../uma/address.js";
import { callbackUrl } from "../../uma/formats.js";
import type { KeyResolver } from "../../vasp/resolver.js";
import { verifyInvoiceWithResolver } from "../../vasp/verify.js";
import { headerNames } from "../messages/headers.js";
import {
  decodePaymentRequired,
  type PaymentRequired,
  type PaymentRequirements,
} from "../messages/paymentRequired.js";
import { httpUrl, isSameUrl } from "../messages/properties.js";
import type { PaymentTerms } from "../messages/terms.js";
import { type Limit, type Limits, mostWithin } from "./limits.js";
import type { PaymentOrder } from "./payment.js";
import type { UmaFetchOptions } from "./umaFetch.js";

/** What an offer is checked by. */
type OfferChecks = {
  /** The most to pay for one request. */
  readonly limits: Limits;
  /** Gets the key of the receiver's VASP. */
  readonly keyResolver: KeyResolver;
  /** Tells the time. */
  readonly now: () => Moment;
  /** When the offer came: Unix time, in seconds. */
  readonly since: number;
  /** Seconds that have to be left for the payment. */
  readonly marginSeconds: number;
  /** What verifies signatures. */
  readonly ecdsa?: Ecdsa;
  /** Ends the search for the key. */
  readonly signal?: AbortSignal;
};

/**
 * Makes every check of an offer that a payer has to make before paying, but for the resource.
 *
 * @returns what to pay
 * @throws UmaInvoiceError `OFFER_REFUSED`, and what decoding and verifying the invoice throw
 */
export async function checkOffer(offer: PaymentTerms, checks: OfferChecks): Promise<PaymentOrder> {
  const { extra = {}, asset } = offer;
  // What is proved with a preimage has been paid before it is served.
  const flow = extra.paymentFlow ?? "upfront";
  if (flow !== "upfront") throw offerRefused("extra.paymentFlow", "upfront, or none", describe(flow));
  const limit = checks.limits.get(asset);
  if (!limit) throw offerRefused("asset", "a currency with a limit in maxAmount", describe(asset));
  const isInvoiceOnly = (extra.invoiceOnly ?? false) !== false;
  if (extra.umaInvoice !== undefined) {
    const invoice = decodeInvoice(extra.umaInvoice);
    checkTerms(invoice, offer, limit);
    return { invoice: await verify(invoice, checks), ...(isInvoiceOnly && { invoiceOnly: true }) };
  }
  if (isInvoiceOnly)
    throw offerRefused("extra.umaInvoice", "an invoice, since nothing else counts as paid", "none");
  return toAddress(offer, limit, checks);
}

function checkTerms(invoice: Invoice, offer: PaymentTerms, limit: Limit): void {
  const { receiverUma, receivingCurrency, amount, maxNumPayments } = invoice;
  const { payTo, asset } = offer;
  const { code, decimals } = receivingCurrency;
  if (!isSameAddress(receiverUma, payTo))
    throw offerRefused("receiverUma", `payTo, ${describe(payTo)}`, describe(receiverUma));
  if (code !== asset)
    throw offerRefused("receivingCurrency", `the asset, ${describe(asset)}`, describe(code));
  if (maxNumPayments === 0) throw offerRefused("maxNumPayments", "an invoice that may be paid", "0");
  checkDecimals(offer, decimals, "those of its invoice");
  const offered = BigInt(offer.maxAmountRequired);
  const most = mostWithin(limit, decimals);
  const highest = offered < most ? offered : most;
  if (amount === 0n || amount > highest) throw offerRefused("amount", `1 to ${highest}`, describe(amount));
}

/** Verifies an invoice that can still be paid in time when its key has come. */
async function verify(invoice: Invoice, { now, marginSeconds, ...checks }: OfferChecks) {
  const verified = await verifyInvoiceWithResolver(invoice, { ...checks, now });
  const left = verified.expiration - toSeconds(now(), "now");
  if (left < marginSeconds)
    throw offerRefused("expiration", `${marginSeconds} seconds or more to pay in`, `${left}`);
  return verified;
}

/** An address names no decimals: the amount is measured by those of the limit, or not at all. */
function toAddress(offer: PaymentTerms, limit: Limit, checks: OfferChecks): PaymentOrder {
  const { payTo, asset, maxTimeoutSeconds } = offer;
  const amount = BigInt(offer.maxAmountRequired);
  if (!limit.isOfSmallestUnits)
    throw offerRefused(
      "extra.umaInvoice",
      `an invoice, which says how many decimals ${describe(asset)} has, or a limit with decimals in maxAmount`,
      "neither",
    );
  checkDecimals(offer, limit.decimals, "those of the limit in maxAmount");
  if (amount > limit.amount)
    throw offerRefused("maxAmountRequired", `at most ${limit.amount} ${asset}`, describe(amount));
  const left = checks.since + maxTimeoutSeconds - toSeconds(checks.now(), "now");
  if (left < checks.marginSeconds)
    throw offerRefused("maxTimeoutSeconds", `${checks.marginSeconds} seconds or more to pay in`, `${left}`);
  return { umaAddress: payTo, amount, currency: asset, decimals: limit.decimals };
}

/** What an offer says of its decimals beside has to be the same. */
function checkDecimals({ extra }: PaymentTerms, decimals: number, whose: string): void {
  const stated = extra?.decimals ?? decimals;
  if (stated !== decimals) throw offerRefused("extra.decimals", `${decimals}, ${whose}`, describe(stated));
}

/** An offer that can be accepted, and what to pay for it. */
export type ChosenOffer = { readonly offer: PaymentRequirements; readonly order: PaymentOrder };

/**
 * Chooses the first offer that can be accepted.
 *
 * @param url - what was asked for
 * @throws UmaInvoiceError `OFFER_REFUSED`, with an error for each offer in `cause.errors`
 */
export async function chooseOffer(
  { accepts, otherOffers = [] }: PaymentRequired,
  url: string,
  checks: OfferChecks,
): Promise<ChosenOffer> {
  const errors: UmaInvoiceError[] = [];
  for (const offer of accepts) {
    try {
      checkResource(offer.resource, url);
      return { offer, order: await checkOffer(offer, checks) };
    } catch (error) {
      if (!(error instanceof UmaInvoiceError)) throw error;
      errors.push(error);
    }
  }
  for (const { scheme, network } of otherOffers)
    errors.push(offerRefused("network", "exact on uma", describe(`${scheme} on ${network}`)));
  const cause = new AggregateError(errors, "no offer can be accepted");
  throw offerRefused(
    "accepts",
    "an offer that can be accepted",
    `${errors.length}: ${errors[0]!.message}`,
    cause,
  );
}

/**
 * Checks that nobody on the way can read or exchange offers and proofs: https, or this very machine.
 *
 * @throws UmaInvoiceError `OFFER_REFUSED`
 */
export function checkOrigin(url: string): void {
  const origin = httpUrl(url)?.origin;
  if (!origin || !callbackUrl.test(origin))
    throw offerRefused("url", callbackUrl.expected, origin ?? describe(url));
}

/**
 * Checks the options of whoever pays, but for the limits.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkPayer(
  options: Partial<Pick<UmaFetchOptions, "pay" | "keyResolver" | "now" | "ecdsa">>,
): void {
  const { pay, keyResolver, now, ecdsa } = options;
  if (typeof pay !== "function") throw invalidField("pay", "a function", pay);
  if (typeof pick(keyResolver, "keyResolver", "resolve").resolve !== "function")
    throw invalidField("keyResolver", "a key resolver", keyResolver);
  if (now !== undefined && typeof now !== "function") throw invalidField("now", "a function", now);
  if (ecdsa !== undefined && typeof pick(ecdsa, "ecdsa", "verify").verify !== "function")
    throw invalidField("ecdsa", "an engine that verifies", ecdsa);
}

/**
 * Checks that an offer is for the very URL that was asked for: a fragment aside, which servers never see.
 *
 * @throws UmaInvoiceError `OFFER_REFUSED`
 */
export function checkResource(resource: string, url: string): void {
  if (!isSameUrl(resource, url))
    throw offerRefused("resource", describe(httpUrl(url)?.href), describe(resource));
}

/** The error for what cannot be accepted, before anything is paid. */
export function offerRefused(
  field: string,
  expected: string,
  found: string,
  cause?: unknown,
): UmaInvoiceError {
  return layerError("OFFER_REFUSED", `${field}: expected ${expected}, found ${found}`, { field, cause });
}

const longestBody = 65_536;

/**
 * Reads what a 402 requires, from its header, or from a copy of its body.
 *
 * @returns `undefined` if it does not speak x402
 * @throws UmaInvoiceError `INVALID_PAYMENT_REQUIREMENTS` if it does, but not as x402 says
 */
export async function paymentRequiredOf(response: Response): Promise<PaymentRequired | undefined> {
  const header = response.headers.get(headerNames[2].required);
  if (header !== null) return decodePaymentRequired(header);
  const body = await bodyOf(response.clone());
  return body && speaksX402(body) ? decodePaymentRequired(body) : undefined;
}

/** The body, if it is no longer than these messages can be. */
async function bodyOf(response: Response): Promise<Uint8Array | undefined> {
  // A package may give a stream of another kind, which has no reader.
  if (response.body && !response.body.getReader) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    return bytes.length <= longestBody ? bytes : undefined;
  }
  const tooLong = layerError("INVALID_PAYMENT_REQUIREMENTS", `expected at most ${longestBody} bytes`);
  try {
    return await readBody(response, longestBody, () => tooLong);
  } catch (error) {
    if (error === tooLong) return undefined;
    throw error;
  }
}

/** Whether a body claims to be of x402. Whether it is, and in UTF-8, is for the decoder to say. */
function speaksX402(body: Uint8Array): boolean {
  try {
    return "x402Version" in JSON.parse(new TextDecoder().decode(body));
  } catch {
    // No JSON, or no object.
    return false;
  }
}

/**
 * Checks how long to wait for a payment to become known, or how much time has to be left for one: to an end,
 * in any case.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkMaxWait(seconds: number, field = "maxWait"): void {
  if (!(typeof seconds === "number" && seconds >= 0 && seconds <= 3600))
    throw invalidField(field, "0 to 3600 seconds", seconds);
}
