import { defaultEcdsa } from "../ecdsa/defaultEcdsa.js";
import { importPublicKey } from "../ecdsa/importPublicKey.js";
import type { Invoice, VerifiedInvoice } from "./Invoice.js";
import { toCheck, type VerifyInvoiceOptions, verified } from "./verifyInvoice.js";

/** Options of {@link verifyInvoicesAsync}. */
export type VerifyInvoicesAsyncOptions = Omit<VerifyInvoiceOptions, "publicKey"> & {
  /** The key for all invoices, or a function that gives each invoice's. */
  readonly publicKey:
    | VerifyInvoiceOptions["publicKey"]
    | ((invoice: Invoice) => VerifyInvoiceOptions["publicKey"] | Promise<VerifyInvoiceOptions["publicKey"]>);
};

/**
 * Makes the checks of `verifyInvoice` for many invoices: at once on Node.js's thread pool, one after
 * another where there is none.
 *
 * @param textsOrInvoices - texts, or invoices that were decoded from them
 * @returns one result for each, in their order, as from `Promise.allSettled`: the `value` is a
 * `VerifiedInvoice`, the `reason` a `UmaInvoiceError`, or what `publicKey` threw
 *
 * @example
 * ```ts
 * const results = await verifyInvoicesAsync([text, "uma1…"], { publicKey });
 * results.map(({ status }) => status); // ["fulfilled", "rejected"]
 * ```
 */
export function verifyInvoicesAsync(
  textsOrInvoices: readonly (string | Invoice)[],
  options: VerifyInvoicesAsyncOptions,
): Promise<PromiseSettledResult<VerifiedInvoice>[]> {
  return Promise.allSettled(textsOrInvoices.map((textOrInvoice) => verifyOne(textOrInvoice, options)));
}

async function verifyOne(
  textOrInvoice: string | Invoice,
  options: VerifyInvoicesAsyncOptions,
): Promise<VerifiedInvoice> {
  const { publicKey, ecdsa = defaultEcdsa } = options;
  const { invoice, signature, digest, message } = toCheck(textOrInvoice, options);
  const key = importPublicKey(ecdsa, typeof publicKey === "function" ? await publicKey(invoice) : publicKey);
  const verdict = await (ecdsa.verifyAsync ?? ecdsa.verify)(signature, digest, key, message);
  return verified(invoice, verdict);
}
