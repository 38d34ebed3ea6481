import { defaultEcdsa } from "../ecdsa/defaultEcdsa.js";
import { fromDer, toDer, toLowS } from "../ecdsa/der.js";
import { importPublicKey } from "../ecdsa/importPublicKey.js";
import { invalidSignature } from "../ecdsa/invalidSignature.js";
import { invalidField } from "../invalidField.js";
import type { CreateInvoiceOptions } from "./createInvoice.js";
import type { Invoice } from "./Invoice.js";
import type { InvoiceFields } from "./InvoiceFields.js";
import { unsignedInvoice } from "./unsignedInvoice.js";

/** Signs for {@link createInvoiceAsync}, wherever the key may lie: an HSM, a cloud KMS. */
export type Signer = {
  /**
   * Signs a digest as it is, without hashing it again.
   *
   * @param digest - 32 bytes
   * @returns DER, or 64 bytes of r and s; s high or low
   */
  sign(digest: Uint8Array): Uint8Array | Promise<Uint8Array>;
};

/** Options of {@link createInvoiceAsync}. */
export type CreateInvoiceAsyncOptions = CreateInvoiceOptions & {
  /** The signer's public key: what it answers is then verified before it goes into an invoice. */
  readonly publicKey?: Uint8Array | string;
};

/**
 * Creates an invoice and has it signed by somebody who only sees the digest.
 *
 * @param fields - the invoice's fields
 * @param signer - signs with the key of the VASP that hosts the receiver
 * @returns the invoice, read-only, as a reader will see it, with a low s whatever the signer answered
 * @throws UmaInvoiceError `INVALID_FIELD`, `MISSING_FIELD`, `FIELD_TOO_LONG`, `INVALID_KEY`, or
 * `INVALID_SIGNATURE` if the signer answers something else than a signature. What the signer itself
 * throws comes through as it is.
 * @see UMAD-09
 *
 * @example
 * ```ts
 * const invoice = await createInvoiceAsync(fields, {
 *   sign: (digest) => kms.sign({ KeyId, Message: digest, MessageType: "DIGEST" }),
 * });
 * ```
 */
export async function createInvoiceAsync(
  fields: InvoiceFields,
  signer: Signer,
  options: CreateInvoiceAsyncOptions = {},
): Promise<Invoice> {
  if (typeof signer?.sign !== "function")
    throw invalidField("signer", "an object with a sign function", signer);
  const { digest, message, sign } = unsignedInvoice(fields, options);
  const signature = toCompact(await signer.sign(digest.slice()));
  if (options.publicKey !== undefined) {
    const ecdsa = options.ecdsa ?? defaultEcdsa;
    const key = importPublicKey(ecdsa, options.publicKey);
    if (ecdsa.verify(signature, digest, key, message) !== true)
      throw invalidSignature("one of the digest by the public key, found another");
  }
  return sign(toDer(signature));
}

function toCompact(answer: Uint8Array): Uint8Array {
  if (!(answer instanceof Uint8Array))
    throw invalidSignature("DER or 64 bytes from the signer, found neither");
  const signature = new Uint8Array(answer);
  return signature.length === 64 ? toLowS(signature) : fromDer(signature);
}
