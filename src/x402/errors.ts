import { refusals } from "../errors.js";

/** What each code of payments over x402 means to the other side. */
export const x402Meanings = {
  /** The body or header of a 402 is not what x402 says. */
  INVALID_PAYMENT_REQUIREMENTS: ["INVALID_REQUEST_FORMAT", 400],
  /** A payment's header or payload is not what x402 says. */
  INVALID_PAYMENT: ["INVALID_REQUEST_FORMAT", 402],
  /** No offer can be accepted: of a scheme or network that is not ours, too dear, or not what it says. */
  OFFER_REFUSED: ["AMOUNT_OUT_OF_RANGE", 400],
  /** The payment did not come about. */
  PAYMENT_FAILED: ["INTERNAL_ERROR", 500],
  /** The resource server refused the payment. */
  PAYMENT_REFUSED: ["FORBIDDEN", 402],
  /** It was paid, and whether the resource server took it is unknown. */
  PAYMENT_UNCONFIRMED: ["INTERNAL_ERROR", 500],
} as const;

/** The error with a code of payments over x402. */
export const x402Refusal = /* @__PURE__ */ refusals(x402Meanings);
