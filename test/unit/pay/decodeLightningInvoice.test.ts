import { bech32m } from "bech32";
import { describe, expect, test } from "vitest";
import { decodeLightningInvoice } from "../../../src/pay/index.js";
import { hex, utf8 } from "../../support/bytes.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import {
  integerWords,
  payee,
  paymentHash,
  paymentSecret,
  type RawField,
  type RawLightningInvoice,
  rawLightningInvoice,
  recovered,
  requiredFields,
  unwrapWords,
  withHighS,
  wordsOf,
  wrapWords,
} from "../../support/rawLightningInvoice.js";

const [hash, secret, description] = requiredFields as [RawField, RawField, RawField];
const zeros = (length: number): number[] => new Array(length).fill(0);
const bytesOf = (length: number) => Uint8Array.from({ length }, (_, index) => index + 1);

/** The words of bits, the lowest first. */
function featureWords(...bits: readonly number[]): number[] {
  const words = zeros(Math.floor(Math.max(...bits) / 5) + 1);
  for (const bit of bits) words[words.length - 1 - Math.floor(bit / 5)]! |= 1 << (bit % 5);
  return words;
}

const read = (raw: RawLightningInvoice = {}) => decodeLightningInvoice(rawLightningInvoice(raw));
const readWith = (...fields: readonly RawField[]) => read({ fields: [...requiredFields, ...fields] });

function expectInvalid(call: () => unknown, field: string, ...says: readonly string[]): void {
  const error = expectRefusal(call, { code: "INVALID_LIGHTNING_INVOICE", field, says });
  expect(error).toMatchObject({ protocolCode: "INVALID_INVOICE", httpStatus: 400 });
}

test("an invoice with no more than it has to have is read", () => {
  expect(read()).toStrictEqual({
    text: rawLightningInvoice(),
    network: "bitcoin",
    timestamp: 1_496_314_658,
    expiry: 3600,
    expiresAt: 1_496_318_258,
    paymentHash,
    paymentSecret,
    description: "Coffee",
    payee,
    minFinalCltvExpiryDelta: 18,
    features: [],
    routeHints: [],
    fallbackAddresses: [],
    unknownFields: [],
  });
});

test("an invoice is read-only, with all that is in it", () => {
  const invoice = readWith(
    ["9", featureWords(14)],
    ["r", wordsOf(new Uint8Array(51))],
    ["f", [17, ...wordsOf(bytesOf(20))]],
    ["2", [1, 2, 3]],
  );
  const parts = (value: unknown): unknown[] =>
    Object(value) === value ? [value, ...Object.values(value as object).flatMap(parts)] : [];
  expect(parts(invoice)).toHaveLength(9);
  for (const part of parts(invoice)) expect(Object.isFrozen(part)).toBe(true);
});

describe("the text", () => {
  const text = rawLightningInvoice();

  test.each([
    ["undefined", undefined],
    ["null", null],
    ["bytes", utf8(text)],
    ["an object", { toString: () => text }],
  ])("is no %s", (_name, value) => {
    expectInvalid(() => decodeLightningInvoice(value as never), "text", "a Lightning invoice");
  });

  test("is not repeated where it could be a secret key", () => {
    const error = expectRefusal(() => decodeLightningInvoice(wrapWords(keys.first.secretKey, [])), {
      code: "INVALID_LIGHTNING_INVOICE",
      field: "network",
    });
    expect(error.message).not.toContain(keys.first.secretKey.slice(8, 28));
  });

  test("is at most 7,089 characters", () => {
    const filler = (length: number): RawField => ["2", zeros(length)];
    const fields = [...requiredFields, ...new Array(6).fill(filler(1023))];
    const short = rawLightningInvoice({ fields: [...fields, filler(0)] }).length;
    const longest = rawLightningInvoice({ fields: [...fields, filler(7089 - short)] });
    expect(longest).toHaveLength(7089);
    expect(decodeLightningInvoice(longest).unknownFields).toHaveLength(7);
    const longer = rawLightningInvoice({ fields: [...fields, filler(7090 - short)] });
    expectRefusal(() => decodeLightningInvoice(longer), {
      code: "TOO_LONG",
      says: ["at most 7089 characters, found 7090"],
    });
    expect(decodeLightningInvoice(longer, { maxLength: 7090 }).text).toBe(longer);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "100", null])(
    "has no limit of %s",
    (maxLength) => {
      const options = { maxLength } as never;
      expectRefusal(() => decodeLightningInvoice(text, options), {
        code: "INVALID_OPTION",
        field: "maxLength",
      });
    },
  );

  test("is read with options that are absent, and with none that are no object", () => {
    expect(decodeLightningInvoice(text, {}).payee).toBe(payee);
    expectRefusal(() => decodeLightningInvoice(text, 7 as never), {
      code: "INVALID_OPTION",
      field: "options",
    });
  });

  test.each([
    ["a Kelvin sign", text.toUpperCase().replace("K", "\u212a")],
    ["a space before it", ` ${text}`],
    ["a line feed behind it", `${text}\n`],
    ["a lone surrogate", `${text}\ud800`],
  ])("is ASCII throughout: not with %s", (_name, other) => {
    expectInvalid(() => decodeLightningInvoice(other), "text", "printable ASCII", "at character");
  });

  test("is of one case throughout", () => {
    const mixed = text.slice(0, -1) + text.slice(-1).toUpperCase();
    expect(mixed).not.toBe(text);
    expectInvalid(() => decodeLightningInvoice(mixed), "text", "one case throughout");
  });

  test.each([
    ["no separator", text.replaceAll("1", "")],
    ["nothing before it", text.slice(text.lastIndexOf("1"))],
    ["84 characters before it", wrapWords(`lnbc${"1".repeat(80)}`, unwrapWords(text))],
  ])("has a prefix: not with %s", (_name, other) => {
    expectInvalid(() => decodeLightningInvoice(other), "text", "1 to 83 characters");
  });

  test("has a prefix of up to 83 characters", () => {
    const digits = "1".repeat(79);
    expect(read({ prefix: `lnbc${digits}` }).amountMsat).toBe(BigInt(digits) * 100_000_000_000n);
  });

  test.each(["b", "i", "o", "!", "~"])("has none of the characters that are not bech32: %s", (character) => {
    const other = `${text.slice(0, 20)}${character}${text.slice(21)}`;
    expectInvalid(() => decodeLightningInvoice(other), "text", `"${character}" at character 20`);
  });

  test.each([
    ["a wrong character", text.slice(0, -1) + (text.endsWith("q") ? "p" : "q")],
    ["a character too few", text.slice(0, -1)],
    ["no room for a checksum", "lnbc1qqqqq"],
    ["nothing behind the separator", "lnbc1"],
    ["a checksum of bech32m", bech32m.encode("lnbc", unwrapWords(text), 8192)],
  ])("has a checksum that matches: not with %s", (_name, other) => {
    expectInvalid(() => decodeLightningInvoice(other), "text", "checksum");
  });

  test.each([
    ["nothing", []],
    ["less than a signature", zeros(103)],
    ["no whole timestamp", zeros(110)],
  ])("holds a timestamp and a signature, and not %s", (_name, words) => {
    expectInvalid(
      () => decodeLightningInvoice(wrapWords("lnbc", words)),
      "text",
      "a timestamp and a signature",
    );
  });
});

describe("the network", () => {
  test.each([
    ["lnbc", "bitcoin"],
    ["lntb", "testnet"],
    ["lntbs", "signet"],
    ["lnbcrt", "regtest"],
    ["lnsb", "simnet"],
  ])("%s is %s, with an amount and without one", (prefix, network) => {
    expect(read({ prefix })).toMatchObject({ network });
    expect("amountMsat" in read({ prefix })).toBe(false);
    expect(read({ prefix: `${prefix}20m` })).toMatchObject({ network, amountMsat: 2_000_000_000n });
  });

  test.each(["uma", "lnurl", "lno", "ln", "lnxy20m", "bc", "xlnbc", "lightning:lnbc", "20m"])(
    "is no other: %s",
    (prefix) => {
      expectInvalid(() => read({ prefix }), "network", "lnbc, lntb, lntbs, lnbcrt or lnsb");
    },
  );
});

describe("the amount", () => {
  test.each([
    ["1", 100_000_000_000n],
    ["1m", 100_000_000n],
    ["1u", 100_000n],
    ["1n", 100n],
    ["10p", 1n],
    ["9678785340p", 967_878_534n],
    ["2500000u", 250_000_000_000n],
    ["9007199254740993n", 900_719_925_474_099_300n],
    ["21000000", 2_100_000_000_000_000_000n],
  ])("%s is %d millisatoshi", (sum, amountMsat) => {
    expect(read({ prefix: `lnbc${sum}` }).amountMsat).toBe(amountMsat);
  });

  test.each(["0", "0m", "01", "00010u", "1p", "11p", "2500000001p", "m", "1x", "1.5m", "-1m", "1mm", "1M1"])(
    "is none of %s",
    (sum) => {
      expectInvalid(() => read({ prefix: `lnbc${sum.toLowerCase()}` }), "amountMsat", "whole millisatoshi");
    },
  );

  test("shows, where it was changed, as another payee, and never as the known one", () => {
    const text = rawLightningInvoice({ prefix: "lnbc20m" });
    const forged = decodeLightningInvoice(wrapWords("lnbc2m", unwrapWords(text)));
    expect(forged.amountMsat).toBe(200_000_000n);
    expect(decodeLightningInvoice(text).payee).toBe(payee);
    expect(forged.payee).not.toBe(payee);
  });

  test.each([
    ["lnbc", "2500u"],
    ["lnbc25", "0000u"],
    ["lnbc", "250000000p"],
    ["lnbc", "rt20m"],
  ])("cannot be moved behind the separator, where the signature covers the same: %s, %s", (kept, moved) => {
    const text = rawLightningInvoice({ prefix: kept + moved });
    expect(decodeLightningInvoice(text).payee).toBe(payee);
    const forged = wrapWords(kept, [...wordsOf(utf8(moved)), ...unwrapWords(text)]);
    expectInvalid(() => decodeLightningInvoice(forged), "timestamp", "before 2106");
  });

  test("cannot be changed where the payee stands in the invoice", () => {
    const fields: RawField[] = [...requiredFields, ["n", wordsOf(hex(payee))]];
    const text = rawLightningInvoice({ prefix: "lnbc20m", fields });
    expect(decodeLightningInvoice(text).payee).toBe(payee);
    const forged = wrapWords("lnbc2m", unwrapWords(text));
    expectInvalid(() => decodeLightningInvoice(forged), "signature", "of the payee");
  });
});

describe("the time", () => {
  test.each([0, 1, 31, 32, 2 ** 32 - 1])("of writing may be %d", (timestamp) => {
    expect(read({ timestamp })).toMatchObject({ timestamp, expiresAt: timestamp + 3600 });
  });

  test.each([2 ** 32, 0x31 * 2 ** 27, 2 ** 35 - 1])("of writing is before 2106, and not %d", (timestamp) => {
    expectInvalid(() => read({ timestamp }), "timestamp", "before 2106", `${timestamp}`);
  });

  test.each([1, 60, 3600, 604_800, Number.MAX_SAFE_INTEGER - 1_496_314_658])(
    "until it expires may be %d seconds",
    (expiry) => {
      expect(readWith(["x", integerWords(expiry)])).toMatchObject({
        expiry,
        expiresAt: 1_496_314_658 + expiry,
      });
    },
  );

  test("until it expires may be none at all", () => {
    expect(readWith(["x", []])).toMatchObject({ expiry: 0, expiresAt: 1_496_314_658 });
  });

  test("it expires at has to be a safe integer", () => {
    const expiry = Number.MAX_SAFE_INTEGER - 1_496_314_657;
    expectInvalid(() => readWith(["x", integerWords(expiry)]), "expiry", "before 2^53 seconds");
  });
});

describe.each([
  ["x", "expiry"],
  ["c", "minFinalCltvExpiryDelta"],
])("the number %s", (type, name) => {
  test("is read", () => {
    expect(readWith([type, integerWords(144)])).toMatchObject({ [name]: 144 });
  });

  test.each([
    ["2^53", integerWords(2n ** 53n)],
    ["2^64", integerWords(2n ** 64n)],
    ["of 1,023 words", new Array(1023).fill(31)],
  ])("is no larger than numbers are exact: %s", (_name, words) => {
    expectInvalid(() => readWith([type, words]), name, "below 2^53");
  });

  test.each([[[0]], [[0, 1]], [zeros(1023)]])("has no leading zeros: %j", (words) => {
    expectInvalid(() => readWith([type, words]), name, "a leading zero");
  });
});

test("the number of blocks goes up to the last safe integer", () => {
  const words = integerWords(Number.MAX_SAFE_INTEGER);
  expect(readWith(["c", words]).minFinalCltvExpiryDelta).toBe(Number.MAX_SAFE_INTEGER);
});

describe("what has to be there", () => {
  test.each([
    ["paymentHash", [secret, description]],
    ["paymentSecret", [hash, description]],
    ["description", [hash, secret]],
  ])("is: %s", (field, fields) => {
    expectInvalid(() => read({ fields }), field, "found none");
  });

  test("is a description or its hash, and not both", () => {
    const descriptionHash: RawField = ["h", wordsOf(bytesOf(32))];
    const invoice = read({ fields: [hash, secret, descriptionHash] });
    expect(invoice.descriptionHash).toBe("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
    expect("description" in invoice).toBe(false);
    expectInvalid(() => readWith(descriptionHash), "description", "found both");
  });
});

describe.each<[type: string, name: string, words: readonly number[], without: string]>([
  ["p", "paymentHash", wordsOf(bytesOf(32)), "p"],
  ["s", "paymentSecret", wordsOf(bytesOf(32)), "s"],
  ["d", "description", wordsOf(utf8("Tea")), "d"],
  ["h", "descriptionHash", wordsOf(bytesOf(32)), "d"],
  ["n", "payee", wordsOf(hex(payee)), ""],
  ["x", "expiry", [1], ""],
  ["c", "minFinalCltvExpiryDelta", [1], ""],
  ["m", "metadata", wordsOf(bytesOf(4)), ""],
  ["9", "features", featureWords(9), ""],
])("the field %s", (type, name, words, without) => {
  const others = requiredFields.filter(([other]) => other !== without);

  test("may stand once", () => {
    expect(read({ fields: [...others, [type, words]] })).toHaveProperty(name);
  });

  test("may not stand twice, be it the same", () => {
    expectInvalid(
      () => read({ fields: [...others, [type, words], [type, words]] }),
      name,
      "expected one, found two",
    );
  });
});

describe.each([
  ["p", "paymentHash", 52],
  ["s", "paymentSecret", 52],
  ["h", "descriptionHash", 52],
  ["n", "payee", 53],
])("the field %s of a fixed length", (type, name, length) => {
  const others = requiredFields.filter(([other]) => other !== type && !(type === "h" && other === "d"));

  test.each([0, 1, length - 1, length + 1, 1023])("is refused with %d words", (wrong) => {
    const fields = [...others, [type, zeros(wrong)] as const];
    expectInvalid(() => read({ fields }), name, `found ${wrong} words`);
  });

  test("is refused with a bit in its padding", () => {
    const fields = [...others, [type, [...zeros(length - 1), 1]] as const];
    expectInvalid(() => read({ fields }), name, "zero bits of padding");
  });
});

describe("a description", () => {
  const readDescription = (words: readonly number[]) =>
    read({ fields: [hash, secret, ["d", words]] }).description;

  test.each(["", "1 cup coffee", "ナンセンス 1杯", "\ufeff🐝\0", "x".repeat(639)])("may be %j", (text) => {
    expect(readDescription(wordsOf(utf8(text)))).toBe(text);
  });

  test.each([
    ["a lone byte", [0xff]],
    ["an overlong form", [0xc0, 0x80]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["one that is cut off", [0x41, 0xe2, 0x82]],
  ])("is UTF-8, and not %s", (_name, bytes) => {
    expectInvalid(() => readDescription(wordsOf(Uint8Array.from(bytes))), "description", "UTF-8");
  });

  test.each([
    ["five bits too many", [...wordsOf(utf8("Coffe")), 0]],
    ["seven bits too many", [...wordsOf(utf8("Coffee")).slice(0, -1), 0, 0]],
    ["a bit in the padding", [...wordsOf(utf8("Coffee")).slice(0, -1), 31]],
  ])("has no more than zeros for padding: not %s", (_name, words) => {
    expectInvalid(() => readDescription(words), "description", "up to 4 zero bits of padding");
  });
});

test("metadata are read as they are, and their padding is checked", () => {
  expect(readWith(["m", wordsOf(hex("01fafaf0"))]).metadata).toBe("01fafaf0");
  expect(readWith(["m", []]).metadata).toBe("");
  expectInvalid(() => readWith(["m", [1]]), "metadata", "padding");
});

describe("features", () => {
  test.each([
    [[8, 14]],
    [[9, 15, 17]],
    [[14, 16, 24, 36, 48]],
    [[15, 16]],
    [[0, 8, 12, 44]],
    [[1, 3, 5, 7, 99, 5113]],
  ])("are the bits that are set: %j", (bits) => {
    expect(readWith(["9", featureWords(...bits)]).features).toEqual(bits);
  });

  test("may be none", () => {
    expect(readWith(["9", []]).features).toEqual([]);
  });

  test.each([2, 4, 6, 10, 18, 20, 22, 26, 30, 46, 50, 100, 5114])(
    "that have to be understood are refused where they are unknown: bit %d",
    (bit) => {
      expectInvalid(() => readWith(["9", featureWords(14, bit)]), "features", `found bit ${bit}`);
    },
  );

  test.each([16, 17])("are refused where one is missing that another rests on: bit %d alone", (bit) => {
    expectInvalid(() => readWith(["9", featureWords(8, bit)]), "features", "payment_secret");
  });

  test.each([[[0]], [[0, 16]], [zeros(1023)]])("have no leading zeros: %j", (words) => {
    expectInvalid(() => readWith(["9", words]), "features", "a leading zero");
  });
});

describe("route hints", () => {
  const hop = hex(`${payee} 0903de 0cf001 0203 ffffffff 00000001 8001`);

  test("are read, each with its channels in order", () => {
    const first = {
      ...{ publicKey: payee, shortChannelId: "590814x847873x515" },
      feeBaseMsat: 4_294_967_295,
    };
    const read = { ...first, feeProportionalMillionths: 1, cltvExpiryDelta: 32_769 };
    const last = { publicKey: "00".repeat(33), shortChannelId: "0x0x0", feeBaseMsat: 0 };
    const empty = { ...last, feeProportionalMillionths: 0, cltvExpiryDelta: 0 };
    const two = Uint8Array.of(...hop, ...new Uint8Array(51));
    expect(readWith(["r", wordsOf(two)], ["r", wordsOf(hop)]).routeHints).toEqual([[read, empty], [read]]);
  });

  test.each([0, 1, 50, 52, 101])("are of whole channels, and not %d bytes", (length) => {
    expectInvalid(() => readWith(["r", wordsOf(new Uint8Array(length))]), "routeHints", `found ${length}`);
  });

  test("have no bits in their padding", () => {
    const words = wordsOf(hop);
    words.push(words.pop()! | 1);
    expectInvalid(() => readWith(["r", words]), "routeHints", "padding");
  });
});

describe("fallback addresses", () => {
  test("are read in order", () => {
    const { fallbackAddresses } = readWith(
      ["f", [18, ...wordsOf(bytesOf(20))]],
      ["f", [0, ...wordsOf(new Uint8Array(32))]],
      ["f", [16, ...wordsOf(bytesOf(2))]],
      ["f", [1, ...wordsOf(new Uint8Array(40))]],
    );
    expect(fallbackAddresses).toEqual([
      { version: 18, program: "0102030405060708090a0b0c0d0e0f1011121314" },
      { version: 0, program: "00".repeat(32) },
      { version: 16, program: "0102" },
      { version: 1, program: "00".repeat(40) },
    ]);
  });

  test.each([
    [0, 19],
    [0, 21],
    [0, 40],
    [1, 1],
    [1, 41],
    [16, 0],
    [17, 19],
    [17, 32],
    [18, 21],
  ])("of version %d are not %d bytes", (version, length) => {
    const words = [version, ...wordsOf(new Uint8Array(length))];
    expectInvalid(() => readWith(["f", words]), "fallbackAddresses", `${length} bytes`);
  });

  test("have no bits in their padding", () => {
    const words = [1, ...wordsOf(new Uint8Array(32))];
    words.push(words.pop()! | 1);
    expectInvalid(() => readWith(["f", words]), "fallbackAddresses", "padding");
  });

  test.each([
    ["an unknown version", [19, ...zeros(32)], "nqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"],
    ["the last version", [31], "l"],
    ["no version", [], ""],
  ])("of %s are left alone", (_name, words, data) => {
    const { fallbackAddresses, unknownFields } = readWith(["f", words]);
    expect(fallbackAddresses).toEqual([]);
    expect(unknownFields).toEqual([{ type: "f", data }]);
  });
});

test("fields of unknown types are kept, in order, any number of them", () => {
  const { unknownFields } = readWith(["2", [0, 0, 0]], ["q", []], ["l", [31, 1]], ["2", [5]]);
  expect(unknownFields).toEqual([
    { type: "2", data: "qqq" },
    { type: "q", data: "" },
    { type: "l", data: "lp" },
    { type: "2", data: "9" },
  ]);
});

test("fields may stand in any order", () => {
  const { text, ...invoice } = read({ fields: [...requiredFields].reverse() });
  expect({ ...read(), text }).toMatchObject({ ...invoice, payee });
});

test.each([
  ["a type alone", [10]],
  ["half a length", [10, 0]],
  ["a length of 1 with nothing behind it", [10, 0, 1]],
  ["the largest length", [10, 31, 31, 0]],
  ["a length that reaches into the signature", [13, 3, 8]],
])("no field goes on behind the fields: %s", (_name, rest) => {
  expectInvalid(() => read({ rest }), "text", "fields that end before the signature");
});

describe("the signature", () => {
  const stated: RawField[] = [...requiredFields, ["n", wordsOf(hex(payee))]];
  const changed = (change: RawLightningInvoice["change"] & {}, fields = requiredFields) => ({
    change,
    fields,
  });

  test("gives the payee", () => {
    const secretKey = hex(keys.second.secretKey);
    expect(read({ secretKey }).payee).toBe(keys.second.compressedPublicKey);
  });

  test("is that of the payee that stands in the invoice", () => {
    expect(read({ fields: stated }).payee).toBe(payee);
    const secretKey = hex(keys.second.secretKey);
    expectInvalid(() => read({ fields: stated, secretKey }), "signature", "of the payee");
  });

  test("is checked against the payee that stands in the invoice, whichever key its recovery ID names", () => {
    const other = changed(({ signature, recid }) => ({ signature, recid: recid ^ 1 }), stated);
    expect(read(other).payee).toBe(payee);
  });

  test("may have a high s where it gives the payee", () => {
    expect(read(changed(withHighS)).payee).toBe(payee);
  });

  test("has a low s beside a payee that stands in the invoice", () => {
    expectInvalid(() => read(changed(withHighS, stated)), "signature", "a low s");
  });

  test.each([
    ["no point", `02${"ff".repeat(32)}`],
    ["uncompressed", `04${"11".repeat(32)}`],
    ["zeros", "00".repeat(33)],
  ])("is of no payee that is %s", (_name, key) => {
    expectInvalid(() => readWith(["n", wordsOf(hex(key))]), "signature", "of the payee");
  });

  test.each([4, 5, 27, 255])("has no recovery ID of %d", (recid) => {
    const other = ({ signature }: { signature: Uint8Array }) => ({ signature, recid });
    expectInvalid(() => read(changed(other)), "signature", `found ${recid}`);
    expectInvalid(() => read(changed(other, stated)), "signature", `found ${recid}`);
  });

  test.each([
    ["r is zero", `${"00".repeat(32)}${"01".repeat(32)}`, 0],
    ["s is zero", `${"01".repeat(32)}${"00".repeat(32)}`, 0],
    ["r is too large", `${"ff".repeat(32)}${"01".repeat(32)}`, 0],
    ["s is too large", `${"01".repeat(32)}${"ff".repeat(32)}`, 0],
    ["r is no place on the curve", `${"00".repeat(31)}05${"01".repeat(32)}`, 0],
    ["r is too large for the recovery ID", `${"01".repeat(32)}${"01".repeat(32)}`, 2],
  ])("gives no key where %s", (_name, signature, recid) => {
    expectInvalid(
      () => read(changed(() => ({ signature: hex(signature), recid }))),
      "signature",
      "public key",
    );
  });

  test.each([0, 1, 2, 3])("may have a recovery ID of %d", (recid) => {
    // Of an r that is this small, the curve has points at r and at r plus its order.
    const signature = hex(`${"00".repeat(31)}02${"01".repeat(32)}`);
    let expected = "";
    const { payee: found } = read({
      change: (_signature, digest) => {
        expected = recovered({ signature, recid }, digest);
        return { signature, recid };
      },
    });
    expect(found).toBe(expected);
  });
});
