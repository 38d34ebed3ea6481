import { isSameAddress } from "../../uma/address.js";
import type { Settlement } from "../settlements/settlement.js";
import { expirationOf } from "./invoices.js";
import type { Sold } from "./till.js";

/** Why a paywall refuses a payment, with the words that it has for people. */
export const refusals = {
  /** The header is not what x402 says. This is x402's own name for it. */
  invalid_payload: "the payment is malformed",
  /** Not settled, or not yet, or so long ago that it has expired. */
  unknown_payment: "no payment with this preimage is known to be settled",
  /** Somebody else than `payTo` got it. */
  wrong_receiver: "the payment went to another receiver",
  /** It was in another currency than the price. */
  wrong_currency: "the payment was in another currency",
  /** It was more or less than the price. */
  wrong_amount: "the payment was of another amount",
  /** It was for something else: another resource or request, or an invoice that was not issued for this one. */
  wrong_resource: "the payment was for something else",
  /** It may have been for anything. */
  unbound_payment: "nothing says that the payment was for this request",
  /** It was settled after its invoice had expired, and the grace period with it. */
  late_payment: "the payment came after its invoice had expired",
  /** It has opened the resource before. */
  already_redeemed: "the payment has been redeemed already",
  /** The same payment is being redeemed by another request: what comes of that is known in a moment. */
  payment_in_progress: "the payment is being redeemed by another request",
  /** What keeps the payments does not answer: it is not used up, and may be presented again. */
  store_unavailable: "whether the payment can be redeemed is not known now",
} as const;

/** Why a paywall refuses a payment: what stands in its answer as `errorReason`. */
export type RefusalReason = keyof typeof refusals;

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

/** Whether two URLs are the same, however they are written: with the port 443 of https, say, or a host in upper case. */
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
