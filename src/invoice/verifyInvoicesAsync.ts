import { defaultEcdsa } from "../ecdsa/defaultEcdsa.js";
import { verifyWithAsync } from "../ecdsa/verifyWith.js";
import { pick, readList } from "../options.js";
import { type Clock, checkNotExpired } from "./expiration.js";
import type { Invoice, VerifiedInvoice } from "./Invoice.js";
import { toCheck, type VerifyInvoiceOptions, verified } from "./verifyInvoice.js";

/** Options of {@link verifyInvoicesAsync}. */
export type VerifyInvoicesAsyncOptions = Omit<VerifyInvoiceOptions, "publicKey" | "now"> & {
  /** The key for all invoices, or a function that gives each invoice's. */
  readonly publicKey:
    | VerifyInvoiceOptions["publicKey"]
    | ((invoice: Invoice) => VerifyInvoiceOptions["publicKey"] | Promise<VerifyInvoiceOptions["publicKey"]>);
  /**
   * A Date, or Unix time in seconds; or a clock, a function that gives either each time it is asked. The
   * present by default. Expiry is checked at the start and again at the end, for a key may take its time: by
   * a clock at the moment of then, by a fixed moment twice the same.
   */
  readonly now?: Clock;
};

/**
 * Makes the checks of `verifyInvoice` for many invoices: at once on Node.js's thread pool, one after
 * another where there is none.
 *
 * @param textsOrInvoices - texts, or invoices that were decoded from them
 * @returns one result for each, in their order, as from `Promise.allSettled`: the `value` is a
 * `VerifiedInvoice`, the `reason` a `UmaInvoiceError`, or what `publicKey`, the clock or the engine threw. An
 * invoice that expired while its key was fetched is `INVOICE_EXPIRED`
 * @throws UmaInvoiceError `INVALID_FIELD` if there is no array, or the options are none: the promise is
 * rejected with it
 *
 * @example
 * ```ts
 * const results = await verifyInvoicesAsync([text, "uma1…"], { publicKey });
 * results.map(({ status }) => status); // ["fulfilled", "rejected"]
 * ```
 */
export async function verifyInvoicesAsync(
  textsOrInvoices: readonly (string | Invoice)[],
  options: VerifyInvoicesAsyncOptions,
): Promise<PromiseSettledResult<VerifiedInvoice>[]> {
  const all = readList(textsOrInvoices, "textsOrInvoices", "an array of texts or invoices");
  const given = pick(options, "options", "publicKey", "ecdsa", "maxLength", "now");
  return Promise.allSettled(all.map((textOrInvoice) => verifyOne(textOrInvoice, given)));
}

async function verifyOne(
  textOrInvoice: string | Invoice,
  { publicKey, ecdsa = defaultEcdsa, ...options }: VerifyInvoicesAsyncOptions,
): Promise<VerifiedInvoice> {
  const { invoice, checkable } = toCheck(textOrInvoice, options);
  const key = typeof publicKey === "function" ? await publicKey(invoice) : publicKey;
  const verdict = await verifyWithAsync(ecdsa, key, checkable);
  checkNotExpired(invoice, options.now);
  return verified(invoice, verdict);
}
