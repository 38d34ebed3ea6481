import { encodePayment, headerNames, type X402Version } from "../../src/x402/index.js";

const accepted = {
  scheme: "exact",
  network: "uma",
  maxAmountRequired: "5",
  asset: "USD",
  payTo: "$shop@vasp.com",
  maxTimeoutSeconds: 300,
} as const;

/** The header by which a client of a version of x402 proves a payment. */
export function paymentHeaders(preimage: string, x402Version: X402Version = 1): Record<string, string> {
  const payment = { x402Version, scheme: "exact", network: "uma", payload: { preimage } } as const;
  return {
    [headerNames[x402Version].payment]: encodePayment(x402Version === 2 ? { ...payment, accepted } : payment),
  };
}
