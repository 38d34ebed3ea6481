import { invalidField } from "../../invalidField.js";
import { faultOf, orFault } from "./faultOf.js";
import { toBase64 } from "./jsonText.js";
import type { Payment } from "./Payment.js";
import { readPayment } from "./readPayment.js";
import { writeTerms } from "./writeTerms.js";

/**
 * Writes the header by which a client proves that it has paid, in the form of the payment's version.
 *
 * @returns base64, for the header `headerNames[payment.x402Version].payment`
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see x402 versions 1 and 2, section 5.2
 *
 * @example
 * ```ts
 * const payload = { preimage: "07".repeat(32) };
 * encodePayment({ x402Version: 1, scheme: "exact", network: "uma", payload }); // "eyJ4NDAyVmVyc2lvbiI6MSwic2No…"
 * ```
 */
export function encodePayment(payment: Payment): string {
  const fault = faultOf("INVALID_FIELD");
  return orFault("payment", fault, () => {
    const message = { ...payment };
    const { scheme, network }: Partial<Payment> = message;
    if (scheme !== "exact") throw invalidField("scheme", "exact", scheme);
    if (network !== "uma") throw invalidField("network", "uma", network);
    const header = toBase64(toWire(message), "payment", fault);
    // What is written can be read.
    readPayment(header, fault);
    return header;
  });
}

function toWire(payment: Payment): object {
  if (payment.x402Version !== 2) return payment;
  const { scheme: _scheme, network: _network, accepted, ...message } = payment;
  return { ...message, accepted: writeTerms(accepted) };
}
