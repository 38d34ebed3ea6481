import { invalidField } from "../invalidField.js";
import type { Invoice } from "./Invoice.js";

/** A moment: a Date, or Unix time in seconds. */
export type Moment = Date | number;

/**
 * Tells whether an invoice has expired: it has from its expiration on.
 *
 * @param invoice - the invoice
 * @param now - a Date, or Unix time in seconds; the present by default
 * @throws UmaInvoiceError `INVALID_FIELD` if `now` is no moment
 * @see UMAD-09
 *
 * @example
 * ```ts
 * isExpired(invoice, invoice.expiration - 1); // false
 * isExpired(invoice, invoice.expiration); // true
 * ```
 */
export function isExpired(invoice: Pick<Invoice, "expiration">, now: Moment = new Date()): boolean {
  // Not `>=`: what has no number for an expiration has expired.
  return !(toSeconds(now, "now") < invoice.expiration);
}

/** A moment in Unix time, in seconds and fractions of one. */
export function toSeconds(moment: Moment, name: string): number {
  const seconds = moment instanceof Date ? moment.getTime() / 1000 : moment;
  if (!Number.isFinite(seconds)) throw invalidField(name, "a valid Date, or Unix time in seconds", seconds);
  return seconds;
}
