import { UmaInvoiceError } from "../errors.js";

/** The error for an invoice whose time is over. */
export function invoiceExpired(expiration: number): UmaInvoiceError {
  return new UmaInvoiceError(
    "INVOICE_EXPIRED",
    `expected an invoice that is still valid, found one that expired at ${expiration}`,
    { field: "expiration" },
  );
}
