import { bech32, bech32m } from "bech32";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { type ExtentOf, fromBech32, toBech32 } from "../../src/bech32.js";
import { charset } from "../support/bech32.js";
import { toHex } from "../support/bytes.js";
import { errorOf } from "../support/errorOf.js";

const unlimited = Number.POSITIVE_INFINITY;
/** Every length around three blocks of 5 bytes. */
const lengths = Array.from({ length: 17 }, (_, length) => length);
/** Neighbours differ, and every bit of every place is 1 in some of the lengths. */
const bytesOf = (length: number) =>
  Uint8Array.from({ length }, (_, i) => (i * 167 + length * 59 + 0x9b) & 255);
const byPackage = (bytes: Uint8Array) => bech32.encode("uma", bech32.toWords(bytes), unlimited);
const encode = (words: readonly number[]) => bech32.encode("uma", words, unlimited);

/** All that a refusal says. */
function refusalOf(source: unknown, maxLength?: number, extentOf?: ExtentOf) {
  const error = errorOf(() => fromBech32(source as string, maxLength, extentOf));
  return [error.code, error.message, ...("offset" in error ? [error.offset] : [])];
}

describe("a text is written", () => {
  test.each(lengths)("of %i bytes as the bech32 package does", (length) => {
    for (const bytes of [bytesOf(length), new Uint8Array(length).fill(255), new Uint8Array(length)])
      expect(toBech32(bytes)).toBe(byPackage(bytes));
  });

  test.each(lengths)("of the first %i bytes, whatever follows them", (length) => {
    const bytes = bytesOf(length);
    const longer = new Uint8Array(length + 6).fill(255);
    longer.set(bytes);
    expect(toBech32(longer.subarray(0, length))).toBe(byPackage(bytes));
  });
});

describe("a text is read", () => {
  test.each(lengths)("of %i bytes, in either case", (length) => {
    const bytes = bytesOf(length);
    expect(toHex(fromBech32(byPackage(bytes)))).toBe(toHex(bytes));
    expect(toHex(fromBech32(byPackage(bytes).toUpperCase()))).toBe(toHex(bytes));
  });

  test("up to 8,192 characters, unless told otherwise", () => {
    const longest = encode(Array<number>(8192 - 10).fill(0));
    expect(longest).toHaveLength(8192);
    // 5 bits times 8,182 are 5,113 bytes and 6 bits: too many for padding, but the length is let through.
    expect(refusalOf(longest)[0]).toBe("INVALID_BECH32");
    expect(refusalOf(`${longest}q`)).toEqual(["TOO_LONG", "expected at most 8192 characters, found 8193"]);
  });

  test("up to the limit, and in either case no further", () => {
    const text = byPackage(bytesOf(9));
    for (const shown of [text, text.toUpperCase()]) {
      expect(fromBech32(shown, text.length)).toHaveLength(9);
      expect(refusalOf(shown, text.length - 1)).toEqual([
        "TOO_LONG",
        `expected at most ${text.length - 1} characters, found ${text.length}`,
      ]);
      expect(refusalOf(shown, Number.NaN)[0]).toBe("TOO_LONG");
    }
  });
});

describe("memory", () => {
  let fresh: typeof import("../../src/bech32.js");
  beforeEach(async () => {
    vi.resetModules();
    fresh = await import("../../src/bech32.js");
  });

  test.each([0, 1, 7, 36, 37, 1000, 4096])("is enough for %i bytes that are written first", (length) => {
    expect(fresh.toBech32(bytesOf(length))).toBe(byPackage(bytesOf(length)));
  });

  test.each([0, 1, 7, 36, 37, 1000, 4096])("is enough for %i bytes that are read first", (length) => {
    expect(toHex(fresh.fromBech32(byPackage(bytesOf(length))))).toBe(toHex(bytesOf(length)));
  });

  test("is right for what is longer than all before, and for what is shorter", () => {
    for (const length of [3, 40, 5, 200, 0, 1000, 41, 3000, 6000, 2, 5113, 5120, 60_000, 1]) {
      const bytes = bytesOf(length);
      expect(toHex(fresh.fromBech32(byPackage(bytes), unlimited))).toBe(toHex(bytes));
      expect(fresh.toBech32(bytes)).toBe(byPackage(bytes));
    }
  });

  test.each([7, 1000, 6000])(
    "of %i bytes that were read is the caller's: no other call changes it",
    (length) => {
      const bytes = fresh.fromBech32(byPackage(bytesOf(length)), unlimited);
      expect(bytes.buffer.byteLength).toBe(length);
      fresh.fromBech32(byPackage(new Uint8Array(length).fill(255)), unlimited);
      fresh.toBech32(new Uint8Array(length).fill(255));
      expect(toHex(bytes)).toBe(toHex(bytesOf(length)));
      bytes.fill(0);
      expect(toHex(fresh.fromBech32(byPackage(bytesOf(length)), unlimited))).toBe(toHex(bytesOf(length)));
    },
  );

  test.each([10, 8190, 8199, 8200])("that ends with the text leaves no room for more: é at %i", (offset) => {
    fresh.fromBech32(encode([]));
    for (const length of [8200, 8201].filter((each) => each > offset)) {
      const full = encode(Array<number>(length - 10).fill(0));
      const shown = `${full.slice(0, offset)}é${full.slice(offset + 1)}`;
      const found = errorOf(() => fresh.fromBech32(shown, unlimited));
      expect(found).toMatchObject({ offset, message: oneOf(`"\\u00e9" at character ${offset}`) });
    }
  });
});

describe("the prefix is missed", () => {
  const expected = 'expected text that starts with "uma1", found';

  test.each<[unknown, string]>([
    [undefined, "undefined"],
    [null, "null"],
    [42, "42"],
    [true, "true"],
    [12n, "12"],
    [{ length: 10 }, "object"],
    [["uma1"], "object"],
    [Uint8Array.of(1, 2), "2 bytes"],
    ["", '""'],
    ["u", '"u", which is cut off'],
    ["UM", '"UM", which is cut off'],
    ["uma", '"uma", which is cut off'],
    ["umb", '"umb"'],
    ["1pzry9x0s0muk", '"1pzry9x0s0muk"'],
    [" uma", "white space (U+0020) at character 0"],
    ["\u200b", "an invisible character (U+200B) at character 0"],
    ["\ufeffuma", "white space (U+FEFF) at character 0"],
    ["$bob1@vasp2.com", "an UMA address, which no invoice comes with"],
    ["bob1@nowhere", '"bob1@nowhere"'],
    ["bitcoin:?amount=2", "a Bitcoin link (BIP-21)"],
  ])("by %s", (source, found) => {
    expect(refusalOf(source)).toEqual(["INVALID_BECH32", `${expected} ${found}`]);
  });

  test.each<[string, string]>([
    ["a1", '"a1"'],
    ["ma1", '"ma1"'],
    ["um1a1qqqqqq", '"um1a1qqqqqq"'],
    ["xuma1qqqqqqqq", '"xuma1qqqqqqqq"'],
    ["xUMA1QQQQQQQQ", '"xUMA1QQQQQQQQ"'],
    ["XUMA1QQQQQQQQ", '"XUMA1QQQQQQQQ"'],
    [" uma1qqqqqqqq", "white space (U+0020) at character 0"],
    ["\numa1qqqqqqqq", "white space (U+000A) at character 0"],
    ["\u2060uma1qqqqqqqq", "an invisible character (U+2060) at character 0"],
    ["u\u200bma1qqqqqqqq", '"u\\u200bma1qqqqqqqq"'],
    ["lnbc1qqqqqqqq", "a Lightning invoice (BOLT 11)"],
    ["LNURL1QQQQQQQQ", "an LNURL (LUD-01)"],
  ])("by %j, which has another", (source, found) => {
    expect(refusalOf(source)).toEqual(["UNEXPECTED_PREFIX", `${expected} ${found}`]);
  });
});

test.each([0, 1, 2, 3, 4, 5])("a text with %i characters after its prefix is cut off", (count) => {
  for (const prefix of ["uma1", "UMA1"])
    expect(refusalOf(prefix + (prefix === "uma1" ? "q" : "Q").repeat(count))).toEqual([
      "INVALID_BECH32",
      "expected 6 characters of checksum, found fewer: the text is cut off",
    ]);
});

describe("a character is refused", () => {
  // 5 + 8 + 8 + 3 characters of data: every place of a block, and of what is left over.
  const text = byPackage(bytesOf(15));
  const places = Array.from({ length: text.length - 4 }, (_, i) => i + 4);
  const at = (offset: number, put: string, within = text) =>
    within.slice(0, offset) + put + within.slice(offset + 1);

  test.each(places)("at %i, of either case", (offset) => {
    for (const character of ["b", "i", "o", "1", "-"]) {
      const says = oneOf(`"${character}" at character ${offset}`);
      expect(refusalOf(at(offset, character))).toEqual(["INVALID_BECH32", says, offset]);
    }
    expect(refusalOf(at(offset, "é"))).toEqual([
      "INVALID_BECH32",
      oneOf(`"\\u00e9" at character ${offset}`),
      offset,
    ]);
    expect(refusalOf(at(offset, "B", text.toUpperCase()))).toEqual([
      "INVALID_BECH32",
      oneOf(`"b" at character ${offset}`),
      offset,
    ]);
  });

  test("the first of several", () => {
    expect(refusalOf(at(20, "!", at(9, "?")))).toEqual(["INVALID_BECH32", oneOf('"?" at character 9'), 9]);
  });

  test("a whole block of them, and a pair", () => {
    for (const block of ["bbbbbbbb", "bbqqqqqq", "qqbbqqqq", "qqqqbbqq", "qqqqqqbb"])
      expect(refusalOf(`uma1${block}qqqqqq`)).toEqual([
        "INVALID_BECH32",
        oneOf(`"b" at character ${4 + block.indexOf("b")}`),
        4 + block.indexOf("b"),
      ]);
  });

  test.each([..."acdefghjklmnpqrstuvwxyz"])("of the other case: %s", (letter) => {
    const upper = letter.toUpperCase();
    expect(refusalOf(at(12, upper))).toEqual(["INVALID_BECH32", oneCase(`"${upper}" at character 12`), 12]);
    expect(refusalOf(at(12, letter, text.toUpperCase()))).toEqual([
      "INVALID_BECH32",
      oneCase(`"${letter}" at character 12`),
      12,
    ]);
  });

  test.each(["B", "I", "O"])("of the other case, but of no value in either: %s", (letter) => {
    expect(refusalOf(at(12, letter))).toEqual(["INVALID_BECH32", oneOf(`"${letter}" at character 12`), 12]);
  });

  test.each<[string, string, number]>([
    ["Uma1", "m", 1],
    ["uMA1", "M", 1],
    ["uMa1", "M", 1],
    ["UmA1", "m", 1],
    ["UMa1", "a", 2],
    ["umA1", "A", 2],
  ])("in a prefix of two cases: %s", (prefix, found, offset) => {
    for (const rest of [text.slice(4), text.slice(4).toUpperCase()])
      expect(refusalOf(prefix + rest)).toEqual([
        "INVALID_BECH32",
        oneCase(`"${found}" at character ${offset}`),
        offset,
      ]);
  });

  test.each<[string, string]>([
    [" ", "white space (U+0020) at character 12"],
    ["\t", "white space (U+0009) at character 12"],
    ["\n", "white space (U+000A) at character 12"],
    ["\u00a0", "white space (U+00A0) at character 12"],
    ["\u3000", "white space (U+3000) at character 12"],
    ["\ufeff", "white space (U+FEFF) at character 12"],
    ["\u00ad", "an invisible character (U+00AD) at character 12"],
    ["\u034f", "an invisible character (U+034F) at character 12"],
    ["\u200f", "an invisible character (U+200F) at character 12"],
    ["\ufe0f", "an invisible character (U+FE0F) at character 12"],
    ["\u212a", '"\\u212a" at character 12'],
    ["\u{1f600}", '"\\ud83d\\ude00" at character 12'],
    ["\ud83d", '"\\ud83d" at character 12'],
    [".", '"." at character 12'],
    ["b..", '"b" at character 12'],
    ["b…", '"b" at character 12'],
    ["…", '"\\u2026" at character 12, where the text is cut off'],
    ["..", '"." at character 12, where the text is cut off'],
    ["...", '"." at character 12, where the text is cut off'],
  ])("%j, and named", (put, found) => {
    expect(refusalOf(at(12, put))).toEqual(["INVALID_BECH32", oneOf(found), 12]);
    if (!put.startsWith("b"))
      expect(refusalOf(at(12, put, text.toUpperCase()))).toEqual(["INVALID_BECH32", oneOf(found), 12]);
  });

  test("however well what follows would make up for it", () => {
    const start = `uma1${"qpzry9x8"}b`;
    // What is no value counts as one with all bits set: six more characters can undo that.
    const crafted = start + closing(start);
    expect(refusalOf(crafted)).toEqual(["INVALID_BECH32", oneOf('"b" at character 12'), 12]);
    expect(refusalOf(`${crafted}qqqqqq`)).toEqual(["INVALID_BECH32", oneOf('"b" at character 12'), 12]);
  });
});

describe("characters after the end are told", () => {
  const whole = byPackage(bytesOf(6));
  const says = (length: number) => [
    "INVALID_BECH32",
    `expected the text to end with its checksum at character ${length}, found characters after its end`,
    length,
  ];

  test.each(["q", "z", "qq", "lllllll", "b", ".", " ", "…", "é", "?amount=1", "\u200b"])("%j", (more) => {
    expect(refusalOf(whole + more)).toEqual(says(whole.length));
    expect(refusalOf(whole.toUpperCase() + more.toUpperCase())).toEqual(says(whole.length));
  });

  test("of the other case", () => {
    expect(refusalOf(`${whole}QQ`)).toEqual(says(whole.length));
    expect(refusalOf(`${whole.toUpperCase()}qq`)).toEqual(says(whole.length));
  });

  test("of the shortest text that there is", () => {
    expect(refusalOf(`${encode([])}qq`)).toEqual(says(10));
    expect(refusalOf(`${encode([])} `)).toEqual(says(10));
  });
});

describe("a checksum that does not match", () => {
  const cut = "expected a checksum that matches, found none: the text seems to be cut off at its end";
  const text = byPackage(bytesOf(16));
  /** The text with some bits of the values of some of its characters turned. */
  const turn = (source: string, ...places: [offset: number, bits: number][]) =>
    Array.from(source, (character, index) => {
      const bits = places.find(([offset]) => offset === index)?.[1] ?? 0;
      return bits === 0 ? character : charset[charset.indexOf(character) ^ bits];
    }).join("");
  const wrongAt = (offset: number) => [
    "INVALID_BECH32",
    `expected a checksum that matches, found a wrong character at character ${offset}, if it is the only one`,
    offset,
  ];
  const wrongSomewhere = [
    "INVALID_BECH32",
    "expected a checksum that matches, found a wrong character somewhere",
  ];
  const twoWrong = turn(text, [8, 3], [15, 9]);

  test("is that of bech32m", () => {
    const words = bech32.toWords(bytesOf(16));
    expect(refusalOf(bech32m.encode("uma", words, unlimited))).toEqual([
      "INVALID_BECH32",
      "expected a bech32 checksum, found a bech32m one",
    ]);
  });

  test("is explained by a wrong character, wherever it is", () => {
    for (let offset = 4; offset < text.length; offset++)
      for (const bits of [1, 2, 16, 31])
        expect(refusalOf(turn(text, [offset, bits]))).toEqual(wrongAt(offset));
  });

  test("is explained so up to 1,023 characters, and no further", () => {
    const longest = byPackage(bytesOf(633));
    const longer = encode([...bech32.decode(longest, unlimited).words, 0]);
    expect([longest.length, longer.length]).toEqual([1023, 1024]);
    for (const offset of [4, 5, 500, 1022])
      expect(refusalOf(turn(longest, [offset, 1]))).toEqual(wrongAt(offset));
    for (const offset of [4, 5, 500, 1023])
      expect(refusalOf(turn(longer, [offset, 1]))).toEqual(wrongSomewhere);
  });

  test.each([-1, 0, 1, 2, 3])("is explained by no character of the prefix, or before it: %i", (offset) => {
    // What one value so far before the end would do to the checksum.
    const length = text.length - offset - 7;
    const alone = encode([1, ...Array<number>(length).fill(0)]);
    const none = encode(Array<number>(length + 1).fill(0));
    const places = [1, 2, 3, 4, 5, 6].map((fromEnd): [number, number] => [
      text.length - fromEnd,
      charset.indexOf(alone.at(-fromEnd)!) ^ charset.indexOf(none.at(-fromEnd)!),
    ]);
    expect(refusalOf(turn(text, ...places))).toEqual(wrongSomewhere);
  });

  test("is explained by nothing where two are wrong", () => {
    expect(refusalOf(twoWrong)).toEqual(wrongSomewhere);
  });

  test.each(lengths)(
    "of %i bytes: the records are shown as far as they go, with the checksum and without",
    (length) => {
      const words = bech32.toWords(bytesOf(length));
      const source = turn(encode(words), [encode(words).length - 1, 2], [encode(words).length - 3, 7]);
      const all = [...source.slice(4)].map((character) => charset.indexOf(character));
      const shown: string[] = [];
      const refusal = refusalOf(source, undefined, (bytes) => {
        shown.push(toHex(bytes));
        return "whole";
      });
      expect(refusal).toEqual(wrongSomewhere);
      expect(shown).toEqual([toHex(bytesOf(length)), toHex(wholeBytes(all))]);
    },
  );

  test.each<[data: ReturnType<ExtentOf>, all: ReturnType<ExtentOf>, isCut: boolean]>([
    ["cut", "cut", true],
    ["cut", "whole", true],
    ["cut", undefined, true],
    ["whole", "cut", true],
    ["whole", "whole", false],
    ["whole", undefined, false],
    [undefined, "cut", false],
    [undefined, "whole", false],
    [undefined, undefined, false],
  ])("of records that look %s, and %s with the checksum: cut off, %s", (data, all, isCut) => {
    const extentOf: ExtentOf = (bytes) => (bytes.length === 16 ? data : all);
    expect(refusalOf(twoWrong, undefined, extentOf)).toEqual(
      isCut ? ["INVALID_BECH32", cut] : wrongSomewhere,
    );
    // A wrong character explains it better, unless it is the last, by what a final p would have made of it.
    expect(refusalOf(turn(text, [20, 1]), undefined, extentOf)).toEqual(wrongAt(20));
    const last = text.length - 1;
    expect(refusalOf(turn(text, [last, 2]), undefined, extentOf)).toEqual(wrongAt(last));
    expect(refusalOf(turn(text, [last, 1]), undefined, extentOf)).toEqual(
      isCut ? ["INVALID_BECH32", cut] : wrongAt(last),
    );
  });

  test("after the end of a whole text: the records decide, read up to there", () => {
    const whole = endingInP();
    const bytes = Uint8Array.from(bech32.fromWords(bech32.decode(whole, unlimited).words));
    const after = `${whole}p`;
    const wrong = refusalOf(after);
    expect(wrong).toEqual(wrongAt(whole.length - 1));
    const shown: string[] = [];
    const asked = (extent: ReturnType<ExtentOf>) =>
      refusalOf(after, undefined, (part) => {
        shown.push(toHex(part));
        return extent;
      });
    expect(asked("whole")).toEqual([
      "INVALID_BECH32",
      `expected the text to end with its checksum at character ${whole.length}, found characters after its end`,
      whole.length,
    ]);
    expect(shown).toEqual([toHex(bytes)]);
    expect(asked(undefined)).toEqual(wrong);
    expect(asked("cut")).toEqual(wrong);
  });
});

describe("padding is refused", () => {
  const says = (offset: number) => [
    "INVALID_BECH32",
    "expected up to 4 zero bits of padding, found others",
    offset,
  ];

  test.each([1, 3, 6, 9, 11, 14])("of %i values, of which the last is one too many", (count) => {
    expect(refusalOf(encode(Array<number>(count).fill(0)))).toEqual(says(3 + count));
  });

  test.each([
    [2, 1],
    [2, 2],
    [4, 1],
    [4, 8],
    [5, 1],
    [7, 1],
    [7, 4],
    [10, 1],
  ])("of %i values, of which the last is %i", (count, last) => {
    const words = [...Array<number>(count - 1).fill(21), last];
    expect(refusalOf(encode(words))).toEqual(says(3 + count));
  });

  test.each([2, 4, 5, 7, 8, 10, 12, 13, 15, 16])("but not of %i values, of which the last is 0", (count) => {
    const words = [...Array<number>(count - 1).fill(21), 0];
    expect(toHex(fromBech32(encode(words)))).toBe(toHex(Uint8Array.from(bech32.fromWords(words))));
  });
});

function oneOf(found: string): string {
  return `expected one of "${charset}", found ${found}`;
}

function oneCase(found: string): string {
  return `expected one case throughout, found ${found}`;
}

/** The bytes of values, as many as are whole. */
function wholeBytes(words: readonly number[]): Uint8Array {
  const bits = words.map((word) => word.toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

/** The six characters that make a checksum of all that stands before them, if what is no value is -1. */
function closing(text: string): string {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  let checksum = 1;
  for (const value of [
    3,
    3,
    3,
    0,
    21,
    13,
    1,
    ...[...text.slice(4)].map((c) => charset.indexOf(c)),
    0,
    0,
    0,
    0,
    0,
    0,
  ]) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    generator.forEach((term, bit) => {
      if ((top >>> bit) & 1) checksum ^= term;
    });
  }
  return [25, 20, 15, 10, 5, 0].map((shift) => charset[((checksum ^ 1) >>> shift) & 31]).join("");
}

function endingInP(): string {
  for (let last = 0; last < 256; last++) {
    const text = byPackage(Uint8Array.of(1, 2, 3, 4, 5, 6, last));
    if (text.endsWith("p")) return text;
  }
  throw new Error("no text ends in p");
}
