import { secp256k1 } from "@noble/curves/secp256k1.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromDer, toDer } from "../../src/ecdsa/der.js";
import { errorOf } from "../support/errorOf.js";

const order = secp256k1.Point.Fn.ORDER;
/** Numbers of every length in bytes, the short ones as often as the long. */
const scalar = fc
  .integer({ min: 1, max: 256 })
  .chain((bits) => fc.bigInt({ min: 1n, max: 2n ** BigInt(bits) - 1n }))
  .filter((value) => value < order);
const signature = fc.tuple(scalar, scalar).map(([r, s]) => new secp256k1.Signature(r, s));

describe("DER", () => {
  test("is written as @noble/curves writes it", () => {
    fc.assert(
      fc.property(signature, (independent) => {
        expect(toDer(independent.toBytes("compact"))).toEqual(independent.toBytes("der"));
      }),
      { numRuns: 1000 },
    );
  });

  test("is read as @noble/curves reads it, with the lower s", () => {
    fc.assert(
      fc.property(signature, (independent) => {
        const { r, s } = independent;
        const low = new secp256k1.Signature(r, s > order / 2n ? order - s : s);
        expect(fromDer(independent.toBytes("der"))).toEqual(low.toBytes("compact"));
      }),
      { numRuns: 1000 },
    );
  });

  test("is refused wherever @noble/curves refuses it", () => {
    const changed = fc
      .tuple(signature, fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([independent, at, byte]) => {
        const der = independent.toBytes("der");
        der[at % der.length] = byte;
        return der;
      });
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 80 })), (der) => {
        try {
          secp256k1.Signature.fromBytes(der, "der");
        } catch {
          expect(errorOf(() => fromDer(der)).code).toBe("INVALID_SIGNATURE");
        }
      }),
      { numRuns: 2000 },
    );
  });
});
