import { type RefusalDetails, refusal, refusals, UmaInvoiceError } from "../errors.js";

/** What each code of payments over x402 means to the other side. */
export const x402Meanings = {
  /** The body or header of a 402 is not what x402 says. */
  INVALID_PAYMENT_REQUIREMENTS: ["INVALID_REQUEST_FORMAT", 400],
  /** A payment's header or payload is not what x402 says. */
  INVALID_PAYMENT: ["INVALID_REQUEST_FORMAT", 400],
  /** No offer can be accepted: of a scheme or network that is not ours, too dear, or not what it says. */
  OFFER_REFUSED: ["AMOUNT_OUT_OF_RANGE", 400],
  /** The resource server refused the payment. */
  PAYMENT_REFUSED: ["FORBIDDEN", 403],
  /** It was paid, and whether the resource server took it is unknown. */
  PAYMENT_UNCONFIRMED: ["INTERNAL_ERROR", 500],
} as const;

/** The error with a code of payments over x402. */
export const x402Refusal = /* @__PURE__ */ refusals(x402Meanings);

/**
 * Makes the error for a message, or a part of one, that is not what it has to be. Which code it has depends on
 * who wrote the message: hence each reader is told.
 */
export type Fault = (details: RefusalDetails) => UmaInvoiceError;

/** What the other side says of a 402 is not what x402 says. */
export const invalidRequirements: Fault = (details) => x402Refusal("INVALID_PAYMENT_REQUIREMENTS", details);

/** The payment that the other side sent is not what x402 says. */
export const invalidPayment: Fault = (details) => x402Refusal("INVALID_PAYMENT", details);

/** An offer cannot be accepted, and nothing has been paid. */
export const offerRefused: Fault = (details) => x402Refusal("OFFER_REFUSED", details);

/** What a caller hands in, and may have from anybody, is not what it has to be. */
export const invalidValue: Fault = (details) => refusal("INVALID_FIELD", details);

/** What the program itself hands in is not what it has to be. */
export const invalidSetting: Fault = (details) => refusal("INVALID_OPTION", details);

/**
 * Takes what was thrown for a refusal of this library's.
 *
 * @throws whatever else it is
 */
export function asRefusal(error: unknown): UmaInvoiceError {
  if (error instanceof UmaInvoiceError) return error;
  throw error;
}
