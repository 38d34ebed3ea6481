import { defaultEcdsa } from "../ecdsa/defaultEcdsa.js";
import type { Ecdsa } from "../ecdsa/Ecdsa.js";
import { importPublicKey } from "../ecdsa/importPublicKey.js";
import { type CheckableSignature, checkableSignature } from "./checkableSignature.js";
import type { Invoice } from "./Invoice.js";

/** Options of {@link verifyInvoiceSignature}. */
export type VerifyInvoiceSignatureOptions = {
  /** The engine that verifies; Node.js's OpenSSL there by default, `@noble/secp256k1` elsewhere. */
  readonly ecdsa?: Ecdsa;
};

/**
 * Tells whether an invoice was signed with a key, high s or low. The bytes that the invoice was
 * decoded from are what is verified, so a copy or a changed invoice is never signed.
 *
 * @param invoice - an invoice that was decoded or created
 * @param publicKey - the signing key of the VASP that hosts the receiver: 33 or 65 bytes, or their hex
 * @throws UmaInvoiceError `INVALID_KEY`
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
  { ecdsa = defaultEcdsa }: VerifyInvoiceSignatureOptions = {},
): boolean {
  const key = importPublicKey(ecdsa, publicKey);
  let checkable: CheckableSignature;
  try {
    checkable = checkableSignature(invoice);
  } catch {
    return false;
  }
  return ecdsa.verify(checkable.signature, checkable.digest, key, checkable.message) === true;
}
