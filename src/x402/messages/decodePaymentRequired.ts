import { faultOf, orFault } from "./faultOf.js";
import type { PaymentRequired } from "./PaymentRequired.js";
import { readPaymentRequired } from "./readPaymentRequired.js";

/**
 * Reads what a 402 says: how the resource can be paid for. Offers of other schemes and networks are
 * kept apart, unchecked; one malformed offer of this scheme makes the whole message malformed.
 *
 * @param message - the body, JSON of at most 65,536 characters or bytes, or the header
 * `PAYMENT-REQUIRED`, base64 of at most 16,384 characters
 * @throws UmaInvoiceError `INVALID_PAYMENT_REQUIREMENTS`
 * @see x402 versions 1 and 2, section 5.1
 *
 * @example
 * ```ts
 * const { x402Version, accepts } = decodePaymentRequired(requiredHeader);
 * x402Version; // 2
 * accepts[0]?.maxAmountRequired; // "1000"
 * ```
 */
export function decodePaymentRequired(message: string | Uint8Array): PaymentRequired {
  const fault = faultOf("INVALID_PAYMENT_REQUIREMENTS");
  return orFault("paymentRequired", fault, () => readPaymentRequired(message, fault));
}
