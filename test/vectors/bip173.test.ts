import { bech32, bech32m } from "bech32";
import { describe, expect, test } from "vitest";
import { decodeInvoice, encodeInvoice, inspectInvoice, type UmaInvoiceErrorCode } from "../../src/index.js";
import { wrap } from "../support/bech32.js";
import { errorOf } from "../support/errorOf.js";
import { isAccepted } from "../support/isAccepted.js";
import { keys } from "../support/keys.js";
import { rawRecords, signed, tlv } from "../support/rawInvoice.js";

// The vectors are those of BIP-173 and BIP-350, section "Test vectors", for bech32 and bech32m.

const validBech32 = [
  "A12UEL5L",
  "a12uel5l",
  "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
  "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
  `11${"q".repeat(82)}c8247j`,
  "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
  "?1ezyfcl",
];

const validBech32m = [
  "A1LQFN3A",
  "a1lqfn3a",
  "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
  "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
  `11${"l".repeat(82)}ludsr8`,
  "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
  "?1v759aa",
];

/** With what BIP-173 calls the reason, and what a reader of invoices has to say. */
const invalidBech32: [string, string, UmaInvoiceErrorCode][] = [
  ["HRP character out of range", "\x201nwldj5", "UNEXPECTED_PREFIX"],
  ["HRP character out of range", "\x7f1axkwrx", "UNEXPECTED_PREFIX"],
  ["HRP character out of range", "\x801eym55h", "UNEXPECTED_PREFIX"],
  [
    "overall max length exceeded",
    "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
    "UNEXPECTED_PREFIX",
  ],
  ["No separator character", "pzry9x0s0muk", "INVALID_BECH32"],
  ["Empty HRP", "1pzry9x0s0muk", "INVALID_BECH32"],
  ["Invalid data character", "x1b4n0q5v", "UNEXPECTED_PREFIX"],
  ["Too short checksum", "li1dgmt3", "UNEXPECTED_PREFIX"],
  ["Invalid character in checksum", "de1lg7wt\xff", "UNEXPECTED_PREFIX"],
  ["checksum calculated with uppercase form of HRP", "A1G7SGD8", "UNEXPECTED_PREFIX"],
  ["empty HRP", "10a06t8", "INVALID_BECH32"],
  ["empty HRP", "1qzzfhee", "INVALID_BECH32"],
];

const records = rawRecords();
const bytes = tlv(records);
const text = wrap(bytes);
const words = bech32.toWords(bytes);
const unlimited = Number.POSITIVE_INFINITY;

describe("BIP-173, valid", () => {
  test.each(validBech32)("%s has another prefix", (vector) => {
    expect(errorOf(() => decodeInvoice(vector)).code).toBe("UNEXPECTED_PREFIX");
  });

  describe.each(validBech32)("the data of %s, in a record of an invoice", (vector) => {
    const value = Uint8Array.from(bech32.fromWords(paddedTo8(bech32.decode(vector).words)));
    const adapted = wrap(tlv([...records, { tag: 200, value }]));

    test("reads as the same bytes", () => {
      expect(inspectInvoice(adapted).at(-1)).toMatchObject({ tag: 200, bytes: value });
    });

    test("reads in upper case as the same bytes", () => {
      expect(inspectInvoice(adapted.toUpperCase()).at(-1)).toMatchObject({ tag: 200, bytes: value });
    });

    test("is written as the same text", () => {
      expect(encodeInvoice(decodeInvoice(adapted.toUpperCase()))).toBe(adapted);
    });
  });

  test.each([0, 1, 2, 3, 4])("an invoice of 5n + %i bytes is written as the package does", (extra) => {
    const value = new Uint8Array(extra).fill(0xff);
    const adapted = tlv([...records, { tag: 200, value }]);
    expect(decodeInvoice(wrap(adapted)).amount).toBe(1000n);
    expect(encodeInvoice(decodeInvoice(wrap(adapted)))).toBe(wrap(adapted));
  });
});

describe("BIP-173, invalid", () => {
  test.each(invalidBech32)("%s: %j", (_reason, vector, code) => {
    expect(errorOf(() => decodeInvoice(vector)).code).toBe(code);
  });

  test("HRP character out of range, before the prefix", () => {
    for (const character of ["\x20", "\x7f", "\x80"])
      expect(errorOf(() => decodeInvoice(character + text)).code).toBe("UNEXPECTED_PREFIX");
  });

  test("no separator character", () => {
    const found = errorOf(() => decodeInvoice(text.replace("1", "")));
    expect(found.code).toBe("INVALID_BECH32");
    expect(found.message).toMatch(/expected text that starts with "uma1", found "uma/);
  });

  test("empty HRP", () => {
    expect(errorOf(() => decodeInvoice(text.slice("uma".length))).code).toBe("INVALID_BECH32");
  });

  test.each(["b", "i", "o", "1"])("invalid data character: %s", (character) => {
    const changed = text.slice(0, 20) + character + text.slice(21);
    const found = errorOf(() => decodeInvoice(changed));
    expect(found).toMatchObject({ code: "INVALID_BECH32", offset: 20 });
    expect(found.message).toContain(`found "${character}" at character 20`);
  });

  test.each([0, 1, 2, 3, 4, 5])("too short checksum: %i characters after the separator", (count) => {
    const found = errorOf(() => decodeInvoice(`uma1${"q".repeat(count)}`));
    expect(found.code).toBe("INVALID_BECH32");
    expect(found.message).toMatch(/expected 6 characters of checksum/);
  });

  test("invalid character in checksum", () => {
    const last = text.length - 1;
    for (const character of ["b", "\xff"]) {
      const found = errorOf(() => decodeInvoice(text.slice(0, last) + character));
      expect(found).toMatchObject({ code: "INVALID_BECH32", offset: last });
    }
  });

  test("checksum calculated with the upper-case form of the HRP", () => {
    expect(`uma1${checksummed("uma", words)}`).toBe(text);
    const found = errorOf(() => decodeInvoice(`UMA1${checksummed("UMA", words).toUpperCase()}`));
    expect(found.code).toBe("INVALID_BECH32");
    expect(found.message).toMatch(/checksum/);
  });

  test("mixed case", () => {
    for (const mixed of [`UMA1${text.slice(4)}`, `uma1${text.slice(4).toUpperCase()}`, `U${text.slice(1)}`]) {
      const found = errorOf(() => decodeInvoice(mixed));
      expect(found.code).toBe("INVALID_BECH32");
      expect(found.message).toMatch(/expected one case throughout/);
    }
  });

  test("zero padding of more than 4 bits", () => {
    const changed = [...words, 0];
    expect(bech32.fromWordsUnsafe(changed)).toBeUndefined();
    const found = errorOf(() => decodeInvoice(bech32.encode("uma", changed, unlimited)));
    expect(found).toMatchObject({ code: "INVALID_BECH32", offset: "uma1".length + words.length });
    expect(found.message).toMatch(/zero bits of padding/);
  });

  test("non-zero padding", () => {
    const changed = [...words.slice(0, -1), words.at(-1)! | 1];
    expect(bech32.fromWordsUnsafe(changed)).toBeUndefined();
    const found = errorOf(() => decodeInvoice(bech32.encode("uma", changed, unlimited)));
    expect(found).toMatchObject({ code: "INVALID_BECH32", offset: "uma1".length + words.length - 1 });
    expect(found.message).toMatch(/zero bits of padding/);
  });

  test("empty data section: no field is there", () => {
    const found = errorOf(() => decodeInvoice(bech32.encode("uma", [])));
    expect(found).toMatchObject({ code: "MISSING_FIELD", field: "receiverUma" });
    expect(found.fields).toHaveLength(8);
  });

  test("a final p lets q's in before it unnoticed, but neither decoder nor signature does", () => {
    const signedText = endingInP();
    const { publicKey } = keys.first;
    expect(isAccepted(signedText, publicKey)).toBe(true);
    for (let count = 1; count <= 64; count++) {
      const changed = `${signedText.slice(0, -1)}${"q".repeat(count)}p`;
      expect(bech32.decode(changed, unlimited).prefix).toBe("uma");
      expect(isAccepted(changed, publicKey)).toBe(false);
    }
  });

  test.each([1, 2, 3, 4, 5, 6, 7])(
    "%i times 1,023 q's at the end leave the checksum valid, but no invoice",
    (times) => {
      // The order of the generator: whatever stands before them, so many zeros bring it back.
      const longer = text + "q".repeat(1023 * times);
      expect(bech32.decode(longer, unlimited).prefix).toBe("uma");
      expect(errorOf(() => decodeInvoice(longer)).code).toMatch(/^(INVALID_BECH32|MALFORMED_TLV)$/);
    },
  );
});

describe("BIP-350", () => {
  test.each(validBech32m)("%s has another prefix", (vector) => {
    expect(errorOf(() => decodeInvoice(vector)).code).toBe("UNEXPECTED_PREFIX");
  });

  test.each(validBech32m)("the data of %s under our prefix: the checksum is called bech32m", (vector) => {
    const found = errorOf(() =>
      decodeInvoice(bech32m.encode("uma", bech32m.decode(vector).words, unlimited)),
    );
    expect(found.code).toBe("INVALID_BECH32");
    expect(found.message).toBe("expected a bech32 checksum, found a bech32m one");
  });

  test("an invoice with a bech32m checksum", () => {
    const found = errorOf(() => decodeInvoice(bech32m.encode("uma", words, unlimited)));
    expect(found.code).toBe("INVALID_BECH32");
    expect(found.message).toBe("expected a bech32 checksum, found a bech32m one");
  });
});

/** Words with as many zeros after them as a whole number of bytes takes. */
function paddedTo8(vectorWords: readonly number[]): number[] {
  const bytesNeeded = Math.ceil((vectorWords.length * 5) / 8);
  const wordsNeeded = Math.ceil((bytesNeeded * 8) / 5);
  return [...vectorWords, ...new Array(wordsNeeded - vectorWords.length).fill(0)];
}

/** Data and checksum over a prefix taken as it is, after the code of BIP-173, section "Checksum". */
function checksummed(prefix: string, data: readonly number[]): string {
  const charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  const codes = [...prefix].map((character) => character.charCodeAt(0));
  const expanded = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
  let checksum = 1;
  for (const value of [...expanded, ...data, 0, 0, 0, 0, 0, 0]) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    generator.forEach((term, bit) => {
      if ((top >>> bit) & 1) checksum ^= term;
    });
  }
  checksum ^= 1;
  const checksumWords = [25, 20, 15, 10, 5, 0].map((shift) => (checksum >>> shift) & 31);
  return [...data, ...checksumWords].map((word) => charset[word]).join("");
}

function endingInP(): string {
  for (let nonce = 0; nonce < 256; nonce++) {
    const candidate = wrap(tlv(signed([...records, { tag: 200, value: Uint8Array.of(nonce) }])));
    if (candidate.endsWith("p")) return candidate;
  }
  throw new Error("no text ends in p");
}
