import type { Fault } from "./Fault.js";
import { fromBase64 } from "./jsonText.js";
import { networks } from "./networks.js";
import type { PaymentResponse } from "./PaymentResponse.js";
import type { Property } from "./Property.js";
import { optional, text, truth } from "./properties.js";
import { readObject } from "./readObject.js";

const network: Property = /* @__PURE__ */ (() => ({
  expected: `${networks[1]} or ${networks[2]}`,
  test: (value: unknown) => value === networks[1] || value === networks[2],
}))();

const shape = /* @__PURE__ */ (() => ({
  success: truth,
  network,
  errorReason: optional(text),
  transaction: optional(text),
  payer: optional(text),
}))();

/** Reads the answer to a payment from its header. */
export function readPaymentResponse(header: string, fault: Fault): PaymentResponse {
  const response = readObject(fromBase64(header, "paymentResponse", fault), "", shape, fault);
  const x402Version = response.network === networks[1] ? 1 : 2;
  return { ...(response as Omit<PaymentResponse, "network">), x402Version, network: "uma" };
}
