import { fromBech32 } from "../bech32.js";
import { type EncodeInvoiceOptions, encodeAs } from "./encodeInvoice.js";
import type { Invoice } from "./Invoice.js";

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
    (bytes, length) => bytes.slice(0, length),
  );
}
