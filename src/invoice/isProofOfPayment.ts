import { sha256 } from "@noble/hashes/sha2.js";
import { fromBytesOrHex, sizeOf, toHex } from "../bytes.js";
import { UmaInvoiceError } from "../errors.js";

/**
 * Tells whether a preimage proves a Lightning payment: its SHA-256 is the payment hash.
 *
 * @param preimage - 32 bytes, or their hex
 * @param paymentHash - 32 bytes, or their hex
 * @throws UmaInvoiceError `INVALID_FIELD` if either is not 32 bytes
 * @see BOLT 11, payment hash; UMAD-09, proof of payment
 *
 * @example
 * ```ts
 * isProofOfPayment(preimage, paymentHash); // true
 * ```
 */
export function isProofOfPayment(preimage: Uint8Array | string, paymentHash: Uint8Array | string): boolean {
  return toHex(sha256(bytes32(preimage, "preimage"))) === toHex(bytes32(paymentHash, "paymentHash"));
}

function bytes32(value: Uint8Array | string, field: string): Uint8Array {
  const bytes = fromBytesOrHex(value, 32);
  if (!bytes)
    throw new UmaInvoiceError(
      "INVALID_FIELD",
      `${field}: expected 32 bytes or their hex, found ${sizeOf(value)}`,
      { field },
    );
  return bytes;
}
