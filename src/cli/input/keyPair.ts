import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { getPublicKey } from "@noble/secp256k1";
import { fromBytesOrHex, sizeOf } from "../../bytes.js";
import { UsageError } from "../UsageError.js";
import { tidyPem } from "./tidyPem.js";

/** A key to sign with, of 32 bytes, and the public one, of 65. */
export type KeyPair = { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array };

/**
 * Reads a secret key from hex, or from PEM: SEC 1 (`EC PRIVATE KEY`) or PKCS #8 (`PRIVATE KEY`).
 *
 * @param name - where the text comes from, for an error
 */
export function toKeyPair(text: string, name: string): KeyPair {
  const trimmed = text.trim();
  try {
    const secretKey =
      fromBytesOrHex(trimmed, 32) ??
      new Uint8Array(Buffer.from(jwkOf(createPrivateKey(tidyPem(trimmed))).d!, "base64url"));
    return { secretKey, publicKey: getPublicKey(secretKey, false) };
  } catch {
    // The words of what failed may be of what is in there.
    throw new UsageError(
      `${name}: expected a secret key on secp256k1, as 32 bytes in hex or as PEM without a password, found ${sizeOf(trimmed)} of something else`,
    );
  }
}

/**
 * Reads a public key, of 65 bytes, from PEM: SPKI (`PUBLIC KEY`).
 *
 * @param name - where the text comes from, for an error
 */
export function publicKeyFromPem(text: string, name: string): Uint8Array {
  try {
    const { x, y } = jwkOf(createPublicKey(tidyPem(text)));
    return new Uint8Array([4, ...Buffer.from(x!, "base64url"), ...Buffer.from(y!, "base64url")]);
  } catch {
    throw new UsageError(`${name}: expected a public key on secp256k1 in PEM, found something else`);
  }
}

function jwkOf(key: KeyObject): JsonWebKey {
  const jwk = key.export({ format: "jwk" });
  if (jwk.crv !== "secp256k1") throw new Error("another curve");
  return jwk;
}
