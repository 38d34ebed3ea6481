import type { Ecdsa } from "./Ecdsa.js";
import { makeEngine } from "./makeEngine.js";
import { checkEngine } from "./verifyWith.js";

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
 * @throws UmaInvoiceError `INVALID_FIELD` if it is something else
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
