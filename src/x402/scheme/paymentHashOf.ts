import { sha256 } from "@noble/hashes/sha2.js";
import { fromBytesOrHex, toHex } from "../../bytes.js";
import { faultOf } from "../messages/faultOf.js";
import { preimage } from "../messages/properties.js";
import { readObject } from "../messages/readObject.js";

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
