import { createHash, randomBytes } from "node:crypto";
import type { Settlement } from "../../src/x402/index.js";
import { beforeExpiration } from "./sampleFields.js";

/** A Lightning payment, in lower-case hex. */
export type LightningPayment = { readonly preimage: string; readonly paymentHash: string };

/** A payment by a preimage, or by one that nobody has had before. */
export function lightningPayment(preimage = randomBytes(32).toString("hex")): LightningPayment {
  return { preimage, paymentHash: createHash("sha256").update(preimage, "hex").digest("hex") };
}

/** What the VASP says of a payment of five cents to the shop, that names no more than whom it went to. */
export const shopSettlement = {
  receiverUma: "$shop@vasp.com",
  amount: 5n,
  currency: "USD",
  settledAt: beforeExpiration,
} as const satisfies Settlement;
