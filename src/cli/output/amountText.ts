import { formatAmount } from "../../invoice/formatAmount.js";
import type { Invoice } from "../../invoice/Invoice.js";
import { printable } from "./printable.js";

/** An invoice's amount in its currency and as it stands there: "$10.00 (1000 in the smallest unit)". */
export function amountText(invoice: Pick<Invoice, "amount" | "receivingCurrency">): string {
  const formatted = formatAmount(invoice, "en").replace(/[\u00a0\u202f]/g, " ");
  return `${printable(formatted)} (${invoice.amount} in the smallest unit)`;
}
