import { toBech32 } from "../bech32.js";
import { isSame } from "../bytes.js";
import { invalidSignature } from "../ecdsa/der.js";
import { read, readOptions } from "../options.js";
import type { IntegerDialect } from "../tlv/dialect.js";
import { encodeFields } from "../tlv/encode.js";
import type { Invoice } from "./invoice.js";
import { invoiceAround, isForeign, type Original, originalOf } from "./original.js";
import { invoiceSchema } from "./schema.js";

/** Options of {@link encodeInvoice}. */
export type EncodeInvoiceOptions = {
  /**
   * How to write integers: `binary`, which the JavaScript, Python and Kotlin SDKs read, or
   * `decimal`, which the Go SDK reads. By default as the invoice was read or created; `binary` for
   * an object made by hand.
   */
  readonly integers?: IntegerDialect;
};

/**
 * Writes an invoice as text. An invoice that was decoded or created gives the very text that it
 * stands for, whoever wrote it; a copy or an object made by hand is written in canonical order. A copy
 * of a signed invoice, by spreading or `structuredClone`, is written only if that comes to the very same text:
 * with a field changed, its dialect or the records that this library does not know lost, it is refused.
 *
 * To change an invoice, leave its signature out (`signature: undefined`) or sign it anew with `createInvoice`.
 *
 * @param invoice - the invoice
 * @returns `uma1…`, in lower case
 * @throws UmaInvoiceError `INVALID_FIELD`, `MISSING_FIELD` with all that are missing, `FIELD_TOO_LONG`;
 * `INVALID_SIGNATURE` if what would be written is not what was signed: a copy that differs, an invoice that is
 * signed over the other dialect than the one asked for, or one that another copy of this library decoded;
 * `INVALID_OPTION` for an option
 * @see UMAD-09; BIP-173
 *
 * @example
 * ```ts
 * encodeInvoice(decodeInvoice(text)) === text; // true
 * ```
 */
export function encodeInvoice(invoice: Invoice, options?: EncodeInvoiceOptions): string {
  const { text, bytes } = writtenForm(invoice, options);
  return text ?? toBech32(bytes);
}

/**
 * Writes an invoice in its TLV form: the bytes that {@link encodeInvoice} wraps in bech32.
 *
 * @param invoice - the invoice
 * @returns the records
 * @throws UmaInvoiceError as {@link encodeInvoice} does
 * @see UMAD-09
 *
 * @example
 * ```ts
 * encodeInvoiceTlv(decodeInvoiceTlv(bytes)); // the same bytes
 * ```
 */
export function encodeInvoiceTlv(invoice: Invoice, options?: EncodeInvoiceOptions): Uint8Array {
  return writtenForm(invoice, options).bytes.slice();
}

/** What an invoice is written as: what it was read from, where there is that, otherwise fresh bytes. */
export function writtenForm(
  invoice: Invoice,
  options?: EncodeInvoiceOptions,
): Pick<Original, "bytes"> & Partial<Original> {
  const original = originalOf(invoice);
  const { integers = original?.integers ?? "binary" } = readOptions(options, "options", "integers");
  if (original?.integers === integers) return original;
  const bytes = encodeFields(invoiceSchema.plan, invoice, integers);
  checkSignedFor(invoice, bytes);
  return { bytes };
}

/**
 * Makes sure that bytes are not about to be given a signature that stands under others.
 *
 * @param bytes - the invoice as it would be written
 * @throws UmaInvoiceError `INVALID_SIGNATURE`
 */
function checkSignedFor(invoice: Invoice, bytes: Uint8Array): void {
  const original = originalOf(invoice);
  if (!original && isForeign(invoice))
    throw invalidSignature(
      "an invoice that this copy of uma-invoice decoded, found one of another copy, or a proxy: hand on its text instead",
    );
  const { signature } = read(invoice, "invoice", "signature");
  if (!signature) return;
  if (original)
    throw invalidSignature(
      `${original.integers} integers, as they are signed; pass integers to createInvoice instead`,
    );
  const signed = invoiceAround(signature);
  if (signed && !isSame(signed, bytes))
    throw invalidSignature(
      "an invoice as it was signed, found a copy that no longer says the same; hand on the text, or sign it anew",
    );
}
