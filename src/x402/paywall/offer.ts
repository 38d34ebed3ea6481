import { invalidOption, refusal } from "../../errors.js";
import { encodeInvoice } from "../../invoice/encode.js";
import type { Invoice, InvoiceCurrency } from "../../invoice/invoice.js";
import { asRefusal } from "../errors.js";
import { fitsHeader, longestPaymentHeader } from "../messages/headers.js";
import { type Extensions, identifierExtensions, withIdentifier } from "../messages/identifier.js";
import { type PaymentRequirements, writeTerms } from "../messages/terms.js";
import type { Offered } from "./binding.js";
import type { Issuer } from "./invoices.js";

/**
 * Adds an invoice to an offer, if any are issued, as long as the offer can be accepted.
 *
 * @param extensions - what a client sends back with a payment
 * @returns `undefined` if it cannot be, since its resource's URL is too long
 * @throws UmaInvoiceError `INVALID_OPTION` if no resource of the seller's could be sold, or the invoice is not
 * what it was asked to be
 */
export async function completeOffer(
  bare: PaymentRequirements,
  offered: Offered,
  issuer: Issuer | undefined,
  extensions: Extensions = identifierExtensions,
): Promise<PaymentRequirements | undefined> {
  let offer = bare;
  if (issuer && isAcceptable(bare, extensions)) {
    const issued = await issuer.issue(offered, bare.maxTimeoutSeconds);
    offer = { ...bare, extra: { ...bare.extra, ...issued } };
  }
  if (isAcceptable(offer, extensions)) return offer;
  const resource = new URL("/", offer.resource).href;
  // The servers of the published packages name it in `extra`, too.
  const extra = { ...offer.extra, ...(offer.extra?.resource !== undefined && { resource }) };
  if (isAcceptable({ ...offer, resource, extra }, extensions)) return undefined;
  throw invalidOption("offer", fitsHeader, offer);
}

/**
 * Whether an offer can be accepted: version 2 sends it back with the payment, in a header that servers and
 * payers read up to a limit. What version 1 and the 402 itself have to hold is less, or may be longer.
 */
function isAcceptable(offer: PaymentRequirements, extensions: Extensions): boolean {
  const { resource: url, description, mimeType } = offer;
  const longestIdentifier = "0".repeat(128);
  const message = {
    x402Version: 2,
    payload: { preimage: "0".repeat(64), attempt: longestIdentifier },
    extensions: withIdentifier(extensions, longestIdentifier),
    accepted: writeTerms(offer),
    resource: { url, description, mimeType },
  };
  const bytes = new TextEncoder().encode(JSON.stringify(message)).length;
  return Math.ceil(bytes / 3) * 4 <= longestPaymentHeader;
}

/** What goes into all offers of a seller's. */
type OfferParts = {
  readonly payTo: string;
  /** The price, or the largest of an invoice where it is not known yet. */
  readonly amount?: bigint;
  readonly currency: InvoiceCurrency;
  /** How the currency is called in errors. */
  readonly currencyField: string;
  readonly description: string;
  readonly mimeType: string;
  readonly maxTimeoutSeconds: number;
  readonly hasInvoice: boolean;
  /** What a client sends back with a payment; by default what names it. */
  readonly extensions?: Extensions;
  /** Where the resources are. */
  readonly origin: string;
};

/**
 * Checks that offers can be accepted, by one of the shortest resource and the largest price, with the largest
 * invoice that an issuer makes of it.
 *
 * @throws UmaInvoiceError `INVALID_OPTION` for the option that takes most
 */
export function checkOfferSize(parts: OfferParts): void {
  const { payTo, currency, currencyField, description, mimeType, maxTimeoutSeconds, hasInvoice } = parts;
  const offer: PaymentRequirements = {
    scheme: "exact",
    network: "uma",
    maxAmountRequired: `${parts.amount ?? largestAmount}`,
    asset: currency.code,
    payTo,
    resource: `${parts.origin}/`,
    description,
    mimeType,
    maxTimeoutSeconds,
    extra: {
      paymentFlow: "upfront",
      ...(hasInvoice && { umaInvoice: largestInvoice(parts), invoiceOnly: true }),
    },
  };
  const { extensions = identifierExtensions } = parts;
  if (isAcceptable(offer, extensions)) return;
  const { code } = currency;
  const texts = {
    description,
    mimeType,
    [`${currencyField}.code`]: code,
    origin: parts.origin,
    extensions: JSON.stringify(extensions),
  };
  const [field, text] = Object.entries(texts).reduce((most, next) =>
    next[1].length > most[1].length ? next : most,
  );
  throw refusal("INVALID_OPTION", { field, expected: fitsHeader, instead: `${text.length} characters` });
}

/** The largest that invoices hold: 2^63 - 1. */
const largestAmount = 9_223_372_036_854_775_807n;

/** The text of an invoice with all that an issuer adds, and a signature that nobody reads. */
function largestInvoice({ payTo, amount = largestAmount, currency, currencyField }: OfferParts): string {
  const invoice: Invoice = {
    receiverUma: payTo,
    invoiceUUID: "00000000-0000-8000-8000-000000000000",
    amount,
    receivingCurrency: currency,
    expiration: 2 ** 32 - 1,
    isSubjectToTravelRule: true,
    requiredPayerData: { ["a".repeat(253)]: { mandatory: true } },
    umaVersions: "0.3,1.0",
    commentCharsAllowed: 2 ** 32 - 1,
    maxNumPayments: 1,
    kycStatus: "NOT_VERIFIED",
    callback: "https://example.com/".padEnd(255, "a"),
    signature: new Uint8Array(72),
  };
  try {
    return encodeInvoice(invoice);
  } catch (cause) {
    const { field = "", message } = asRefusal(cause);
    const option = field
      .replace(/^receivingCurrency(?=\.)/, currencyField)
      .replace(/^receiverUma$/, "payTo")
      .replace(/^amount$/, "price.amount");
    throw refusal("INVALID_OPTION", {
      field: option,
      expected: `what an invoice can hold: ${message}`,
      cause,
    });
  }
}
