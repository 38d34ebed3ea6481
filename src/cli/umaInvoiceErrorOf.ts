import { UmaInvoiceError } from "../errors.js";

/** What was caught, if it is an invoice's or a counterparty's fault; anything else is thrown on. */
export function umaInvoiceErrorOf(caught: unknown): UmaInvoiceError {
  if (caught instanceof UmaInvoiceError) return caught;
  throw caught;
}
