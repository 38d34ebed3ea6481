import { secp256k1 } from "@noble/curves/secp256k1.js";
import { hashes } from "@noble/secp256k1";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nobleEcdsa } from "../../../src/ecdsa/noble.js";
import { hex, toHex } from "../../support/bytes.js";
import { secp256k1 as libsecp256k1 } from "../../support/nativeEcdsa.js";

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });
const secretKey = digest.filter((key) => secp256k1.utils.isValidSecretKey(key));

describe("the engine on noble", () => {
  // RFC 6979 with secp256k1 and SHA-256, as published with Trezor's firmware ("Satoshi Nakamoto", key 1).
  test("signs as RFC 6979 says", () => {
    const sha256OfText = hex("a0dc65ffca799873cbea0ac274015b9526505daaaed385155425f7337704883e");
    expect(toHex(nobleEcdsa.sign(sha256OfText, hex("1".padStart(64, "0"))))).toBe(
      "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8" +
        "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
    );
  });

  test("signs as libsecp256k1 does", () => {
    fc.assert(
      fc.property(digest, secretKey, (message, key) => {
        expect(nobleEcdsa.sign(message, key)).toEqual(
          new Uint8Array(libsecp256k1.ecdsaSign(message, key).signature),
        );
      }),
      { numRuns: 50 },
    );
  });

  test("takes no hash that somebody else has put into noble", () => {
    const message = new Uint8Array(32).fill(7);
    const key = new Uint8Array(32).fill(9);
    const expected = nobleEcdsa.sign(message, key);
    hashes.hmacSha256 = () => new Uint8Array(32).fill(1);
    expect(nobleEcdsa.sign(message, key)).toEqual(expected);
  });

  test("verifies what it signed, and nothing else", () => {
    fc.assert(
      fc.property(digest, secretKey, fc.nat({ max: 255 }), (message, key, bit) => {
        const signature = nobleEcdsa.sign(message, key);
        const publicKey = nobleEcdsa.importPublicKey(secp256k1.getPublicKey(key));
        const other = message.slice();
        other[bit >> 3]! ^= 1 << (bit & 7);
        expect(nobleEcdsa.verify(signature, message, publicKey, message)).toBe(true);
        expect(nobleEcdsa.verify(signature, other, publicKey, other)).toBe(false);
      }),
      { numRuns: 25 },
    );
  });
});
