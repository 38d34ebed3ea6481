import { invalidOption, refusal } from "../errors.js";
import { read } from "../options.js";
import { type Clock, invalidTime, isUnixTime, type Moment, secondsNow, toSeconds } from "../time.js";
import type { Invoice } from "./invoice.js";

/**
 * Tells whether an invoice has expired: it has from its expiration on. One whose expiration cannot be Unix
 * time in seconds was never valid, and counts as expired.
 *
 * @param invoice - the invoice
 * @param now - a Date, or Unix time in seconds; the present by default
 * @throws UmaInvoiceError `INVALID_OPTION` if `now` is no moment; `INVALID_FIELD` if the invoice is no object
 * @see UMAD-09
 *
 * @example
 * ```ts
 * isExpired(invoice, invoice.expiration - 1); // false
 * isExpired(invoice, invoice.expiration); // true
 * ```
 */
export function isExpired(invoice: Pick<Invoice, "expiration">, now: Moment = new Date()): boolean {
  const seconds = toSeconds(now, "now", invalidOption);
  const { expiration } = read(invoice, "invoice", "expiration");
  return !(isUnixTime(expiration) && seconds < expiration);
}

/**
 * Makes sure that an invoice can still be paid.
 *
 * @param now - a moment, or a clock, which is asked once; the present by default
 * @throws UmaInvoiceError `INVOICE_EXPIRED`; `INVALID_FIELD` if its expiration cannot be Unix time, `INVALID_OPTION`
 * if `now` cannot
 */
export function checkNotExpired(invoice: Pick<Invoice, "expiration">, now?: Clock): void {
  const { expiration } = read(invoice, "invoice", "expiration");
  const seconds = secondsNow(now);
  if (!isUnixTime(expiration)) throw invalidTime("expiration", expiration);
  if (seconds >= expiration)
    throw refusal("INVOICE_EXPIRED", {
      field: "expiration",
      expected: "an invoice that is still valid",
      instead: `one that expired at ${expiration}`,
    });
}
