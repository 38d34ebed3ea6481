import { describe } from "../../describe.js";
import type { Ecdsa } from "../../ecdsa/Ecdsa.js";
import { decodeInvoice } from "../../invoice/decodeInvoice.js";
import type { Invoice } from "../../invoice/Invoice.js";
import { type Moment, toSeconds } from "../../time.js";
import { isSameAddress } from "../../uma/address.js";
import type { KeyResolver } from "../../vasp/KeyResolver.js";
import { verifyInvoiceWithResolver } from "../../vasp/verifyInvoiceWithResolver.js";
import type { PaymentTerms } from "../messages/PaymentTerms.js";
import { type Limit, type Limits, mostWithin } from "./Limits.js";
import { offerRefused } from "./offerRefused.js";
import type { PaymentOrder } from "./PaymentOrder.js";

/** What an offer is checked by. */
export type OfferChecks = {
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
