import { defaultEcdsa } from "../ecdsa/defaultEcdsa.js";
import { importPublicKey } from "../ecdsa/importPublicKey.js";
import type { Invoice, VerifiedInvoice } from "../invoice/Invoice.js";
import { toCheck, type VerifyInvoiceOptions, verified } from "../invoice/verifyInvoice.js";
import type { KeyResolver } from "./KeyResolver.js";

/** Options of {@link verifyInvoiceWithResolver}. */
export type VerifyInvoiceWithResolverOptions = Omit<VerifyInvoiceOptions, "publicKey"> & {
  /** Finds the key of the receiver's VASP. */
  readonly keyResolver: KeyResolver;
  /** Ends the waiting for the key. */
  readonly signal?: AbortSignal;
};

/**
 * Makes every check that a payer has to make before paying, with the key that the receiver's VASP
 * publishes. All that can be checked without it is checked before anybody is asked. Where the
 * signature fails against a cached key, a fresh one is asked for, once: keys rotate.
 *
 * @param textOrInvoice - the text, or an invoice that was decoded from it
 * @throws UmaInvoiceError as `verifyInvoice`, and what the resolver is rejected with; the reason of the signal
 * @see UMAD-09
 *
 * @example
 * ```ts
 * const keyResolver = createKeyResolver(); // one for the whole program
 * const invoice = await verifyInvoiceWithResolver(text, { keyResolver });
 * pay(invoice); // a VerifiedInvoice: nothing else gets here
 * ```
 */
export async function verifyInvoiceWithResolver(
  textOrInvoice: string | Invoice,
  options: VerifyInvoiceWithResolverOptions,
): Promise<VerifiedInvoice> {
  const { keyResolver, signal, ecdsa = defaultEcdsa } = options;
  const { invoice, signature, digest, message } = toCheck(textOrInvoice, options);
  const waiting = signal ? { signal } : {};
  const isSignedWith = (publicKey: Uint8Array) =>
    (ecdsa.verifyAsync ?? ecdsa.verify)(signature, digest, importPublicKey(ecdsa, publicKey), message);

  const found = await keyResolver.resolve(invoice, waiting);
  let verdict = await isSignedWith(found.publicKey);
  if (!verdict && found.cached) {
    const fresh = await keyResolver.resolve(invoice, { ...waiting, refresh: true });
    // Where nothing fresher was to be had, the verdict stands.
    if (!fresh.cached) verdict = await isSignedWith(fresh.publicKey);
  }
  return verified(invoice, verdict);
}
