import { attempt, invalidField, invalidOption, type UmaInvoiceError } from "../errors.js";
import { readOptions } from "../options.js";
import { type Moment, toSeconds } from "../time.js";
import { encodeFields } from "../tlv/encode.js";
import { writtenForm } from "./encode.js";
import { checkNotExpired } from "./expiration.js";
import type { Invoice } from "./invoice.js";
import { originalOf } from "./original.js";
import { invoiceSchema } from "./schema.js";

/** Options of {@link validateInvoice}. */
export type ValidateInvoiceOptions = {
  /** A Date, or Unix time in seconds; the present by default. */
  readonly now?: Moment;
};

/**
 * Lists what is wrong with an invoice, all of it at once: fields that are missing, malformed or too
 * long, times that cannot be Unix time in seconds, a copy that is not what was signed, and expiry. Whether
 * the signature is the receiver's is a matter for `verifyInvoice`.
 *
 * @param invoice - an invoice, or an object that is meant to become one
 * @returns the problems as errors, not thrown; empty when there are none
 * @throws UmaInvoiceError `INVALID_OPTION` if `now` is no moment
 *
 * @example
 * ```ts
 * const problems = validateInvoice({ ...invoice, callback: "ftp://vasp2.com" });
 * problems[0]?.code; // "INVALID_FIELD"
 * problems[0]?.field; // "callback"
 * ```
 */
export function validateInvoice(invoice: Invoice, options?: ValidateInvoiceOptions): UmaInvoiceError[] {
  const { now = new Date() } = readOptions(options, "options", "now");
  toSeconds(now, "now", invalidOption);
  if (typeof invoice !== "object" || invoice === null) return [invalidField("invoice", "an object", invoice)];
  const integers = originalOf(invoice)?.integers ?? "binary";
  const problems: UmaInvoiceError[] = [];
  const { plan } = invoiceSchema;
  const note = (check: () => unknown) => {
    const checked = attempt(check);
    if ("problem" in checked) problems.push(checked.problem);
  };
  for (const field of plan.fields) note(() => encodeFields({ ...plan, fields: [field] }, invoice, integers));
  // What it would be written as, if it can be.
  if (problems.length === 0) note(() => writtenForm(invoice));
  if (!problems.some(({ field }) => field === "expiration")) note(() => checkNotExpired(invoice, now));
  return problems;
}
