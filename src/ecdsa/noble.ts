import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { hashes, Point, sign, verify } from "@noble/secp256k1";
import { type Ecdsa, makeSigning, makeVerifying, type Signing, type Verifying } from "./engine.js";

/** Signs with `@noble/secp256k1`. Apart from what verifies: who only verifies is spared its code. */
export const nobleSigning: Signing = /* @__PURE__ */ makeSigning({
  sign(digest, secretKey) {
    // Noble comes without hashes and takes them from a place that all its users share. It is set
    // for each signature: the nonce, and with it the key, depends on what stands there.
    hashes.sha256 = sha256;
    hashes.hmacSha256 = (key, message) => hmac(sha256, key, message);
    return sign(digest, secretKey, { prehash: false, lowS: true });
  },
});

/** Verifies with `@noble/secp256k1`. */
export const nobleVerifying: Verifying<Uint8Array> = /* @__PURE__ */ makeVerifying({
  importPublicKey(publicKey) {
    // Uncompressed, so that no verification has to take the square root again.
    return Point.fromBytes(publicKey).assertValidity().toBytes(false);
  },
  verify(signature, digest, publicKey) {
    return verify(signature, digest, publicKey, { prehash: false, lowS: true });
  },
});

/** The engine on `@noble/secp256k1`: runs everywhere. */
export const nobleEcdsa: Ecdsa<Uint8Array> = /* @__PURE__ */ (() => ({
  ...nobleSigning,
  ...nobleVerifying,
}))();
