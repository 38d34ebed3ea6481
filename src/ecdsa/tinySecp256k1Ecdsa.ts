import type { Ecdsa } from "./Ecdsa.js";

/** What is used of the package `tiny-secp256k1`. */
export type TinySecp256k1Module = {
  sign(digest: Uint8Array, secretKey: Uint8Array): Uint8Array;
  verify(digest: Uint8Array, publicKey: Uint8Array, signature: Uint8Array): boolean;
  pointCompress(publicKey: Uint8Array, compressed: boolean): Uint8Array;
};

/**
 * Makes an engine of the package `tiny-secp256k1`: Bitcoin Core's library as WebAssembly.
 *
 * @param tinySecp256k1 - the module, which you install yourself
 *
 * @example
 * ```ts
 * import * as tinySecp256k1 from "tiny-secp256k1";
 * const ecdsa = tinySecp256k1Ecdsa(tinySecp256k1);
 * verifyInvoice(text, { publicKey, ecdsa });
 * ```
 */
export function tinySecp256k1Ecdsa(tinySecp256k1: TinySecp256k1Module): Ecdsa<Uint8Array> {
  return {
    sign: (digest, secretKey) => tinySecp256k1.sign(digest, secretKey),
    importPublicKey: (publicKey) => tinySecp256k1.pointCompress(publicKey, false),
    verify: (signature, digest, publicKey) => tinySecp256k1.verify(digest, publicKey, signature),
  };
}
