import { copyBytes, isBytes } from "../bytes.js";
import { invalidOption } from "../errors.js";
import { readOptions } from "../options.js";
import { fromDer, invalidSignature, toDer, toLowS } from "./der.js";
import { type Ecdsa, signDigest, type Verifying, verifyWith } from "./engine.js";

/** Signs wherever the key may lie: an HSM, a cloud KMS. */
export type Signer = {
  /**
   * Signs a digest as it is, without hashing it again.
   *
   * @param digest - 32 bytes
   * @returns DER, or 64 bytes of r and s; s high or low
   */
  sign(digest: Uint8Array): Uint8Array | Promise<Uint8Array>;
};

/** What is signed: a message, and its SHA-256, which is all that a signer sees. */
type ToSign = { readonly digest: Uint8Array; readonly message: Uint8Array };

/** Has a signature made: DER, with a low s whatever the signer answered; verified, where the public key is given. */
export type Ask = (toSign: ToSign, ecdsa: Verifying, publicKey?: Uint8Array | string) => Promise<Uint8Array>;

/**
 * Reads a signer, once.
 *
 * @returns what asks it; rejects with `INVALID_SIGNATURE` for what is none, or one by another key. What the signer
 * itself throws comes through as it is
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function readSigner(signer: Signer): Ask {
  const sign = Object(signer) === signer && readOptions(signer, "signer", "sign").sign;
  if (typeof sign !== "function") throw invalidOption("signer", "an object with a sign function", signer);
  return async ({ digest, message }, ecdsa, publicKey) => {
    const signature = toCompact(await Reflect.apply(sign, signer, [digest.slice()]));
    if (publicKey !== undefined && !verifyWith(ecdsa, publicKey, { signature, digest, message }))
      throw invalidSignature("one of the digest by the public key, found another");
    return toDer(signature);
  };
}

/**
 * Signs with a secret key, or has it done by somebody who only sees the digest.
 *
 * @param key - 32 bytes, or their hex; or a signer
 * @param publicKey - the signer's: what it answers is then verified
 * @returns DER, with a low s
 * @throws UmaInvoiceError `INVALID_KEY`, `INVALID_SIGNATURE`; `INVALID_OPTION` for what is no signer or engine
 */
export async function signWith(
  ecdsa: Ecdsa,
  key: Uint8Array | string | Signer,
  toSign: ToSign,
  publicKey?: Uint8Array | string,
): Promise<Uint8Array> {
  if (typeof key === "string" || isBytes(key)) return signDigest(ecdsa, toSign.digest, key);
  return readSigner(key)(toSign, ecdsa, publicKey);
}

function toCompact(answer: Uint8Array): Uint8Array {
  const signature = copyBytes(answer);
  if (!signature) throw invalidSignature("DER or 64 bytes from the signer, found neither");
  return signature.length === 64 ? toLowS(signature) : fromDer(signature);
}
