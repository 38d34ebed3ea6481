import { fromBech32 } from "../bech32.js";
import { dialectOf } from "../tlv/dialectOf.js";
import { locate } from "../tlv/locate.js";
import { readFields } from "../tlv/readFields.js";
import { makeReader } from "../tlv/readValue.js";
import type { Invoice } from "./Invoice.js";
import { keepOriginal, originalOf } from "./original.js";
import { invoiceSchema } from "./schema.js";
import { signatureView } from "./signatureView.js";

const signature: PropertyDescriptor & ThisType<Invoice> = {
  enumerable: true,
  get() {
    const original = originalOf(this);
    return original && signatureView(fromBech32(original.text, Number.POSITIVE_INFINITY), original.signature);
  },
};

/**
 * Makes the invoice that bytes stand for.
 *
 * @param bytes - the TLV form
 * @param text - the same in bech32, in lower case
 */
export function toInvoice(bytes: Uint8Array, text: string): Invoice {
  const { plan, fields } = invoiceSchema;
  const places = locate(plan, bytes);
  const integers = dialectOf(plan, places, bytes);
  const invoice = readFields(makeReader(bytes, integers, true), plan, places);
  const at = places.offsets[plan.byTag[fields.signature.tag]!.slot]!;
  if (at !== 0) Object.defineProperty(invoice, "signature", signature);
  keepOriginal(invoice, { text, integers, signature: at });
  return Object.freeze(invoice) as Invoice;
}
