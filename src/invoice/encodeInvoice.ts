import { toBech32 } from "../bech32.js";
import { invalidSignature } from "../ecdsa/invalidSignature.js";
import { withEncoded } from "../tlv/encodeMessage.js";
import type { IntegerDialect } from "../tlv/IntegerDialect.js";
import type { Invoice } from "./Invoice.js";
import { originalOf } from "./original.js";
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
 * stands for, whoever wrote it; a copy or an object made by hand is written in canonical order.
 *
 * @param invoice - the invoice
 * @returns `uma1…`, in lower case
 * @throws UmaInvoiceError `INVALID_FIELD`, `MISSING_FIELD` with all that are missing, `FIELD_TOO_LONG`;
 * `INVALID_SIGNATURE` if the invoice is signed over the other dialect than the one asked for
 * @see UMAD-09; BIP-173
 *
 * @example
 * ```ts
 * encodeInvoice(decodeInvoice(text)) === text; // true
 * ```
 */
export function encodeInvoice(invoice: Invoice, options: EncodeInvoiceOptions = {}): string {
  return encodeAs(invoice, options, (text) => text, toBech32);
}

/** Writes an invoice in a form of its own: from its text where there is one, from fresh bytes otherwise. */
export function encodeAs<Form>(
  invoice: Invoice,
  options: EncodeInvoiceOptions,
  fromText: (text: string) => Form,
  fromBytes: (bytes: Uint8Array, length: number) => Form,
): Form {
  const original = originalOf(invoice);
  const { integers = original?.integers ?? "binary" } = options;
  if (original?.integers === integers) return fromText(original.text);
  const encoded = withEncoded(invoiceSchema.plan, invoice, integers, fromBytes);
  if (original && invoice.signature)
    throw invalidSignature(
      `${original.integers} integers, as they are signed; pass integers to createInvoice instead`,
    );
  return encoded;
}
