/** Why a paywall refuses a payment, with the words that it has for people. */
export const refusalReasons = {
  /** The header is not what x402 says. This is x402's own name for it. */
  invalid_payload: "the payment is malformed",
  /** It is for another network than the offer. This is x402's own name for it, too. */
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
  /** It has opened the resource before. */
  already_redeemed: "the payment has been redeemed already",
  /** The same payment is being redeemed by another request: what comes of that is known in a moment. */
  payment_in_progress: "the payment is being redeemed by another request",
  /** What keeps the payments does not answer: it is not used up, and may be presented again. */
  store_unavailable: "whether the payment can be redeemed is not known now",
} as const;

/** Why a paywall refuses a payment: what stands in its answer as `errorReason`. */
export type RefusalReason = keyof typeof refusalReasons;
