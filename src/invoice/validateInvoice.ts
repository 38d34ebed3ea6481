import { UmaInvoiceError } from "../errors.js";
import { invalidField } from "../invalidField.js";
import { type Moment, toSeconds } from "../time.js";
import { withEncoded } from "../tlv/encodeMessage.js";
import { checkNotExpired } from "./expiration.js";
import type { Invoice } from "./Invoice.js";
import { originalOf } from "./original.js";
import { invoiceSchema } from "./schema.js";

/** Options of {@link validateInvoice}. */
export type ValidateInvoiceOptions = {
  /** A Date, or Unix time in seconds; the present by default. */
  readonly now?: Moment;
};

/**
 * Lists what is wrong with an invoice, all of it at once: fields that are missing, malformed or too
 * long, and expiry. The signature is a matter for `verifyInvoice`.
 *
 * @param invoice - an invoice, or an object that is meant to become one
 * @returns the problems as errors, not thrown; empty when there are none
 *
 * @example
 * ```ts
 * const problems = validateInvoice({ ...invoice, callback: "ftp://vasp2.com" });
 * problems[0]?.code; // "INVALID_FIELD"
 * problems[0]?.field; // "callback"
 * ```
 */
export function validateInvoice(invoice: Invoice, options: ValidateInvoiceOptions = {}): UmaInvoiceError[] {
  if (typeof invoice !== "object" || invoice === null) return [invalidField("invoice", "an object", invoice)];
  const integers = originalOf(invoice)?.integers ?? "binary";
  const problems: UmaInvoiceError[] = [];
  const { plan } = invoiceSchema;
  const note = (check: () => void) => {
    try {
      check();
    } catch (error) {
      if (!(error instanceof UmaInvoiceError)) throw error;
      problems.push(error);
    }
  };
  for (const field of plan.fields)
    note(() => withEncoded({ ...plan, fields: [field] }, invoice, integers, () => undefined));
  toSeconds(options.now ?? new Date(), "now");
  if (!problems.some(({ field }) => field === "expiration"))
    note(() => checkNotExpired(invoice, options.now));
  return problems;
}
