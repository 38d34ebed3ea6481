import { toBech32 } from "../bech32.js";
import { copyBytes } from "../bytes.js";
import { invalidField } from "../invalidField.js";
import type { Invoice } from "./Invoice.js";
import { toInvoice } from "./toInvoice.js";

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
