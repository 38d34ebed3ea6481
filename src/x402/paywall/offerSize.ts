import { UmaInvoiceError } from "../../errors.js";
import { invalidField } from "../../invalidField.js";
import { encodeInvoice } from "../../invoice/encodeInvoice.js";
import type { Invoice, InvoiceCurrency } from "../../invoice/Invoice.js";
import { longestPaymentHeader } from "../messages/headerNames.js";
import type { PaymentRequirements } from "../messages/PaymentRequirements.js";
import { paymentIdentifier } from "../messages/properties.js";
import { writeTerms } from "../messages/writeTerms.js";
import { attemptExtensions } from "./attempt.js";

/** What the longest proofs of payment consist of, beside the offer. */
const proof = /* @__PURE__ */ (() => {
  const { info, ...extension } = attemptExtensions[paymentIdentifier];
  return {
    x402Version: 2,
    payload: { preimage: "0".repeat(64), attempt: "0".repeat(128) },
    extensions: { [paymentIdentifier]: { info: { ...info, id: "0".repeat(128) }, ...extension } },
  };
})();

/**
 * Whether an offer can be accepted: version 2 sends it back with the payment, in a header that servers and
 * payers read up to a limit. What version 1 and the 402 itself have to hold is less, or may be longer.
 */
export function isAcceptable(offer: PaymentRequirements): boolean {
  const { resource: url, description, mimeType } = offer;
  const message = { ...proof, accepted: writeTerms(offer), resource: { url, description, mimeType } };
  const bytes = new TextEncoder().encode(JSON.stringify(message)).length;
  return Math.ceil(bytes / 3) * 4 <= longestPaymentHeader;
}

/** What goes into all offers of a seller's. */
export type OfferParts = {
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
  /** Where the resources are. */
  readonly origin: string;
};

/**
 * Checks that offers can be accepted, by one of the shortest resource and the largest price, with the largest
 * invoice that an issuer makes of it.
 *
 * @throws UmaInvoiceError `INVALID_FIELD` for the option that takes most
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
  if (isAcceptable(offer)) return;
  const { code } = currency;
  const texts = { description, mimeType, [`${currencyField}.code`]: code, origin: parts.origin };
  const [field, text] = Object.entries(texts).reduce((most, next) =>
    next[1].length > most[1].length ? next : most,
  );
  throw new UmaInvoiceError(
    "INVALID_FIELD",
    `${field}: expected what fits, with a payment, into a header of ${longestPaymentHeader} characters, found ${text.length} characters`,
    { field },
  );
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
    const { field = "", message } = cause as UmaInvoiceError;
    const option = field
      .replace(/^receivingCurrency(?=\.)/, currencyField)
      .replace(/^receiverUma$/, "payTo")
      .replace(/^amount$/, "price.amount");
    throw new UmaInvoiceError("INVALID_FIELD", `${option}: expected what an invoice can hold: ${message}`, {
      field: option,
      cause,
    });
  }
}

/**
 * Tells why an offer cannot be accepted: because of what was asked for, or whatever was asked for.
 *
 * @throws UmaInvoiceError `INVALID_FIELD` if no resource of the seller's could be sold
 */
export function checkOwnParts(offer: PaymentRequirements): void {
  if (isAcceptable({ ...offer, resource: new URL("/", offer.resource).href })) return;
  throw invalidField(
    "offer",
    `what fits, with a payment, into a header of ${longestPaymentHeader} characters`,
    offer,
  );
}
