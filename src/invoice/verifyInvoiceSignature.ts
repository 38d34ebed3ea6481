import { defaultEcdsa } from "../ecdsa/defaultEcdsa.js";
import type { Ecdsa } from "../ecdsa/Ecdsa.js";
import { importPublicKey } from "../ecdsa/importPublicKey.js";
import { type CheckableSignature, checkEngine, verifyWith } from "../ecdsa/verifyWith.js";
import { pick } from "../options.js";
import { checkableSignature } from "./checkableSignature.js";
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
 * @throws UmaInvoiceError `INVALID_KEY`, or `INVALID_FIELD` for an option; what the engine itself throws comes
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
  const { ecdsa = defaultEcdsa } = pick(options, "options", "ecdsa");
  const checkable = checkableOf(invoice);
  if (checkable) return verifyWith(ecdsa, publicKey, checkable);
  // A key that is none is one whatever the invoice.
  checkEngine(ecdsa, "importPublicKey");
  importPublicKey(ecdsa, publicKey);
  return false;
}

function checkableOf(invoice: Invoice): CheckableSignature | undefined {
  try {
    return checkableSignature(invoice);
  } catch {
    return undefined;
  }
}
