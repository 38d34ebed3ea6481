import { faultOf, orFault } from "./faultOf.js";
import type { PaymentResponse } from "./PaymentResponse.js";
import { readPaymentResponse } from "./readPaymentResponse.js";

/**
 * Reads the header by which a resource server answers a payment: `X-PAYMENT-RESPONSE` of version 1,
 * `PAYMENT-RESPONSE` of version 2.
 *
 * @param header - base64 of at most 16,384 characters
 * @throws UmaInvoiceError `INVALID_RESPONSE`
 * @see x402 versions 1 and 2, section 5.3
 *
 * @example
 * ```ts
 * decodePaymentResponse("eyJzdWNjZXNzIjp0cnVlLCJuZXR3b3JrIjoidW1hIn0=").success; // true
 * ```
 */
export function decodePaymentResponse(header: string): PaymentResponse {
  const fault = faultOf("INVALID_RESPONSE");
  return orFault("paymentResponse", fault, () => readPaymentResponse(header, fault));
}
