import { defaultEcdsa } from "../ecdsa/defaultEcdsa.js";
import { importPublicKey } from "../ecdsa/importPublicKey.js";
import { invalidSignature } from "../ecdsa/invalidSignature.js";
import type { Moment } from "../time.js";
import { type CheckableSignature, checkableSignature } from "./checkableSignature.js";
import { type DecodeInvoiceOptions, decodeInvoice } from "./decodeInvoice.js";
import { checkNotExpired } from "./expiration.js";
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
 * for text also what `decodeInvoice` throws
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
  const { publicKey, ecdsa = defaultEcdsa } = options;
  const { invoice, signature, digest, message } = toCheck(textOrInvoice, options);
  const key = importPublicKey(ecdsa, publicKey);
  return verified(invoice, ecdsa.verify(signature, digest, key, message));
}

/** The first half of {@link verifyInvoice}: everything but the signature itself. */
export function toCheck(
  textOrInvoice: string | Invoice,
  options: Pick<VerifyInvoiceOptions, "maxLength" | "now">,
): CheckableSignature & { readonly invoice: Invoice } {
  const invoice = typeof textOrInvoice === "string" ? decodeInvoice(textOrInvoice, options) : textOrInvoice;
  const checkable = checkableSignature(invoice);
  checkNotExpired(invoice, options.now);
  return { invoice, ...checkable };
}

/** The second half: what the engine's verdict makes of the invoice. */
export function verified(invoice: Invoice, verdict: boolean): VerifiedInvoice {
  if (verdict !== true) throw invalidSignature("one of this invoice by the public key, found another");
  return invoice as VerifiedInvoice;
}
