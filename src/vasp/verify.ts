import { defaultVerifying } from "#default-ecdsa";
import { type CheckableSignature, checkEngine, type Verifying, verifyWithAsync } from "../ecdsa/engine.js";
import { invalidOption } from "../errors.js";
import { checkNotExpired } from "../invoice/expiration.js";
import type { Invoice, VerifiedInvoice } from "../invoice/invoice.js";
import { toCheck, type VerifyInvoiceOptions, verified } from "../invoice/verify.js";
import { checkMethods, readOptions } from "../options.js";
import type { Clock } from "../time.js";
import type { KeyResolver } from "./resolver.js";

/** Options of {@link verifyInvoiceWithResolver}. */
export type VerifyInvoiceWithResolverOptions = Omit<VerifyInvoiceOptions, "publicKey" | "now"> & {
  /** Finds the key of the receiver's VASP. */
  readonly keyResolver: KeyResolver;
  /** Ends the waiting for the key. */
  readonly signal?: AbortSignal;
  /**
   * A Date, or Unix time in seconds; or a clock, a function that gives either each time it is asked. The
   * present by default. Expiry is checked before the key is asked for and again once it has come, for it may
   * take its time: by a clock at the moment of then, by a fixed moment twice the same.
   */
  readonly now?: Clock;
};

/**
 * Makes every check that a payer has to make before paying, with the key that the receiver's VASP
 * publishes. All that can be checked without it is checked before anybody is asked. Where the
 * signature fails against a cached key, a fresh one is asked for, once: keys rotate. An invoice that expires
 * while its key is on the way is refused.
 *
 * @param textOrInvoice - the text, or an invoice that was decoded from it
 * @throws UmaInvoiceError as `verifyInvoice`, and what the resolver, the clock or the engine throws; the reason
 * of the signal
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
  const names = ["keyResolver", "signal", "ecdsa", "maxLength", "now"] as const;
  const {
    keyResolver,
    signal,
    ecdsa = defaultVerifying,
    ...given
  } = readOptions(options, "options", ...names);
  checkMethods("keyResolver", keyResolver, "resolve");
  checkEngine(ecdsa, "importPublicKey", "verify");
  const { invoice, checkable } = toCheck(textOrInvoice, given);

  const verdict = await verifyByKeyOf(invoice, checkable, { keyResolver, ecdsa, ...(signal && { signal }) });
  checkNotExpired(invoice, given.now);
  return verified(invoice, verdict);
}

/** Where keys come from, and what verifies with them. */
type ResolvedKeys = {
  readonly keyResolver: KeyResolver;
  readonly ecdsa: Verifying;
  readonly signal?: AbortSignal;
};

/**
 * Verifies with the key that a VASP publishes. Where the signature fails against a cached key, a fresh one is asked
 * for, once: keys rotate. Where nothing fresher was to be had, the verdict stands.
 *
 * @param of - whose VASP: an UMA address, or an invoice
 * @throws UmaInvoiceError `INVALID_OPTION` if the resolver gives no key; what it and the engine throw
 */
export async function verifyByKeyOf(
  of: Parameters<KeyResolver["resolve"]>[0],
  checkable: CheckableSignature,
  { keyResolver, ecdsa, signal }: ResolvedKeys,
): Promise<boolean> {
  const resolve = async (refresh?: true) => {
    const found = await keyResolver.resolve(of, { ...(signal && { signal }), ...(refresh && { refresh }) });
    const { publicKey, cached } = readOptions(found, "keyResolver", "publicKey", "cached");
    if (publicKey === undefined) throw invalidOption("keyResolver", "one that gives a publicKey", found);
    return { publicKey, cached };
  };
  const found = await resolve();
  if (await verifyWithAsync(ecdsa, found.publicKey, checkable)) return true;
  const fresh = found.cached ? await resolve(true) : found;
  return found.cached && !fresh.cached && verifyWithAsync(ecdsa, fresh.publicKey, checkable);
}
