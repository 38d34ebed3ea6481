import { defaultEcdsa } from "../ecdsa/defaultEcdsa.js";
import { invalidSignature } from "../ecdsa/invalidSignature.js";
import { type CheckableSignature, verifyWith } from "../ecdsa/verifyWith.js";
import { pick } from "../options.js";
import type { Moment } from "../time.js";
import { checkableSignature } from "./checkableSignature.js";
import { type DecodeInvoiceOptions, decodeInvoice } from "./decodeInvoice.js";
import { type Clock, checkNotExpired } from "./expiration.js";
import type { Invoice, VerifiedInvoice } from "./Invoice.js";
import type { VerifyInvoiceSignatureOptions } from "./verifyInvoiceSignature.js";

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
 * `INVALID_FIELD` for an option, or an expiration that cannot be Unix time in seconds: to a reader that trusts
 * such a number the invoice never expires. For text also what `decodeInvoice` throws
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
  const { publicKey, ecdsa = defaultEcdsa, ...given } = pick(options, "options", ...names);
  const { invoice, checkable } = toCheck(textOrInvoice, given);
  return verified(invoice, verifyWith(ecdsa, publicKey, checkable));
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
