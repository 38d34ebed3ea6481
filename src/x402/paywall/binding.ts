import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { fromBytesOrHex } from "../../bytes.js";
import { invalidOption } from "../../errors.js";
import { formatUuid } from "../../random.js";
import { canonicalAddress, isSameAddress } from "../../uma/address.js";
import type { RefusalReason } from "../messages/refusal.js";
import type { Settlement } from "../settlements/settlement.js";
import type { Price } from "./options.js";

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

/** What counts when a payment is held against an offer: of the currency, the code alone. */
export type Sold = Omit<Offered, "price"> & {
  readonly price: { readonly amount: Price["amount"]; readonly currency: { readonly code: string } };
};

/** How many random bytes {@link bindInvoice} takes. */
export const nonceLength = 5;

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
 * @throws UmaInvoiceError `INVALID_OPTION` if the expiration does not fit, as one in milliseconds does not
 */
export function bindInvoice(key: Uint8Array, offered: Sold, expiration: number, nonce: Uint8Array): string {
  if (expiration >>> 0 !== expiration)
    throw invalidOption("expiration", "Unix time in seconds, before 2106", expiration);
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, expiration);
  bytes.set(nonce, 4);
  const head = formatUuid(bytes, 8).replaceAll("-", "").slice(0, 18);
  const { resource, price, payTo, method = "GET", body = "", bound = "" } = offered;
  const { amount, currency } = price;
  const sold = [head, resource, `${amount}`, currency.code, canonicalAddress(payTo), method, body, bound];
  const code = hmac(sha256, key, new TextEncoder().encode(JSON.stringify(sold)));
  bytes.set(code.subarray(0, 7), 9);
  return formatUuid(bytes, 8);
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

/** What ties a payment to what was sold. */
export type Binding = {
  /** The key that invoices are bound with, if any are issued. */
  readonly bindingKey?: Uint8Array | undefined;
  /** Whether the receiver gets no payments but these. */
  readonly payToIsDedicated: boolean;
  /** How long after its invoice has expired a payment may be settled, in seconds. */
  readonly graceSeconds: number;
};

/** Tells why a settled payment does not pay for what is offered; `undefined` if it does. */
export function refusalOf(
  settlement: Settlement,
  offered: Sold,
  { bindingKey, payToIsDedicated, graceSeconds }: Binding,
): RefusalReason | undefined {
  const { receiverUma, currency, amount, settledAt, invoiceUUID, resource } = settlement;
  if (!isSameAddress(receiverUma, offered.payTo)) return "wrong_receiver";
  if (currency !== offered.price.currency.code) return "wrong_currency";
  if (amount !== offered.price.amount) return "wrong_amount";
  if (resource !== undefined && !isSame(resource, offered.resource)) return "wrong_resource";
  if (invoiceUUID === undefined)
    return payToIsDedicated || names(settlement, offered) ? undefined : "unbound_payment";
  const expiration = bindingKey && expirationOf(invoiceUUID, bindingKey, offered);
  if (expiration === undefined) return "wrong_resource";
  return settledAt > expiration + graceSeconds ? "late_payment" : undefined;
}

/**
 * Whether two URLs are the same, however they are written: with the port 443 of https, say, or a host in upper
 * case. With their fragments, by which a seller may tell resources apart.
 */
function isSame(one: string, other: string): boolean {
  return new URL(one).href === new URL(other).href;
}

/** Whether a settlement names the request. It says nothing of a body, or of what else the request was bound to. */
function names(
  { resource, method = "GET" }: Settlement,
  { method: asked = "GET", body = "", bound = "" }: Sold,
): boolean {
  const isMethod = asked === method || (asked === "HEAD" && method === "GET");
  return resource !== undefined && isMethod && body === "" && bound === "";
}
