import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { nobleEcdsa } from "../../../src/index.js";
import { hex } from "../../support/bytes.js";
import { withHighS } from "../../support/der.js";
import { errorOf } from "../../support/errorOf.js";
import { secp256k1 } from "../../support/nativeEcdsa.js";

const digestOf = (text: string) => new Uint8Array(createHash("sha256").update(text).digest());
const message = new Uint8Array();

describe("a key that comes again", () => {
  test("gives the same verdicts, with more of them than are remembered", () => {
    const secretKeys = Array.from({ length: 12 }, (_, i) => digestOf(`key ${i}`));
    for (let i = 0; i < 60; i++) {
      const secretKey = secretKeys[i % 3 === 0 ? i % 12 : i % 3]!;
      const publicKey = secp256k1.publicKeyCreate(secretKey, false);
      const digest = digestOf(`${i}`);
      const { signature } = secp256k1.ecdsaSign(digest, secretKey);
      expect(nobleEcdsa.verify(signature, digest, publicKey, message)).toBe(true);
      expect(nobleEcdsa.verify(signature, digestOf(`${i + 1}`), publicKey, message)).toBe(false);
    }
  });

  test("takes no signature that it would not take the first time", () => {
    const secretKey = digestOf("another");
    const publicKey = secp256k1.publicKeyCreate(secretKey, false);
    const digest = digestOf("message");
    const { signature } = secp256k1.ecdsaSign(digest, secretKey);
    const zero = new Uint8Array(32);
    const changed = [
      withHighS(signature),
      Uint8Array.of(...zero, ...signature.subarray(32)),
      Uint8Array.of(...signature.subarray(0, 32), ...zero),
      new Uint8Array(64).fill(0xff),
    ];
    for (let i = 0; i < 3; i++) {
      expect(changed.map((one) => nobleEcdsa.verify(one, digest, publicKey, message))).toEqual(
        changed.map(() => false),
      );
      expect(nobleEcdsa.verify(signature, digest, publicKey, message)).toBe(true);
    }
  });

  test("is refused each time, if it is none", () => {
    const noPoint = hex(`04${"11".repeat(64)}`);
    const signature = new Uint8Array(64).fill(1);
    for (let i = 0; i < 3; i++)
      expect(errorOf(() => nobleEcdsa.verify(signature, digestOf(""), noPoint, message)).code).toBe(
        "INVALID_KEY",
      );
  });

  test("verifies where the message's part is nothing", () => {
    // With a digest of zero, the generator is multiplied by zero.
    const secretKey = digestOf("zero");
    const publicKey = secp256k1.publicKeyCreate(secretKey, false);
    const digest = new Uint8Array(32);
    const { signature } = secp256k1.ecdsaSign(digest, secretKey);
    for (let i = 0; i < 3; i++) expect(nobleEcdsa.verify(signature, digest, publicKey, message)).toBe(true);
  });
});
