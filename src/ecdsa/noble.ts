import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { hashes, Point, sign, verify } from "@noble/secp256k1";
import { type Ecdsa, makeEngine } from "./engine.js";

/** The engine on `@noble/secp256k1`: runs everywhere, and signs for every other engine. */
export const nobleEcdsa: Ecdsa<Uint8Array> = /* @__PURE__ */ makeEngine({
  sign(digest, secretKey) {
    // Noble comes without hashes and takes them from a place that all its users share. It is set
    // for each signature: the nonce, and with it the key, depends on what stands there.
    hashes.sha256 = sha256;
    hashes.hmacSha256 = (key, message) => hmac(sha256, key, message);
    return sign(digest, secretKey, { prehash: false, lowS: true });
  },
  importPublicKey(publicKey) {
    // Uncompressed, so that no verification has to take the square root again.
    return Point.fromBytes(publicKey).assertValidity().toBytes(false);
  },
  verify(signature, digest, publicKey) {
    return verify(signature, digest, publicKey, { prehash: false, lowS: true });
  },
});
