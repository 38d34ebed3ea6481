import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { etc, hashes, Point, sign, verify } from "@noble/secp256k1";
import { type Ecdsa, makeSigning, makeVerifying, type Signing, type Verifying } from "./engine.js";
import { multiplesOf, multiply } from "./multiples.js";
import { isHigh, isScalar } from "./scalar.js";

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
    const multiples = multiplesOf(publicKey);
    return multiples
      ? verifyBy(multiples, signature, digest)
      : verify(signature, digest, publicKey, { prehash: false, lowS: true });
  },
});

/** What noble does to verify, with the key's multiples at hand (SEC 1, section 4.1.4). */
function verifyBy(
  multiples: NonNullable<ReturnType<typeof multiplesOf>>,
  signature: Uint8Array,
  digest: Uint8Array,
): boolean {
  if (!isScalar(signature, 0) || !isScalar(signature, 32) || isHigh(signature, 32)) return false;
  const r = etc.bytesToNumberBE(signature.subarray(0, 32));
  const { n } = Point.CURVE();
  const inverse = etc.invert(etc.bytesToNumberBE(signature.subarray(32)), n);
  const u1 = etc.mod(etc.bytesToNumberBE(digest) * inverse, n);
  const u2 = etc.mod(r * inverse, n);
  // Nothing here is a secret: a zero, too, may be told by the time that it takes.
  const sum = Point.BASE.multiply(u1, false).add(multiply(multiples, u2));
  return !sum.is0() && etc.mod(sum.toAffine().x, n) === r;
}

/** The engine on `@noble/secp256k1`: runs everywhere. */
export const nobleEcdsa: Ecdsa<Uint8Array> = /* @__PURE__ */ (() => ({
  ...nobleSigning,
  ...nobleVerifying,
}))();
