import { describe } from "../../describe.js";
import type { Ecdsa } from "../../ecdsa/engine.js";
import { UmaInvoiceError } from "../../errors.js";
import { decodeInvoice } from "../../invoice/decode.js";
import type { Invoice } from "../../invoice/invoice.js";
import { isSameAddress } from "../../uma/address.js";
import { callbackUrl } from "../../uma/url.js";
import type { KeyResolver } from "../../vasp/resolver.js";
import { verifyInvoiceWithResolver } from "../../vasp/verify.js";
import { offerRefused } from "../errors.js";
import { type Extensions, paymentIdentifier, takesIdentifier } from "../messages/identifier.js";
import type { PaymentRequired } from "../messages/paymentRequired.js";
import { httpUrl, isSameUri } from "../messages/resource.js";
import type { PaymentTerms, UmaNetwork } from "../messages/terms.js";
import { type Limit, type Limits, mostWithin } from "./limits.js";
import type { ChosenOffer, PaymentOrder } from "./payment.js";

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
    errors.push(refused("network", "exact on uma", `${scheme} on ${network}`));
  const cause = new AggregateError(errors, "no offer can be accepted");
  throw offerRefused({
    field: "accepts",
    expected: "an offer that can be accepted",
    instead: `${errors.length}: ${errors[0]!.message}`,
    cause,
  });
}

/**
 * Makes every check of an offer that a payer has to make before paying, but for the resource.
 *
 * @returns what to pay
 * @throws UmaInvoiceError `OFFER_REFUSED`, and what decoding and verifying the invoice throw
 */
export async function checkOffer(offer: PaymentTerms, checks: OfferChecks): Promise<PaymentOrder> {
  const { extra = {}, asset, network } = offer;
  if (network !== checks.network) throw refused("network", checks.network, network);
  // What is proved with a preimage has been paid before it is served.
  const flow = extra.paymentFlow ?? "upfront";
  if (flow !== "upfront") throw refused("extra.paymentFlow", "upfront, or none", flow);
  const limit = checks.limits.get(asset);
  if (!limit) throw refused("asset", "a currency with a limit in maxAmount", asset);
  const isInvoiceOnly = (extra.invoiceOnly ?? false) !== false;
  if (extra.umaInvoice !== undefined) {
    const invoice = decodeInvoice(extra.umaInvoice);
    checkTerms(invoice, offer, limit);
    return { invoice: await verify(invoice, checks), ...(isInvoiceOnly && { invoiceOnly: true }) };
  }
  if (isInvoiceOnly)
    throw offerRefused({
      field: "extra.umaInvoice",
      expected: "an invoice, since nothing else counts as paid",
      instead: "none",
    });
  return toAddress(offer, limit, checks);
}

function checkTerms(invoice: Invoice, offer: PaymentTerms, limit: Limit): void {
  const { receiverUma, receivingCurrency, amount, maxNumPayments } = invoice;
  const { payTo, asset } = offer;
  const { code, decimals } = receivingCurrency;
  if (!isSameAddress(receiverUma, payTo))
    throw refused("receiverUma", `payTo, ${describe(payTo)}`, receiverUma);
  if (code !== asset) throw refused("receivingCurrency", `the asset, ${describe(asset)}`, code);
  if (maxNumPayments === 0) throw refused("maxNumPayments", "an invoice that may be paid", maxNumPayments);
  checkDecimals(offer, decimals, "those of its invoice");
  const offered = BigInt(offer.maxAmountRequired);
  const most = mostWithin(limit, decimals);
  const highest = offered < most ? offered : most;
  if (amount === 0n || amount > highest) throw refused("amount", `1 to ${highest}`, amount);
}

/** Verifies an invoice that can still be paid in time when its key has come. */
async function verify(invoice: Invoice, { now, marginSeconds, ...checks }: OfferChecks) {
  const verified = await verifyInvoiceWithResolver(invoice, { ...checks, now });
  const left = verified.expiration - now();
  if (left < marginSeconds) throw refused("expiration", `${marginSeconds} seconds or more to pay in`, left);
  return verified;
}

/** An address names no decimals: the amount is measured by those of the limit, or not at all. */
function toAddress(offer: PaymentTerms, limit: Limit, checks: OfferChecks): PaymentOrder {
  const { payTo, asset, maxTimeoutSeconds } = offer;
  const amount = BigInt(offer.maxAmountRequired);
  if (!limit.isOfSmallestUnits)
    throw offerRefused({
      field: "extra.umaInvoice",
      expected: `an invoice, which says how many decimals ${describe(asset)} has, or a limit with decimals in maxAmount`,
      instead: "neither",
    });
  checkDecimals(offer, limit.decimals, "those of the limit in maxAmount");
  if (amount > limit.amount) throw refused("maxAmountRequired", `at most ${limit.amount} ${asset}`, amount);
  const left = checks.since + maxTimeoutSeconds - checks.now();
  if (left < checks.marginSeconds)
    throw refused("maxTimeoutSeconds", `${checks.marginSeconds} seconds or more to pay in`, left);
  return { umaAddress: payTo, amount, currency: asset, decimals: limit.decimals };
}

/** What an offer says of its decimals beside has to be the same. */
function checkDecimals({ extra }: PaymentTerms, decimals: number, whose: string): void {
  const stated = extra?.decimals ?? decimals;
  if (stated !== decimals) throw refused("extra.decimals", `${decimals}, ${whose}`, stated);
}

/** What an offer is checked by. */
export type OfferChecks = {
  /** The most to pay for one request. */
  readonly limits: Limits;
  /** The network that is paid on. */
  readonly network: UmaNetwork;
  /** Gets the key of the receiver's VASP. */
  readonly keyResolver: KeyResolver;
  /** Tells the time, in Unix time. */
  readonly now: () => number;
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
 * Checks that nobody on the way can read or exchange offers and proofs: https, or this very machine.
 *
 * @throws UmaInvoiceError `OFFER_REFUSED`
 */
export function checkOrigin(url: string): void {
  const origin = httpUrl(url)?.origin;
  if (!origin || !callbackUrl.test(origin)) throw refused("url", callbackUrl.expected, origin ?? url);
}

/**
 * Checks that an offer is for the very URL that was asked for: a fragment aside, which servers never see.
 *
 * @throws UmaInvoiceError `OFFER_REFUSED`
 */
export function checkResource(resource: string, url: string): void {
  if (!isSameUri(resource, url)) throw refused("resource", describe(url.split("#", 1)[0]), resource);
}

/**
 * Checks, before anything is paid, that a 402 requires no extension that nobody here knows.
 *
 * @param others - those that somebody else takes care of
 * @throws UmaInvoiceError `OFFER_REFUSED`
 */
export function checkExtensions(extensions: Extensions = {}, others: readonly string[] = []): void {
  for (const [name, extension] of Object.entries(extensions)) {
    if ((name === paymentIdentifier && takesIdentifier(extensions)) || others.includes(name)) continue;
    const { required, info } = Object(extension);
    if (required === true || Object(info).required === true)
      throw refused("extensions", "extensions that are known where they are required", name);
  }
}

function refused(field: string, expected: string, found: unknown): UmaInvoiceError {
  return offerRefused({ field, expected, found });
}
