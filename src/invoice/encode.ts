import { fromBech32, toBech32 } from "../bech32.js";
import { invalidSignature } from "../ecdsa/der.js";
import { pick, read } from "../options.js";
import type { IntegerDialect } from "../tlv/dialect.js";
import { encodeFields } from "../tlv/encode.js";
import type { Invoice } from "./invoice.js";
import { invoiceAround, isForeign, originalOf } from "./original.js";
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
 * signed over the other dialect than the one asked for, or one that another copy of this library decoded
 * @see UMAD-09; BIP-173
 *
 * @example
 * ```ts
 * encodeInvoice(decodeInvoice(text)) === text; // true
 * ```
 */
export function encodeInvoice(invoice: Invoice, options?: EncodeInvoiceOptions): string {
  return encodeAs(invoice, options, (text) => text, toBech32);
}

/** Writes an invoice in a form of its own: from its text where there is one, from fresh bytes otherwise. */
export function encodeAs<Form>(
  invoice: Invoice,
  options: EncodeInvoiceOptions | undefined,
  fromText: (text: string) => Form,
  fromBytes: (bytes: Uint8Array) => Form,
): Form {
  const original = originalOf(invoice);
  const { integers = original?.integers ?? "binary" } = pick(options, "options", "integers");
  if (original?.integers === integers) return fromText(original.text);
  const bytes = encodeFields(invoiceSchema.plan, invoice, integers);
  checkSignedFor(invoice, bytes);
  return fromBytes(bytes);
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
  if (signed && (signed.length !== bytes.length || signed.some((byte, i) => byte !== bytes[i])))
    throw invalidSignature(
      "an invoice as it was signed, found a copy that no longer says the same; hand on the text, or sign it anew",
    );
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
  return encodeAs(
    invoice,
    options,
    (text) => fromBech32(text, Number.POSITIVE_INFINITY).slice(),
    (bytes) => bytes,
  );
}
