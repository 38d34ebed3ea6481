import { invalidField } from "../../invalidField.js";
import { faultOf, orFault } from "./faultOf.js";
import { toBase64 } from "./jsonText.js";
import { networks } from "./networks.js";
import type { PaymentResponse } from "./PaymentResponse.js";
import { x402Version as version } from "./properties.js";
import { readPaymentResponse } from "./readPaymentResponse.js";

/**
 * Writes the header by which a resource server answers a payment, in the form of the version.
 *
 * @returns base64, for the header `headerNames[response.x402Version].response`
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see x402 versions 1 and 2, section 5.3
 *
 * @example
 * ```ts
 * const header = encodePaymentResponse({ x402Version: 1, success: true, network: "uma" });
 * atob(header); // '{"success":true,"network":"uma","transaction":""}'
 * ```
 */
export function encodePaymentResponse(response: PaymentResponse): string {
  const fault = faultOf("INVALID_FIELD");
  return orFault("paymentResponse", fault, () => {
    const { x402Version, network, ...message }: Partial<PaymentResponse> = { ...response };
    if (!version.test(x402Version)) throw invalidField("x402Version", version.expected, x402Version);
    if (network !== "uma") throw invalidField("network", "uma", network);
    const { success, ...rest } = message;
    const wire = { success, network: networks[x402Version!], transaction: "", ...rest };
    const header = toBase64(wire, "paymentResponse", fault);
    // What is written can be read.
    readPaymentResponse(header, fault);
    return header;
  });
}
