import { bech32, bech32m } from "bech32";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromBech32, toBech32 } from "../../src/bech32.js";
import { errorOf } from "../support/errorOf.js";

const limit = 200_000;
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.uint8Array({ minLength: 65, maxLength: 4096, size: "max" }),
);
const charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** What the `bech32` package reads, or nothing if it refuses. */
function oracle(text: string): Uint8Array | undefined {
  try {
    const { prefix, words } = bech32.decode(text, limit);
    return prefix === "uma" ? Uint8Array.from(bech32.fromWords(words)) : undefined;
  } catch {
    return undefined;
  }
}

/** What this library reads, or nothing if it refuses. */
function ours(text: string): Uint8Array | undefined {
  try {
    return fromBech32(text, limit).slice();
  } catch {
    return undefined;
  }
}

describe("bech32", () => {
  test("is written as the bech32 package writes it", () => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(toBech32(data)).toBe(bech32.encode("uma", bech32.toWords(data), limit));
      }),
      { numRuns: 2000 },
    );
  });

  test("is read back to the same bytes, in either case", () => {
    fc.assert(
      fc.property(bytes, fc.boolean(), (data, upper) => {
        const text = toBech32(data);
        expect(fromBech32(upper ? text.toUpperCase() : text, limit)).toEqual(data);
      }),
      { numRuns: 2000 },
    );
  });

  test("is read for every length in bytes", () => {
    for (let length = 0; length <= 700; length++) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 167 + length) & 255);
      expect(fromBech32(toBech32(data))).toEqual(data);
    }
  });

  test("is refused wherever the bech32 package refuses it, and read alike elsewhere", () => {
    const word = fc.integer({ min: 0, max: 31 });
    /** Words of any number and value: most of them leave padding that is too long, or not zero. */
    const anyWords = fc.array(word, { maxLength: 40 }).map((words) => bech32.encode("uma", words, limit));
    const mutated = fc
      .tuple(bytes, fc.nat(), fc.constantFrom(...charset, "B", "b", "1", "é", "\u212a", ""))
      .map(([data, at, character]) => {
        const text = toBech32(data);
        const index = at % text.length;
        return text.slice(0, index) + character + text.slice(index + 1);
      });
    fc.assert(
      fc.property(fc.oneof(anyWords, mutated, fc.string()), (text) => {
        expect(ours(text)).toEqual(oracle(text));
      }),
      { numRuns: 5000 },
    );
  });

  test("is refused with a bech32m checksum", () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const text = bech32m.encode("uma", bech32m.toWords(data), limit);
        expect(errorOf(() => fromBech32(text, limit)).message).toContain("bech32m");
      }),
    );
  });

  test("is refused with any single character changed", () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.nat({ max: 30 }), (data, at, other) => {
        const text = toBech32(data);
        const index = 4 + (at % (text.length - 4));
        const character = charset.replace(text[index]!, "")[other]!;
        const changed = text.slice(0, index) + character + text.slice(index + 1);
        expect(errorOf(() => fromBech32(changed, limit)).code).toBe("INVALID_BECH32");
      }),
      { numRuns: 1000 },
    );
  });
});
