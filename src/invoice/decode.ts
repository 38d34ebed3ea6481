import { fromBech32, toBech32 } from "../bech32.js";
import { copyBytes } from "../bytes.js";
import { invalidField, invalidOption } from "../errors.js";
import { readOptions } from "../options.js";
import { locate, readFields } from "../tlv/decode.js";
import { dialectOf } from "../tlv/dialect.js";
import type { Layout } from "../tlv/message.js";
import { records } from "../tlv/records.js";
import type { Invoice } from "./invoice.js";
import { toJSON } from "./json.js";
import { keepOriginal } from "./original.js";
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
 * `INVALID_FIELD` for what is in it; `INVALID_OPTION` for an option
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

/**
 * How long a text may be; nothing for the default.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function maxLengthOf(options: DecodeInvoiceOptions | undefined): number | undefined {
  const { maxLength } = readOptions(options, "options", "maxLength");
  if (maxLength !== undefined && typeof maxLength !== "number")
    throw invalidOption("maxLength", "a number of characters", maxLength);
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

/**
 * Makes the invoice that bytes stand for.
 *
 * @param bytes - the TLV form, in memory that nobody else has: the invoice keeps it
 * @param text - the same in bech32, in lower case
 */
export function toInvoice(bytes: Uint8Array, text: string): Invoice {
  const { plan, fields } = invoiceSchema;
  const places = locate(plan, bytes);
  const integers = dialectOf(plan, places, bytes);
  const invoice = readFields(unsigned, places, bytes, integers);
  const signature = places.offsets[plan.byTag[fields.signature.tag]!.slot]!;
  keepOriginal(invoice, { text, bytes, integers, signature });
  return Object.freeze(Object.defineProperty(invoice, "toJSON", toJSON)) as Invoice;
}

/**
 * How much of an invoice bytes look like that may be damaged: its records from the first to the last, or
 * its beginning alone; nothing if they do not look like one.
 */
export function extentOf(bytes: Uint8Array): "whole" | "cut" | undefined {
  const { byTag, fields } = invoiceSchema.plan;
  const seen = new Set<number>();
  const isWhole = () => fields.every(({ tag, required }) => !required || seen.has(tag));
  for (const { tag, next } of records(bytes)) {
    // Behind the last of the fields that there have to be, everybody writes the signature alone.
    if (!byTag[tag] || seen.has(tag) || (isWhole() && tag < Math.max(...seen))) return undefined;
    // Not `next >`: behind the last byte there is no length, and next is no number.
    if (!(next <= bytes.length)) return "cut";
    seen.add(tag);
  }
  return isWhole() ? "whole" : "cut";
}
