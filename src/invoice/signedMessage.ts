import { records } from "../tlv/records.js";
import { invoiceSchema } from "./schema.js";

/**
 * Takes an invoice apart into what is signed and the signature. What is signed are the bytes of all
 * other records, as they stand: in their order, with the tags that this library knows nothing of.
 *
 * @param bytes - the TLV form of an invoice, well-formed
 */
export function signedMessage(bytes: Uint8Array): { message: Uint8Array; signature: Uint8Array | undefined } {
  const message = bytes.slice();
  for (const { tag, offset, value, next } of records(bytes)) {
    if (tag !== invoiceSchema.fields.signature.tag) continue;
    message.copyWithin(offset, next);
    return { message: message.subarray(0, offset - next), signature: bytes.slice(value, next) };
  }
  return { message, signature: undefined };
}
