import type { UmaInvoiceError } from "../../errors.js";

/**
 * Why a paywall refuses a payment, with the words that it has for people. Where x402 has a name for it, that is it.
 *
 * @see x402 version 2, section 9; `duplicate_settlement`: the scheme `exact` on SVM
 */
export const refusalReasons = {
  /** The header is not what x402 says: x402's name. */
  invalid_payload: "the payment is malformed",
  /** It is of another version of x402, or stands in the header of another one: x402's name. */
  invalid_x402_version: "the payment is of another version of x402",
  /** It is of another scheme than `exact`: x402's name. */
  unsupported_scheme: "the payment is of another scheme",
  /** It is for another network than the offer: x402's name. */
  invalid_network: "the payment is for another network",
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
  /** It has opened the resource before: x402's name. */
  duplicate_settlement: "the payment has been redeemed already",
  /** The same payment is being redeemed by another request: what comes of that is known in a moment. */
  payment_in_progress: "the payment is being redeemed by another request",
  /** What keeps the payments does not answer: it is not used up, and may be presented again. x402's name. */
  unexpected_settle_error: "whether the payment can be redeemed is not known now",
} as const;

/** Why a paywall refuses a payment: what stands in its answer as `errorReason`. */
export type RefusalReason = keyof typeof refusalReasons;

/** The reason for what cannot be read, by the field that it is the fault of. */
const fieldReasons: { readonly [field: string]: RefusalReason } = {
  x402Version: "invalid_x402_version",
  scheme: "unsupported_scheme",
  network: "invalid_network",
};

/**
 * The reason to refuse what is not what x402 says.
 *
 * @param instead - the reason where it is no field's that x402 has a reason of its own for
 */
export function reasonOf<Instead>(
  { field = "" }: UmaInvoiceError,
  instead: Instead,
): RefusalReason | Instead {
  return fieldReasons[field.slice(field.lastIndexOf(".") + 1)] ?? instead;
}
