import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "../bytes.js";
import { invalidField } from "../errors.js";
import { bytesOrHex } from "../options.js";
import { uuid } from "../uma/format.js";

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
  return (
    toHex(sha256(bytesOrHex(preimage, "preimage", 32))) === toHex(bytesOrHex(paymentHash, "paymentHash", 32))
  );
}

/**
 * Adds an invoice's UUID to LNURL metadata. The SHA-256 of the result is the description hash of the
 * Lightning invoice, whose preimage then proves that the UMA invoice was paid.
 *
 * @param metadata - a JSON array of arrays (LUD-06); what stands in it is kept to the letter
 * @param invoiceUUID - the invoice's UUID
 * @returns the metadata with `["text/uma-invoice", invoiceUUID]` as its last entry
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see UMAD-09; LUD-06
 *
 * @example
 * ```ts
 * addInvoiceToMetadata('[["text/plain","Coffee"]]', invoice.invoiceUUID);
 * // [["text/plain","Coffee"],["text/uma-invoice","7f2c9d4e-…"]]
 * ```
 */
export function addInvoiceToMetadata(metadata: string, invoiceUUID: string): string {
  if (typeof invoiceUUID !== "string" || !uuid.test(invoiceUUID))
    throw invalidField("invoiceUUID", uuid.expected, invoiceUUID);
  const entries = typeof metadata === "string" && parse(metadata);
  if (!Array.isArray(entries)) throw invalidField("metadata", "a JSON array", metadata);
  const entry = JSON.stringify(["text/uma-invoice", invoiceUUID]);
  const open = metadata.slice(0, metadata.lastIndexOf("]"));
  return `${open}${entries.length > 0 ? "," : ""}${entry}]`;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
