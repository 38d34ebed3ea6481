import { copyBytes } from "../bytes.js";
import { checkFunction, read } from "../options.js";
import { fromDer, invalidSignature, toDer, toLowS } from "./der.js";
import { type Ecdsa, signDigest, verifyWith } from "./engine.js";

/** Signs wherever the key may lie: an HSM, a cloud KMS. */
export type DigestSigner = {
  /**
   * Signs a digest as it is, without hashing it again.
   *
   * @param digest - 32 bytes
   * @returns DER, or 64 bytes of r and s; s high or low
   */
  sign(digest: Uint8Array): Uint8Array | Promise<Uint8Array>;
};

/**
 * Signs with a secret key, or has it done by somebody who only sees the digest.
 *
 * @param key - 32 bytes, or their hex; or a signer
 * @param publicKey - the signer's: what it answers is then verified
 * @returns DER, with a low s whatever a signer answered
 * @throws UmaInvoiceError `INVALID_KEY`, `INVALID_SIGNATURE`; `INVALID_FIELD`, `INVALID_OPTION` for what is no key or
 * engine. What the signer itself throws comes through as it is
 */
export async function signWith(
  ecdsa: Ecdsa,
  key: Uint8Array | string | DigestSigner,
  { digest, message }: { readonly digest: Uint8Array; readonly message: Uint8Array },
  publicKey?: Uint8Array | string,
): Promise<Uint8Array> {
  if (typeof key === "string" || copyBytes(key)) return signDigest(ecdsa, digest, key as Uint8Array | string);
  const { sign } = read(key as DigestSigner, "signer", "sign");
  checkFunction("signer.sign", sign);
  const signature = toCompact(await Reflect.apply(sign, key, [digest.slice()]));
  if (publicKey !== undefined && !verifyWith(ecdsa, publicKey, { signature, digest, message }))
    throw invalidSignature("one of the digest by the public key, found another");
  return toDer(signature);
}

function toCompact(answer: Uint8Array): Uint8Array {
  const signature = copyBytes(answer);
  if (!signature) throw invalidSignature("DER or 64 bytes from the signer, found neither");
  return signature.length === 64 ? toLowS(signature) : fromDer(signature);
}
