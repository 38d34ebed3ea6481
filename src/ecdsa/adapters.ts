import { checkEngine, type Ecdsa, makeEngine } from "./engine.js";

/** What is used of the package `secp256k1`. */
export type Secp256k1Module = {
  ecdsaSign(digest: Uint8Array, secretKey: Uint8Array): { readonly signature: Uint8Array };
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
  publicKeyConvert(publicKey: Uint8Array, compressed: boolean): Uint8Array;
};

/**
 * Makes an engine of the package `secp256k1`: Bitcoin Core's library as a native addon.
 *
 * @param secp256k1 - the module, which you install yourself
 * @throws UmaInvoiceError `INVALID_OPTION` if it is something else
 *
 * @example
 * ```ts
 * import secp256k1 from "secp256k1";
 * const ecdsa = secp256k1Ecdsa(secp256k1);
 * verifyInvoice(text, { publicKey, ecdsa });
 * ```
 */
export function secp256k1Ecdsa(secp256k1: Secp256k1Module): Ecdsa<Uint8Array> {
  checkEngine(secp256k1, "ecdsaSign", "ecdsaVerify", "publicKeyConvert");
  return makeEngine({
    sign: (digest, secretKey) => secp256k1.ecdsaSign(digest, secretKey).signature,
    importPublicKey: (publicKey) => secp256k1.publicKeyConvert(publicKey, false),
    verify: (signature, digest, publicKey) => secp256k1.ecdsaVerify(signature, digest, publicKey),
  });
}

/** What is used of the package `tiny-secp256k1`. */
export type TinySecp256k1Module = {
  isPoint(publicKey: Uint8Array): boolean;
  sign(digest: Uint8Array, secretKey: Uint8Array): Uint8Array;
  verify(digest: Uint8Array, publicKey: Uint8Array, signature: Uint8Array): boolean;
  pointCompress(publicKey: Uint8Array, compressed: boolean): Uint8Array;
};

/**
 * Makes an engine of the package `tiny-secp256k1`: Bitcoin Core's library as WebAssembly.
 *
 * @param tinySecp256k1 - the module, which you install yourself
 * @throws UmaInvoiceError `INVALID_OPTION` if it is something else
 *
 * @example
 * ```ts
 * import * as tinySecp256k1 from "tiny-secp256k1";
 * const ecdsa = tinySecp256k1Ecdsa(tinySecp256k1);
 * verifyInvoice(text, { publicKey, ecdsa });
 * ```
 */
export function tinySecp256k1Ecdsa(tinySecp256k1: TinySecp256k1Module): Ecdsa<Uint8Array> {
  checkEngine(tinySecp256k1, "isPoint", "sign", "verify", "pointCompress");
  // What is no point is thrown from within WebAssembly, which never gets back the stack that it used: a few
  // thousand of them, and nothing of the module works any more in the whole process.
  const point = (publicKey: Uint8Array): Uint8Array => {
    if (!tinySecp256k1.isPoint(publicKey)) throw new Error("not a point on the curve");
    return publicKey;
  };
  return makeEngine({
    sign: (digest, secretKey) => tinySecp256k1.sign(digest, secretKey),
    importPublicKey: (publicKey) => tinySecp256k1.pointCompress(point(publicKey), false),
    verify: (signature, digest, publicKey) => tinySecp256k1.verify(digest, point(publicKey), signature),
  });
}
