import { refusals } from "../errors.js";

/** What each code of the handshake and of Lightning means to the other side. */
export const payMeanings = {
  /** The text is no Lightning invoice that may be paid. */
  INVALID_LIGHTNING_INVOICE: ["INVALID_INVOICE", 400],
  /** A message of the handshake is not what it has to be. The protocol's own code says which message. */
  INVALID_MESSAGE: ["INVALID_REQUEST_FORMAT", 400],
  /** A message's nonce came before, from the same VASP. */
  INVALID_NONCE: ["INVALID_NONCE", 400],
  /** A message was signed too long ago, or in the future. */
  INVALID_TIMESTAMP: ["INVALID_TIMESTAMP", 400],
  /** The two sides share no major version of UMA. */
  UNSUPPORTED_VERSION: ["UNSUPPORTED_UMA_VERSION", 412],
  /** The receiver's VASP refused a request of the handshake. */
  RECEIVER_REFUSED: ["PAYREQ_REQUEST_FAILED", 424],
  /** What the receiver asks for is not what was agreed, or more than the payer allows. */
  QUOTE_REFUSED: ["AMOUNT_OUT_OF_RANGE", 400],
  /** The payment failed: nothing was paid, and nothing can be. */
  PAYMENT_FAILED: ["INTERNAL_ERROR", 500],
  /** The wallet was asked to pay, and what came of it is unknown. */
  PAYMENT_UNKNOWN: ["INTERNAL_ERROR", 500],
  /** Nobody is paid here by that address, callback or UUID. */
  UNKNOWN_RECEIVER: ["USER_NOT_FOUND", 404],
  /** The invoice was paid as often as it may be, or another payment of it is under way. */
  INVOICE_PAID: ["INVALID_INVOICE", 400],
} as const;

/** The error with a code of the handshake and of Lightning. */
export const payRefusal = /* @__PURE__ */ refusals(payMeanings);

/**
 * The error for a Lightning invoice that is not what it has to be.
 *
 * @param field - the property concerned, or the part of the text
 * @param instead - what was found, in our own words
 */
export function invalidLightningInvoice(field: string, expected: string, instead: string, cause?: unknown) {
  return payRefusal("INVALID_LIGHTNING_INVOICE", { field, expected, instead, cause });
}
