import { encodeInvoice } from "../../invoice/encodeInvoice.js";
import { isExpired } from "../../invoice/expiration.js";
import type { Invoice } from "../../invoice/Invoice.js";
import { originalOf } from "../../invoice/original.js";

/** An invoice that was decoded or created, for programs. */
export function invoiceJson(invoice: Invoice, now: Date): object {
  return {
    text: encodeInvoice(invoice),
    integers: originalOf(invoice)!.integers,
    expired: isExpired(invoice, now),
    signed: invoice.signature !== undefined,
    invoice,
  };
}
