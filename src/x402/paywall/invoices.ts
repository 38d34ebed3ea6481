import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { fromBytesOrHex, toHex } from "../../bytes.js";
import { invalidField, UmaInvoiceError } from "../../errors.js";
import { encodeInvoice } from "../../invoice/encode.js";
import type { Invoice, InvoiceCurrency } from "../../invoice/invoice.js";
import { pick } from "../../options.js";
import { canonicalAddress } from "../../uma/address.js";
import { longestPaymentHeader } from "../messages/headers.js";
import type { PaymentRequirements } from "../messages/paymentRequired.js";
import { httpUrl, paymentIdentifier } from "../messages/properties.js";
import { writeTerms } from "../messages/terms.js";
import { checkBindingKey, type PaywallInvoices, type Price } from "./options.js";
import { attemptExtensions, type Sold } from "./till.js";

/**
 * Has an invoice created for what is offered, and makes sure that it asks for just that.
 *
 * @param expiration - Unix time, in seconds
 * @returns `uma1…`
 */
export async function issueInvoice(
  create: PaywallInvoices["create"],
  key: Uint8Array,
  offered: Offered,
  expiration: number,
  random: (length: number) => Uint8Array,
): Promise<string> {
  const { price, payTo } = offered;
  const fields = {
    receiverUma: payTo,
    invoiceUUID: bindInvoice(key, offered, expiration, random(nonceLength)),
    amount: price.amount,
    receivingCurrency: price.currency,
    expiration,
    maxNumPayments: 1,
  } as const;
  const invoice = await create(fields);
  const made: Partial<Invoice> = { ...invoice };
  for (const name of ["receiverUma", "invoiceUUID", "amount", "expiration"] as const)
    if (made[name] !== fields[name]) throw invalidField(`invoice.${name}`, `${fields[name]}`, made[name]);
  const { code }: Partial<InvoiceCurrency> = { ...made.receivingCurrency };
  if (code !== price.currency.code)
    throw invalidField("invoice.receivingCurrency.code", price.currency.code, code);
  return encodeInvoice(invoice);
}

/** How many random bytes {@link bindInvoice} takes. */
const nonceLength = 5;

/**
 * The UUID of an invoice that sells one thing: of version 8 (RFC 9562, section 5.8), with the
 * expiration in 4 bytes, a nonce in 5, less the 6 bits of version and variant, and in the other 7 a
 * code that authenticates all of that together with what is sold, and to which request. Nothing has to be remembered of an
 * invoice that nobody pays, and whoever holds the key knows again what it was for.
 *
 * Seven bytes do: each guess takes a request, and all of them a payment.
 *
 * @param key - 32 bytes
 * @param expiration - Unix time, in seconds
 * @param nonce - 5 bytes
 * @throws UmaInvoiceError `INVALID_FIELD` if the expiration does not fit, as one in milliseconds does not
 */
export function bindInvoice(key: Uint8Array, offered: Sold, expiration: number, nonce: Uint8Array): string {
  if (expiration >>> 0 !== expiration)
    throw invalidField("expiration", "Unix time in seconds, before 2106", expiration);
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, expiration);
  bytes.set(nonce, 4);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const { resource, price, payTo, method = "GET", body = "", bound = "" } = offered;
  const { amount, currency } = price;
  const head = toHex(bytes.subarray(0, 9));
  const sold = [head, resource, `${amount}`, currency.code, canonicalAddress(payTo), method, body, bound];
  const code = hmac(sha256, key, new TextEncoder().encode(JSON.stringify(sold)));
  bytes.set(code.subarray(0, 7), 9);
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * Reads the expiration from the UUID of an invoice.
 *
 * @returns Unix time in seconds; `undefined` if the invoice was for something else
 */
export function expirationOf(invoiceUUID: string, key: Uint8Array, offered: Sold): number | undefined {
  const bytes = fromBytesOrHex(invoiceUUID.replaceAll("-", ""), 16);
  if (!bytes) return undefined;
  const expiration = new DataView(bytes.buffer).getUint32(0);
  const same = bindInvoice(key, offered, expiration, bytes.subarray(4, 9));
  return same === invoiceUUID.toLowerCase() ? expiration : undefined;
}

/**
 * Checks where invoices come from.
 *
 * @param invoices - `undefined` if none are issued
 * @returns what creates them, and the key that they are bound with: 32 bytes, a copy
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkInvoices(invoices: PaywallInvoices | undefined): {
  readonly create?: PaywallInvoices["create"];
  readonly bindingKey?: Uint8Array;
} {
  if (invoices === undefined) return {};
  const { create, bindingKey } = pick(invoices, "invoices", "create", "bindingKey");
  if (typeof create !== "function") throw invalidField("invoices.create", "a function", create);
  return { create: (fields) => create.call(invoices, fields), bindingKey: checkBindingKey(bindingKey) };
}

/** What is sold, for how much, to whose benefit: one request, and not merely what it asks for. */
export type Offered = {
  /** The URL of what is sold. */
  readonly resource: string;
  readonly price: Price;
  /** The receiver's UMA address. */
  readonly payTo: string;
  /** The method of the request; GET by default. */
  readonly method?: string;
  /** The SHA-256 of the request's body, in hex; empty, which it is by default, where it has none. */
  readonly body?: string;
  /** What else of the request the payment is for; nothing by default. */
  readonly bound?: string;
};

/** What the longest proofs of payment consist of, beside the offer. */
function longestProof() {
  const { info, ...extension } = attemptExtensions[paymentIdentifier];
  return {
    x402Version: 2,
    payload: { preimage: "0".repeat(64), attempt: "0".repeat(128) },
    extensions: { [paymentIdentifier]: { info: { ...info, id: "0".repeat(128) }, ...extension } },
  };
}

/**
 * Whether an offer can be accepted: version 2 sends it back with the payment, in a header that servers and
 * payers read up to a limit. What version 1 and the 402 itself have to hold is less, or may be longer.
 */
export function isAcceptable(offer: PaymentRequirements): boolean {
  const { resource: url, description, mimeType } = offer;
  const message = {
    ...longestProof(),
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

/**
 * Names resources by the URLs of requests, without user info and fragment.
 *
 * @param origin - where clients see them, if not there where the request says
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function resourceAt(origin: string | undefined): (request: Request) => string {
  if (origin !== undefined && httpUrl(origin)?.origin !== origin)
    throw invalidField("origin", "an origin (https://api.example.com)", origin);
  return ({ url }) => {
    const resource = new URL(url);
    const { origin: own } = resource;
    resource.username = resource.password = resource.hash = "";
    // Not the path and the search: of a query that is empty, the search drops the question mark.
    return (origin ?? own) + resource.href.slice(own.length);
  };
}
