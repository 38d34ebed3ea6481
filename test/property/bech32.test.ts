import { bech32, bech32m } from "bech32";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromBech32, toBech32 } from "../../src/bech32.js";
import { changeOne, charset } from "../support/bech32.js";
import { toHex } from "../support/bytes.js";
import { errorOf } from "../support/errorOf.js";

const limit = 200_000;
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.uint8Array({ minLength: 65, maxLength: 4096, size: "max" }),
);

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
    return fromBech32(text, limit);
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
        expect(toHex(fromBech32(upper ? text.toUpperCase() : text, limit))).toBe(toHex(data));
      }),
      { numRuns: 2000 },
    );
  });

  test("is read for every length in bytes", () => {
    for (let length = 0; length <= 700; length++) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 167 + length) & 255);
      expect(toHex(fromBech32(toBech32(data)))).toBe(toHex(data));
    }
  });

  test("is refused with a last character beyond ASCII, even where memory ends with the text", () => {
    const half = 50_001;
    errorOf(() => fromBech32(`uma1${"q".repeat(half - 4)}`, limit));
    const text = bech32.encode("uma", Array<number>(2 * half - 10).fill(0), limit);
    expect(toHex(fromBech32(text, limit))).toBe("00".repeat(62_495));
    const found = errorOf(() => fromBech32(`${text.slice(0, -1)}é`, limit).length);
    expect(found.offset).toBe(text.length - 1);
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
        const { changed } = changeOne(toBech32(data), at, other);
        expect(errorOf(() => fromBech32(changed, limit)).code).toBe("INVALID_BECH32");
      }),
      { numRuns: 1000 },
    );
  });

  describe("with one wrong character", () => {
    /** As many bytes as a text of 1,023 characters holds. */
    const maxLength = 633;
    const located = fc.uint8Array({ maxLength, size: "max" });

    test("tells its place, wherever that is, in either case", () => {
      fc.assert(
        fc.property(located, fc.nat(), fc.nat({ max: 30 }), fc.boolean(), (data, at, other, upper) => {
          const { changed, index } = changeOne(toBech32(data), at, other);
          const found = errorOf(() => fromBech32(upper ? changed.toUpperCase() : changed));
          expect(found).toMatchObject({ code: "INVALID_BECH32", offset: index });
          expect(found.message).toContain(`character ${index}, `);
        }),
        { numRuns: 1000 },
      );
    });

    test("tells no place past 1,023 characters, where there would be two", () => {
      const long = fc.uint8Array({ minLength: maxLength + 1, maxLength: 2000, size: "max" });
      fc.assert(
        fc.property(long, fc.nat(), fc.nat({ max: 30 }), (data, at, other) => {
          const { changed } = changeOne(toBech32(data), at, other);
          expect(errorOf(() => fromBech32(changed)).offset).toBeUndefined();
        }),
      );
    });

    test("tells no place before the data, where none can be wrong", () => {
      const early = fc.integer({ min: 0, max: 300 });
      fc.assert(
        fc.property(
          fc.uint8Array({ maxLength: 300 }),
          early,
          fc.integer({ min: 1, max: 31 }),
          (data, by, value) => {
            const text = toBech32(data);
            // The checksum of a single value so far before the end is what it would do to that of the text.
            const places = text.length - 4 - 6 + by;
            const alone = bech32.encode("uma", [value, ...Array<number>(places).fill(0)], limit);
            const none = bech32.encode("uma", Array<number>(places + 1).fill(0), limit);
            const changed = Array.from(text, (character, index) => {
              const fromEnd = index - text.length;
              if (fromEnd < -6) return character;
              return charset[wordOf(character) ^ wordOf(alone.at(fromEnd)!) ^ wordOf(none.at(fromEnd)!)];
            }).join("");
            const found = errorOf(() => fromBech32(changed));
            expect(found.code).toBe("INVALID_BECH32");
            expect(found.offset).toBeUndefined();
          },
        ),
      );
    });

    test("is never what two wrong characters are taken for", () => {
      fc.assert(
        fc.property(located, fc.nat(), fc.nat(), fc.nat({ max: 30 }), (data, at, next, other) => {
          const text = toBech32(data);
          const first = changeOne(text, at, other);
          const second = changeOne(first.changed, next, other);
          fc.pre(first.index !== second.index);
          const found = errorOf(() => fromBech32(second.changed));
          expect(found.code).toBe("INVALID_BECH32");
          expect(found.offset).toBeUndefined();
        }),
        { numRuns: 1000 },
      );
    });
  });
});

function wordOf(character: string): number {
  return charset.indexOf(character);
}
