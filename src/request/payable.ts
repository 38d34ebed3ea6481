import { invalidSignature } from "../ecdsa/der.js";
import { refusal } from "../errors.js";
import { type DecodeInvoiceOptions, decodeInvoice } from "../invoice/decode.js";
import type { Invoice } from "../invoice/invoice.js";
import { originalOf } from "../invoice/original.js";

/** An invoice that a payer can verify, and its text in lower case. */
type Payable = { readonly invoice: Invoice; readonly text: string };

/**
 * Makes sure that what is handed to a payer, or comes to one, is an invoice, and signed: nothing else
 * can be paid. The signature itself is left to the payer, since checking it brings the curve along:
 * measured, five of the eleven kilobytes that a page with a link would load.
 *
 * @throws UmaInvoiceError what `decodeInvoice` throws; `MISSING_SIGNATURE`, or `INVALID_SIGNATURE` for
 * a copy of an invoice
 */
export function payable(textOrInvoice: string | Invoice, options: DecodeInvoiceOptions): Payable {
  const invoice = typeof textOrInvoice === "string" ? decodeInvoice(textOrInvoice, options) : textOrInvoice;
  const original = originalOf(invoice);
  if (!original) throw invalidSignature("an invoice as it was decoded or created, found something else");
  if (!invoice.signature)
    throw refusal("MISSING_SIGNATURE", { field: "signature", expected: "one", instead: "none" });
  return { invoice, text: original.text };
}
