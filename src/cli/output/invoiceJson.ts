import { encodeInvoice } from "../../invoice/encodeInvoice.js";
import { isExpired } from "../../invoice/expiration.js";
import type { Invoice } from "../../invoice/Invoice.js";
import { originalOf } from "../../invoice/original.js";
import { validateInvoice } from "../../invoice/validateInvoice.js";
import { errorJson } from "./errorJson.js";

/** An invoice that was decoded or created, for programs. */
export function invoiceJson(invoice: Invoice, now: Date): object {
  // That it has expired is no fault of the invoice, and said already.
  const problems = validateInvoice(invoice, { now }).filter(({ code }) => code !== "INVOICE_EXPIRED");
  return {
    text: encodeInvoice(invoice),
    integers: originalOf(invoice)!.integers,
    expired: isExpired(invoice, now),
    signed: invoice.signature !== undefined,
    ...(problems.length > 0 && { problems: problems.map(errorJson) }),
    invoice,
  };
}
