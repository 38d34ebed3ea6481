import { faultOf, orFault } from "./faultOf.js";
import type { Payment } from "./Payment.js";
import { readPayment } from "./readPayment.js";

/**
 * Reads the header by which a client proves that it has paid: `X-PAYMENT` of version 1,
 * `PAYMENT-SIGNATURE` of version 2.
 *
 * @param header - base64 of at most 16,384 characters
 * @returns the preimage's hex is in lower case
 * @throws UmaInvoiceError `INVALID_PAYMENT`
 * @see x402 versions 1 and 2, section 5.2
 *
 * @example
 * ```ts
 * decodePayment(paymentHeader).payload.preimage; // "0707…07"
 * ```
 */
export function decodePayment(header: string): Payment {
  const fault = faultOf("INVALID_PAYMENT");
  return orFault("payment", fault, () => readPayment(header, fault));
}
