import { fromBech32, toBech32 } from "../bech32.js";
import { copyBytes } from "../bytes.js";
import { invalidField } from "../errors.js";
import { pick } from "../options.js";
import { locate, readFields } from "../tlv/decode.js";
import { dialectOf } from "../tlv/dialect.js";
import type { Layout } from "../tlv/message.js";
import type { Invoice } from "./invoice.js";
import { extentOf, keepOriginal, originalOf, signatureView } from "./original.js";
import { invoiceSchema } from "./schema.js";

/** Options of {@link decodeInvoice}. */
export type DecodeInvoiceOptions = {
  /** The longest text to read, in characters; 8,192 by default. */
  readonly maxLength?: number;
};

/**
 * Reads an invoice from its text, in either dialect and any order. What comes back is whole and
 * well-formed, but anybody can have written it: see `verifyInvoice`.
 *
 * @param text - `uma1…`, all lower case or all upper case
 * @returns the invoice, read-only; encoding it gives the same text again. `JSON.stringify` writes it with its
 * `amount` in digits, its `signature` in hex, and its `text`
 * @throws UmaInvoiceError `TOO_LONG`, `UNEXPECTED_PREFIX` or `INVALID_BECH32` for the text, with the
 * offset of a single wrong character in up to 1,023, or of what follows its end; `MALFORMED_TLV`, `MISSING_FIELD` or
 * `INVALID_FIELD` for what is in it, or for an option
 * @see UMAD-09; BIP-173
 *
 * @example
 * ```ts
 * const invoice = decodeInvoice(text);
 * invoice.amount; // 1000n
 * invoice.receivingCurrency.code; // "USD"
 * decodeInvoice(JSON.parse(JSON.stringify(invoice)).text); // the same invoice again
 * ```
 */
export function decodeInvoice(text: string, options?: DecodeInvoiceOptions): Invoice {
  const bytes = fromBech32(text, maxLengthOf(options), extentOf);
  return toInvoice(bytes, text.startsWith("u") ? text : text.toLowerCase());
}

/** How long a text may be; nothing for the default. */
export function maxLengthOf(options: DecodeInvoiceOptions | undefined): number | undefined {
  if (options === undefined) return undefined;
  const { maxLength } = pick(options, "options", "maxLength");
  if (maxLength !== undefined && typeof maxLength !== "number")
    throw invalidField("maxLength", "a number of characters", maxLength);
  return maxLength;
}

/**
 * Reads an invoice from its TLV form, as `decodeInvoice` does from its text.
 *
 * @param bytes - the records
 * @returns the invoice, read-only; it holds no reference to the bytes
 * @throws UmaInvoiceError `MALFORMED_TLV`, `MISSING_FIELD` or `INVALID_FIELD`
 * @see UMAD-09
 *
 * @example
 * ```ts
 * decodeInvoiceTlv(encodeInvoiceTlv(invoice)).receiverUma; // "$bob@vasp2.com"
 * ```
 */
export function decodeInvoiceTlv(bytes: Uint8Array): Invoice {
  const copy = copyBytes(bytes);
  if (!copy) throw invalidField("invoice", "a Uint8Array", bytes);
  return toInvoice(copy, toBech32(copy));
}

/** All fields but the signature, which each access gets anew. */
const unsigned: Layout = /* @__PURE__ */ (() => {
  const { plan } = invoiceSchema;
  return { ...plan, fields: plan.fields.filter(({ name }) => name !== "signature") };
})();

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
  const invoice = readFields(unsigned, places, bytes, integers);
  const at = places.offsets[plan.byTag[fields.signature.tag]!.slot]!;
  if (at !== 0) Object.defineProperty(invoice, "signature", signature);
  keepOriginal(invoice, { text, integers, signature: at });
  return Object.freeze(invoice) as Invoice;
}
