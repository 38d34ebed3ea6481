import { sha256 } from "@noble/hashes/sha2.js";
import { defaultVerifying } from "#default-ecdsa";
import { fromDer, invalidSignature } from "../ecdsa/der.js";
import {
  type CheckableSignature,
  checkEngine,
  type Ecdsa,
  type Verifying,
  verifyWith,
  verifyWithAsync,
} from "../ecdsa/engine.js";
import { importPublicKey } from "../ecdsa/keys.js";
import { attempt, refusal } from "../errors.js";
import { readList, readOptions } from "../options.js";
import type { Clock, Moment } from "../time.js";
import { type DecodeInvoiceOptions, decodeInvoice } from "./decode.js";
import { checkNotExpired } from "./expiration.js";
import type { Invoice, VerifiedInvoice } from "./invoice.js";
import { type Original, originalOf } from "./original.js";

/** Options of {@link verifyInvoice}. */
export type VerifyInvoiceOptions = DecodeInvoiceOptions &
  VerifyInvoiceSignatureOptions & {
    /** The signing key of the VASP that hosts the receiver: 33 or 65 bytes, or their hex. */
    readonly publicKey: Uint8Array | string;
    /** A Date, or Unix time in seconds; the present by default. */
    readonly now?: Moment;
  };

/**
 * Makes every check that a payer has to make before paying: the invoice is whole and well-formed,
 * has not expired, and is signed with the receiver's key.
 *
 * @param textOrInvoice - the text, or an invoice that was decoded from it
 * @throws UmaInvoiceError `INVOICE_EXPIRED`, `MISSING_SIGNATURE`, `INVALID_SIGNATURE`, `INVALID_KEY`;
 * `INVALID_FIELD` for an expiration that cannot be Unix time in seconds: to a reader that trusts such a number
 * the invoice never expires; `INVALID_OPTION` for an option. For text also what `decodeInvoice` throws
 * @see UMAD-09
 *
 * @example
 * ```ts
 * const invoice = verifyInvoice(text, { publicKey });
 * pay(invoice); // a VerifiedInvoice: nothing else gets here
 * ```
 */
export function verifyInvoice(
  textOrInvoice: string | Invoice,
  options: VerifyInvoiceOptions,
): VerifiedInvoice {
  const names = ["publicKey", "ecdsa", "maxLength", "now"] as const;
  const { publicKey, ecdsa = defaultVerifying, ...given } = readOptions(options, "options", ...names);
  const { invoice, checkable } = toCheck(textOrInvoice, given);
  return verified(invoice, verifyWith(ecdsa, publicKey, checkable));
}

/** Options of {@link verifyInvoiceSignature}. */
export type VerifyInvoiceSignatureOptions = {
  /** The engine that verifies; by default what `defaultEngine` tells. */
  readonly ecdsa?: Ecdsa;
};

/**
 * Tells whether an invoice was signed with a key, high s or low. The bytes that the invoice was
 * decoded from are what is verified, so a copy or a changed invoice is never signed.
 *
 * @param invoice - an invoice that was decoded or created
 * @param publicKey - the signing key of the VASP that hosts the receiver: 33 or 65 bytes, or their hex
 * @throws UmaInvoiceError `INVALID_KEY`, or `INVALID_OPTION` for an option; what the engine itself throws comes
 * through as it is
 * @see UMAD-09; `verifyInvoice`, which checks all that a payer has to
 *
 * @example
 * ```ts
 * verifyInvoiceSignature(decodeInvoice(text), publicKey); // true
 * verifyInvoiceSignature({ ...decodeInvoice(text) }, publicKey); // false: a copy
 * ```
 */
export function verifyInvoiceSignature(
  invoice: Invoice,
  publicKey: Uint8Array | string,
  options?: VerifyInvoiceSignatureOptions,
): boolean {
  const { ecdsa = defaultVerifying } = readOptions(options, "options", "ecdsa");
  const checkable = attempt(() => checkableSignature(invoice));
  if ("value" in checkable) return verifyWith(ecdsa, publicKey, checkable.value);
  // A key that is none is one whatever the invoice.
  checkEngine(ecdsa, "importPublicKey");
  importPublicKey(ecdsa, publicKey);
  return false;
}

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
 * Makes the checks of `verifyInvoice` for many invoices: one after another, or where OpenSSL verifies at once on
 * Node.js's thread pool.
 *
 * @param textsOrInvoices - texts, or invoices that were decoded from them
 * @returns one result for each, in their order, as from `Promise.allSettled`: the `value` is a
 * `VerifiedInvoice`, the `reason` a `UmaInvoiceError`, or what `publicKey`, the clock or the engine threw. An
 * invoice that expired while its key was fetched is `INVOICE_EXPIRED`
 * @throws UmaInvoiceError `INVALID_FIELD` if there is no array, `INVALID_OPTION` if the options are none: the
 * promise is rejected with it
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
  const given = readOptions(options, "options", "publicKey", "ecdsa", "maxLength", "now");
  return Promise.allSettled(all.map((textOrInvoice) => verifyOne(textOrInvoice, given)));
}

async function verifyOne(
  textOrInvoice: string | Invoice,
  { publicKey, ecdsa: given, ...options }: VerifyInvoicesAsyncOptions,
): Promise<VerifiedInvoice> {
  const ecdsa: Verifying = given === undefined ? defaultVerifying : given;
  const { invoice, checkable } = toCheck(textOrInvoice, options);
  const key = typeof publicKey === "function" ? await publicKey(invoice) : publicKey;
  const verdict = await verifyWithAsync(ecdsa, key, checkable);
  checkNotExpired(invoice, options.now);
  return verified(invoice, verdict);
}

/** The first half of {@link verifyInvoice}: everything but the signature itself. */
export function toCheck(
  textOrInvoice: string | Invoice,
  { now, ...options }: DecodeInvoiceOptions & { readonly now?: Clock | undefined },
): { readonly invoice: Invoice; readonly checkable: CheckableSignature } {
  const invoice = typeof textOrInvoice === "string" ? decodeInvoice(textOrInvoice, options) : textOrInvoice;
  const checkable = checkableSignature(invoice);
  checkNotExpired(invoice, now);
  return { invoice, checkable };
}

/** The second half: what the engine's verdict makes of the invoice. */
export function verified(invoice: Invoice, verdict: boolean): VerifiedInvoice {
  if (verdict !== true) throw invalidSignature("one of this invoice by the public key, found another");
  return invoice as VerifiedInvoice;
}

/**
 * Gets an invoice's signature ready for an engine. What is verified are the bytes that the invoice
 * was read from; a copy has none, and does not verify.
 *
 * @throws UmaInvoiceError `MISSING_SIGNATURE`, `INVALID_SIGNATURE`
 */
export function checkableSignature(invoice: Invoice): CheckableSignature {
  const original = originalOf(invoice);
  if (!original)
    throw invalidSignature(
      "an invoice as it was decoded, found a copy, an object made by hand, or an invoice of another copy of uma-invoice",
    );
  const { signature: at, bytes } = original;
  if (at === 0) throw refusal("MISSING_SIGNATURE", { field: "signature", expected: "one", instead: "none" });
  const message = signedMessage(original);
  return { signature: fromDer(bytes.subarray(at, at + bytes[at - 1]!)), digest: sha256(message), message };
}

/**
 * What is signed of an invoice: the bytes of all records but the signature's, as they stand, in their order, with
 * the tags that this library knows nothing of.
 */
export function signedMessage({ bytes, signature: at }: Original): Uint8Array {
  if (at === 0) return bytes.slice();
  const next = at + bytes[at - 1]!;
  const message = new Uint8Array(bytes.length - (next - at) - 2);
  message.set(bytes.subarray(0, at - 2));
  message.set(bytes.subarray(next), at - 2);
  return message;
}
