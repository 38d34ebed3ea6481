import { copyBytes } from "../bytes.js";
import { defaultEcdsa } from "../ecdsa/defaultEcdsa.js";
import { fromDer, toDer, toLowS } from "../ecdsa/der.js";
import { invalidSignature } from "../ecdsa/invalidSignature.js";
import { verifyWith } from "../ecdsa/verifyWith.js";
import { invalidField } from "../invalidField.js";
import { pick, read } from "../options.js";
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
 * With a key in AWS KMS, of the kind `ECC_SECG_P256K1` (`@aws-sdk/client-kms`):
 * ```ts
 * const kms = new KMSClient();
 * const invoice = await createInvoiceAsync(
 *   fields,
 *   {
 *     async sign(digest) {
 *       const { Signature } = await kms.send(
 *         new SignCommand({
 *           KeyId,
 *           Message: digest,
 *           MessageType: "DIGEST",
 *           SigningAlgorithm: "ECDSA_SHA_256",
 *         }),
 *       );
 *       if (!Signature) throw new Error("KMS gave no signature");
 *       return Signature; // DER
 *     },
 *   },
 *   { publicKey },
 * );
 * ```
 */
export async function createInvoiceAsync(
  fields: InvoiceFields,
  signer: Signer,
  options?: CreateInvoiceAsyncOptions,
): Promise<Invoice> {
  const signWith = Object(signer) === signer && read(signer, "signer", "sign").sign;
  if (typeof signWith !== "function") throw invalidField("signer", "an object with a sign function", signer);
  const { publicKey, ecdsa = defaultEcdsa } = pick(options, "options", "publicKey", "ecdsa");
  const { digest, message, sign } = unsignedInvoice(fields, options);
  const signature = toCompact(await Reflect.apply(signWith, signer, [digest.slice()]));
  if (publicKey !== undefined && !verifyWith(ecdsa, publicKey, { signature, digest, message }))
    throw invalidSignature("one of the digest by the public key, found another");
  return sign(toDer(signature));
}

function toCompact(answer: Uint8Array): Uint8Array {
  const signature = copyBytes(answer);
  if (!signature) throw invalidSignature("DER or 64 bytes from the signer, found neither");
  return signature.length === 64 ? toLowS(signature) : fromDer(signature);
}
