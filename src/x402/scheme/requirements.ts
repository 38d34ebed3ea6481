import { sha256 } from "@noble/hashes/sha2.js";
import { fromBytesOrHex, toHex } from "../../bytes.js";
import { faultOf, preimage, readObject } from "../messages/properties.js";

/**
 * An entry of `accepts` as the published packages have it, in version 2 of x402: the same shape as the
 * `PaymentRequirements` of `@x402/core`, written down here so that nothing of ours needs that package.
 */
export type SchemeRequirements = {
  scheme: string;
  /** In CAIP-2's form. */
  network: `${string}:${string}`;
  /** In the smallest unit of the asset: decimal digits. */
  amount: string;
  asset: string;
  payTo: string;
  maxTimeoutSeconds: number;
  extra: Record<string, unknown>;
};

/**
 * Reads the payload of a payment.
 *
 * @returns the SHA-256 of the preimage, in lower-case hex
 * @throws UmaInvoiceError `INVALID_PAYMENT`
 */
export function paymentHashOf(payload: unknown): string {
  const proof = readObject(payload, "payload", { preimage }, faultOf("INVALID_PAYMENT"));
  return toHex(sha256(fromBytesOrHex(proof.preimage, 32)!));
}
