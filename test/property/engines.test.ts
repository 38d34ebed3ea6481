import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toLowS } from "../../src/ecdsa/der.js";
import { engines, wasmEngines } from "../support/engines.js";
import { secp256k1 } from "../support/nativeEcdsa.js";

const sha256 = (text: string) => new Uint8Array(createHash("sha256").update(text).digest());
const secretKeys = Array.from({ length: 3000 }, (_, i) => sha256(`key ${i}`));

/** A key of 3,000, the first the most often; a message; and what to do to its signature. */
const signed = fc.record({
  key: fc.nat(999_999).map((n) => secretKeys[Math.floor((n / 1e6) ** 4 * 3000)]!),
  message: fc.nat().map((n) => new Uint8Array(Buffer.from(`${n}`))),
  change: fc.oneof(
    fc.constant(undefined),
    fc.record({ at: fc.nat(63), by: fc.integer({ min: 1, max: 255 }) }),
    fc.uint8Array({ minLength: 64, maxLength: 64 }),
  ),
});

type Signed = typeof signed extends fc.Arbitrary<infer Value> ? Value : never;

function checkableOf({ key, message, change }: Signed) {
  const digest = sha256(Buffer.from(message).toString());
  const signature = secp256k1.ecdsaSign(digest, key).signature.slice();
  if (change instanceof Uint8Array) signature.set(change);
  else if (change) signature[change.at]! ^= change.by;
  try {
    return {
      publicKey: secp256k1.publicKeyCreate(key, false),
      digest,
      signature: toLowS(signature),
      message,
    };
  } catch {
    // Not from 1 to the order: no engine gets to see it.
    return undefined;
  }
}

function agree(compared: typeof engines) {
  return fc.property(signed, (value) => {
    const checkable = checkableOf(value);
    if (!checkable) return;
    const { publicKey, digest, signature, message } = checkable;
    const verdict = secp256k1.ecdsaVerify(signature, digest, publicKey);
    for (const [name, engine] of compared) {
      const key = engine.importPublicKey(publicKey);
      expect([name, engine.verify(signature, digest, key, message)]).toEqual([name, verdict]);
    }
  });
}

test("all engines give the same verdict on random and changed signatures", () => {
  fc.assert(agree(engines), { numRuns: 2000 });
});

test.runIf(wasmEngines.length)(
  "libsecp256k1 gives the addon's on a hundred thousand of 3,000 keys",
  () => {
    fc.assert(agree(wasmEngines), { numRuns: 100_000 });
  },
  300_000,
);

test("all engines sign alike", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...secretKeys),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      (key, digest) => {
        const { signature } = secp256k1.ecdsaSign(digest, key);
        for (const [name, engine] of engines)
          expect([name, engine.sign(digest, key)]).toEqual([name, signature]);
      },
    ),
    { numRuns: 500 },
  );
});
