import { bech32m } from "bech32";
import { describe, expect, test } from "vitest";
import { decodeInvoice, encodeInvoice, UmaInvoiceError } from "../../../src/index.js";
import { wrap } from "../../support/bech32.js";
import { concat, hex, utf8 } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import {
  type RawRecords,
  rawCurrency,
  rawInteger,
  rawRecords,
  rawText,
  signed,
  tlv,
} from "../../support/rawInvoice.js";
import { allFields, requiredFields } from "../../support/sampleFields.js";

const text = rawText();

const allRaw: RawRecords = {
  requiredPayerData: "compliance:1,email:0,name:1",
  commentCharsAllowed: hex("0090"),
  senderUma: "$alice@vasp1.com",
  maxNumPayments: hex("03"),
  kycStatus: "VERIFIED",
};

describe("a valid text", () => {
  test("gives the required fields", () => {
    expect(decodeInvoice(text)).toStrictEqual(requiredFields);
  });

  test("gives the optional fields where they are", () => {
    expect(decodeInvoice(rawText(allRaw))).toStrictEqual(allFields);
  });

  test("gives the signature as it stands, malformed or not", () => {
    const { signature } = decodeInvoice(rawText({ signature: "no DER" }));
    expect(signature).toStrictEqual(utf8("no DER"));
  });

  test("gives an empty signature as empty bytes", () => {
    expect(decodeInvoice(rawText({ signature: "" })).signature).toStrictEqual(new Uint8Array());
  });

  test("gives no options for payer data of no bytes", () => {
    expect(decodeInvoice(rawText({ requiredPayerData: "" })).requiredPayerData).toStrictEqual({});
  });

  test("keeps a byte order mark", () => {
    const receivingCurrency = rawCurrency({ name: "\ufeffUS Dollar" });
    expect(decodeInvoice(rawText({ receivingCurrency })).receivingCurrency.name).toBe("\ufeffUS Dollar");
  });

  test("may have values of 255 bytes", () => {
    const callback = "https://vasp2.com/".padEnd(255, "p");
    expect(decodeInvoice(rawText({ callback })).callback).toBe(callback);
  });

  test("may have unknown tags, inside the currency too", () => {
    const receivingCurrency = concat(rawCurrency(), tlv([{ tag: 4, value: "new" }]));
    const records = [{ tag: 255, value: "newer" }, ...rawRecords({ receivingCurrency })];
    expect(decodeInvoice(wrap(tlv(records)))).toStrictEqual(requiredFields);
  });

  test("may have its records in any order", () => {
    const records = rawRecords(allRaw).reverse();
    expect(decodeInvoice(wrap(tlv(records)))).toStrictEqual(allFields);
  });

  test("may be in upper case", () => {
    expect(decodeInvoice(text.toUpperCase())).toStrictEqual(requiredFields);
  });
});

describe("the result", () => {
  const invoice = decodeInvoice(wrap(tlv(signed(rawRecords(allRaw)))));

  test("is frozen", () => {
    expect(invoice).toSatisfy(Object.isFrozen);
  });

  test("is frozen inside", () => {
    expect(invoice.receivingCurrency).toSatisfy(Object.isFrozen);
    expect(invoice.requiredPayerData).toSatisfy(Object.isFrozen);
    for (const option of Object.values(invoice.requiredPayerData!)) expect(option).toSatisfy(Object.isFrozen);
  });

  test("gives a new copy of the signature each time", () => {
    expect(invoice.signature).not.toBe(invoice.signature);
    expect(invoice.signature).toStrictEqual(invoice.signature);
  });

  test("does not depend on what is decoded after it", () => {
    const signature = invoice.signature!;
    const before = signature.slice();
    decodeInvoice(rawText({ signature: "x".repeat(72), callback: "https://other.example/" }));
    expect(signature).toStrictEqual(before);
    expect(invoice.signature).toStrictEqual(before);
    expect(invoice.callback).toBe(requiredFields.callback);
  });

  test("serializes as JSON, but for what JSON cannot hold", () => {
    const json = JSON.stringify(invoice, (_key, value) => (typeof value === "bigint" ? `${value}` : value));
    expect(JSON.parse(json)).toMatchObject({ receiverUma: "$bob@vasp2.com", amount: "1000" });
  });
});

describe("the text is refused", () => {
  test.each<[string, unknown, string]>([
    ["empty", "", '""'],
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
    ["a number", 42, "42"],
    ["bytes", utf8(text), `${text.length} bytes`],
    ["an object", { toString: () => text }, "object"],
    ["a String object", new String(text), "object"],
    ["something else", "hello", '"hello"'],
    ["the prefix alone", "uma", '"uma"'],
    ["the beginning of the prefix", "Um", '"Um", which is cut off'],
    ["nothing", "", '""'],
    ["a UMA address", "$bob@vasp2.com", "an UMA address"],
    ["a UMA address with a 1 in it", "$bob1@vasp2.com", "an UMA address"],
    ["an e-mail address", "bob@vasp1.com", "an address, of e-mail or Lightning"],
  ])("if it is %s", (_name, value, found) => {
    expectRefusal(() => decodeInvoice(value as string), { code: "INVALID_BECH32", says: ['"uma1"', found] });
  });

  test.each<[string, string]>([
    ["lnbc1", "a Lightning invoice (BOLT 11)"],
    ["LNURL1", "an LNURL (LUD-01)"],
    ["bc1", "a Bitcoin address"],
    ["umb1", '"umb1'],
    ["xuma1", '"xuma1'],
    ["um1a1", '"um1a1'],
    ["uma:uma1", '"uma:uma1'],
    [" uma1", "white space (U+0020) at character 0"],
    ["\u200buma1", "an invisible character (U+200B) at character 0"],
    ["ＵＭＡ1", "\\uff35"],
  ])("if it starts with %j", (prefix, found) => {
    expectRefusal(() => decodeInvoice(prefix + text.slice(4)), {
      code: "UNEXPECTED_PREFIX",
      says: ['"uma1"', found],
    });
  });

  test.each<[string, string]>([
    [" ", "white space (U+0020) at character 17"],
    ["\n", "white space (U+000A) at character 17"],
    ["\u00a0", "white space (U+00A0) at character 17"],
    ["\u200b", "an invisible character (U+200B) at character 17"],
    ["\u2068", "an invisible character (U+2068) at character 17"],
    ["\u00ad", "an invisible character (U+00AD) at character 17"],
    ["\ufe0f", "an invisible character (U+FE0F) at character 17"],
    ["\u034f", "an invisible character (U+034F) at character 17"],
    ["\u0430", '"\\u0430" at character 17'],
    ["…", '"\\u2026" at character 17, where the text is cut off'],
    ["...", '"." at character 17, where the text is cut off'],
  ])("if there is %j in it", (character, found) => {
    for (const whole of [text, text.toUpperCase()])
      expectRefusal(() => decodeInvoice(whole.slice(0, 17) + character + whole.slice(17)), {
        code: "INVALID_BECH32",
        offset: 17,
        says: [found],
      });
  });

  test("in short, however long it is", () => {
    const { message } = errorOf(() => decodeInvoice(`lnbc1${"q".repeat(8000)}`));
    expect(message.length).toBeLessThan(200);
  });

  /** The text with the characters at some places made others. */
  const misspelt = (...places: number[]) =>
    Array.from(text, (character, index) => {
      if (!places.includes(index)) return character;
      return character === "q" ? "p" : "q";
    }).join("");

  test.each<[string, number]>([
    ["the first one of the data", 4],
    ["one amid the data", 100],
    ["the last one of the data", text.length - 7],
    ["the first one of the checksum", text.length - 6],
    ["the last one", text.length - 1],
  ])("for a wrong character, with its place: %s", (_name, offset) => {
    expectRefusal(() => decodeInvoice(misspelt(offset)), {
      code: "INVALID_BECH32",
      offset,
      says: ["checksum", `wrong character at character ${offset}`],
    });
  });

  test("for a wrong character in upper case, with its place", () => {
    expectRefusal(() => decodeInvoice(misspelt(33).toUpperCase()), {
      code: "INVALID_BECH32",
      offset: 33,
      says: ["character 33"],
    });
  });

  test("for two wrong characters, without a place", () => {
    expectRefusal(() => decodeInvoice(misspelt(33, 34)), {
      code: "INVALID_BECH32",
      says: ["checksum", "somewhere"],
    });
  });

  test("for a checksum that belongs to another text, without a place", () => {
    const other = rawText({ umaVersions: "1.0" });
    expectRefusal(() => decodeInvoice(text.slice(0, -6) + other.slice(-6)), {
      code: "INVALID_BECH32",
      says: ["checksum", "somewhere"],
    });
  });

  test("for the checksum of bech32m", () => {
    const words = bech32m.toWords(tlv(rawRecords()));
    expectRefusal(() => decodeInvoice(bech32m.encode("uma", words, 8192)), {
      code: "INVALID_BECH32",
      says: ["bech32", "bech32m"],
    });
  });

  const last = text.length - 1;
  test.each<[string, number]>([
    ["b", 4],
    ["i", 11],
    ["o", 12],
    ["1", 13],
    [" ", last - 6],
    ["\n", last - 5],
    ["-", last],
    ["\0", 40],
    ["é", 41],
    ["円", 42],
    ["\ud800", 43],
  ])("for the character %j at %i", (character, index) => {
    const changed = text.slice(0, index) + character + text.slice(index + 1);
    expectRefusal(() => decodeInvoice(changed), {
      code: "INVALID_BECH32",
      offset: index,
      says: ["qpzry9x8gf2tvdw0s3jn54khce6mua7l", `${index}`],
    });
  });

  test("for a character outside the Basic Multilingual Plane, which is named whole", () => {
    expectRefusal(() => decodeInvoice(`${text.slice(0, 20)}🐝${text.slice(21)}`), {
      code: "INVALID_BECH32",
      offset: 20,
      says: ["\\ud83d\\udc1d"],
    });
  });

  test("with a message of printable ASCII, whatever it holds", () => {
    for (const hostile of ["\u202etxt", "\u001b[2m", "\0", "円\n"])
      expectRefusal(() => decodeInvoice(hostile), { code: "INVALID_BECH32" });
  });

  test.each<[string, string, number]>([
    ["an upper-case letter in lower case", text.slice(0, 20) + text.slice(20).toUpperCase(), 20],
    ["a lower-case letter in upper case", text.slice(0, 20).toUpperCase() + text.slice(20), 20],
    ["upper case in the prefix", `uMA1${text.slice(4)}`, 1],
    ["lower case in the prefix", `Uma1${text.slice(4)}`, 1],
  ])("for %s", (_name, mixed, from) => {
    const offset = from + mixed.slice(from).search(/[A-Za-z]/);
    expectRefusal(() => decodeInvoice(mixed), {
      code: "INVALID_BECH32",
      offset,
      says: ["one case", `"${mixed[offset]}"`, `${offset}`],
    });
  });

  test("for a Kelvin sign, of which lower case would make a k", () => {
    const upper = text.toUpperCase();
    const index = upper.indexOf("K");
    const kelvin = `${upper.slice(0, index)}\u212a${upper.slice(index + 1)}`;
    expect(kelvin.toLowerCase()).toBe(text);
    expectRefusal(() => decodeInvoice(kelvin), { code: "INVALID_BECH32", offset: index, says: ["\\u212a"] });
  });

  test("for a long s, of which upper case would make an S", () => {
    const index = text.indexOf("s");
    const long = `${text.slice(0, index)}\u017f${text.slice(index + 1)}`;
    expect(long.toUpperCase()).toBe(text.toUpperCase());
    expect(errorOf(() => decodeInvoice(long))).toMatchObject({ code: "INVALID_BECH32", offset: index });
  });
});

describe("maxLength", () => {
  const long = wrap(
    concat(
      tlv(rawRecords()),
      tlv(
        [...Array(30).keys()].map((i) => ({
          tag: 101 + i,
          value: new Uint8Array(255),
        })),
      ),
    ),
  );

  test("is 8,192 characters by default", () => {
    expect(long.length).toBeGreaterThan(8192);
    expectRefusal(() => decodeInvoice(long), { code: "TOO_LONG", says: ["8192", `${long.length}`] });
  });

  test("lets a text of just that length through", () => {
    expect(decodeInvoice(long, { maxLength: long.length })).toStrictEqual(requiredFields);
  });

  test("refuses a text that is a character longer", () => {
    expect(errorOf(() => decodeInvoice(text, { maxLength: text.length - 1 })).code).toBe("TOO_LONG");
  });

  test("applies to upper case alike", () => {
    const upper = text.toUpperCase();
    expect(decodeInvoice(upper, { maxLength: text.length })).toStrictEqual(requiredFields);
    expect(errorOf(() => decodeInvoice(upper, { maxLength: text.length - 1 })).code).toBe("TOO_LONG");
  });

  test("of NaN lets nothing through", () => {
    expect(errorOf(() => decodeInvoice(text, { maxLength: Number.NaN })).code).toBe("TOO_LONG");
  });

  test("of Infinity lets everything through", () => {
    expect(decodeInvoice(long, { maxLength: Number.POSITIVE_INFINITY })).toStrictEqual(requiredFields);
  });
});

describe("the records are refused", () => {
  const bytes = tlv(rawRecords());

  test.each<[string, Uint8Array, number, number]>([
    ["a byte too many", concat(bytes, hex("0d")), bytes.length, 13],
    ["a record that runs past the end", concat(bytes, hex("65 05 01 02")), bytes.length, 101],
    [
      "a last record that is cut off",
      bytes.slice(0, -1),
      tlv(rawRecords({ callback: undefined })).length,
      12,
    ],
    ["a known tag twice", concat(bytes, hex("05 01 00")), bytes.length, 5],
    ["a tag of no bytes twice", concat(bytes, hex("06 00 06 00")), bytes.length + 2, 6],
    ["an unknown tag twice", concat(bytes, hex("c8 00 c9 00 c8 00")), bytes.length + 4, 200],
    [
      "two signatures",
      tlv([...signed(rawRecords()), { tag: 100, value: hex("00") }]),
      tlv(signed(rawRecords())).length,
      100,
    ],
  ])("for %s", (_name, malformed, offset, tag) => {
    expectRefusal(() => decodeInvoice(wrap(malformed)), {
      code: "MALFORMED_TLV",
      offset,
      says: [`tag ${tag}`, `byte ${offset}`],
    });
  });

  /** The currency's value follows tags 0, 1 and 2, and its own tag and length. */
  const currencyOffset = tlv(rawRecords().slice(0, 3)).length + 2;
  const currency = rawCurrency();

  test.each<[string, Uint8Array, number]>([
    ["a byte too many in the currency", concat(currency, hex("04")), currency.length],
    ["a record that runs past the currency's end", concat(currency, hex("04 01")), currency.length],
    ["a tag of the currency twice", concat(currency, hex("03 01 02")), currency.length],
    ["an unknown tag of the currency twice", concat(currency, hex("09 00 09 00")), currency.length + 2],
    ["a currency that is no records", hex("00"), 0],
  ])("for %s", (_name, receivingCurrency, offset) => {
    expectRefusal(() => decodeInvoice(rawText({ receivingCurrency })), {
      code: "MALFORMED_TLV",
      offset: currencyOffset + offset,
      says: [`byte ${currencyOffset + offset}`],
    });
  });

  test("before any field is looked at", () => {
    const records = rawRecords({ receiverUma: "nobody", amount: undefined });
    expect(errorOf(() => decodeInvoice(wrap(concat(tlv(records), hex("00"))))).code).toBe("MALFORMED_TLV");
  });
});

describe("missing fields", () => {
  const required = Object.keys(requiredFields) as (keyof typeof requiredFields)[];

  test.each(required)("are named: %s", (field) => {
    expectRefusal(() => decodeInvoice(rawText({ [field]: undefined })), {
      code: "MISSING_FIELD",
      field,
      fields: [field],
      says: [field],
    });
  });

  test("are named all at once, in the order of the wire format", () => {
    expectRefusal(() => decodeInvoice(wrap(new Uint8Array())), {
      code: "MISSING_FIELD",
      field: "receiverUma",
      fields: required,
      says: [required.join(", ")],
    });
  });

  test.each(["code", "name", "symbol", "decimals"])("are named with their path: %s", (name) => {
    const receivingCurrency = rawCurrency({ [name]: undefined });
    const field = `receivingCurrency.${name}`;
    expectRefusal(() => decodeInvoice(rawText({ receivingCurrency })), {
      code: "MISSING_FIELD",
      field,
      fields: [field],
      says: [field],
    });
  });

  test("are named all at once, those of the currency too", () => {
    const receivingCurrency = rawCurrency({ code: undefined, decimals: undefined });
    const changes = { receiverUma: undefined, receivingCurrency, callback: undefined };
    expect(errorOf(() => decodeInvoice(rawText(changes))).fields).toStrictEqual([
      "receiverUma",
      "receivingCurrency.code",
      "receivingCurrency.decimals",
      "callback",
    ]);
  });

  test("are not the optional ones", () => {
    expect(decodeInvoice(text)).not.toHaveProperty("signature");
    expect(decodeInvoice(text)).not.toHaveProperty("requiredPayerData");
  });
});

describe("integers", () => {
  const decimalRaw: RawRecords = {
    amount: "1000",
    receivingCurrency: rawCurrency({ decimals: "2" }),
    expiration: "1893456000",
  };

  test("may be in decimal", () => {
    expect(decodeInvoice(rawText(decimalRaw))).toStrictEqual(requiredFields);
  });

  test.each<[string, bigint]>([
    ["00", 0n],
    ["7f", 127n],
    ["0080", 128n],
    ["0001", 1n],
    ["00000000000000ff", 255n],
    ["0020000000000001", 2n ** 53n + 1n],
    ["7fffffffffffffff", 2n ** 63n - 1n],
  ])("%s in binary stands for %d", (bytes, amount) => {
    expect(decodeInvoice(rawText({ amount: hex(bytes) })).amount).toBe(amount);
  });

  test.each<[string, bigint]>([
    ["0", 0n],
    ["9007199254740945", 9007199254740945n],
    ["9007199254740981", 9007199254740981n],
    ["9007199254740991", 2n ** 53n - 1n],
    ["9007199254740992", 2n ** 53n],
    ["9007199254740993", 2n ** 53n + 1n],
    ["18446744073709551615", 2n ** 64n - 1n],
  ])("%s in decimal stands for %d", (digits, amount) => {
    expect(decodeInvoice(rawText({ ...decimalRaw, amount: digits })).amount).toBe(amount);
  });

  test("are binary where they only look like digits, if one of them does not", () => {
    expect(decodeInvoice(rawText({ amount: "1000", expiration: "20" }))).toMatchObject({
      amount: 0x31303030n,
      expiration: 0x3230,
      receivingCurrency: { decimals: 2 },
    });
  });

  test("reach 2^53 - 1 but for the amount, in decimal too", () => {
    const changes = { ...decimalRaw, expiration: "9007199254740991" };
    expect(decodeInvoice(rawText(changes)).expiration).toBe(2 ** 53 - 1);
  });

  test("reach 2^53 - 1 but for the amount", () => {
    const largest = rawInteger(2n ** 53n - 1n, "binary");
    expect(decodeInvoice(rawText({ expiration: largest })).expiration).toBe(2 ** 53 - 1);
  });

  test.each<[string, RawRecords, string]>([
    ["a negative one", { amount: hex("ff") }, "amount"],
    ["a negative one of 8 bytes", { amount: hex("8000000000000000") }, "amount"],
    ["one of no bytes", { amount: "" }, "amount"],
    ["one of 3 bytes", { amount: hex("000001") }, "amount"],
    ["one of 9 bytes", { amount: hex("000000000000000001") }, "amount"],
    ["a negative optional one", { maxNumPayments: hex("80") }, "maxNumPayments"],
    [
      "a negative one in the currency",
      { receivingCurrency: rawCurrency({ decimals: hex("fe") }) },
      "receivingCurrency.decimals",
    ],
    ["a decimal one with a leading zero", { ...decimalRaw, amount: "01000" }, "amount"],
    ["a decimal one with a sign", { ...decimalRaw, amount: "+1000" }, "amount"],
    ["a decimal one with a fraction", { ...decimalRaw, expiration: "18934560.0" }, "expiration"],
    ["a decimal one of 21 digits", { ...decimalRaw, amount: "100000000000000000000" }, "amount"],
  ])("are refused: %s", (_name, changes, field) => {
    expectRefusal(() => decodeInvoice(rawText(changes)), {
      code: "INVALID_FIELD",
      field,
      says: [`${field}: `, "integer"],
    });
  });

  test("are refused in two dialects at once", () => {
    // Neither dialect can read both: 100 in decimal has three bytes, and 0xe8 is no digit.
    expectRefusal(() => decodeInvoice(rawText({ amount: "100", expiration: hex("03e8") })), {
      code: "INVALID_FIELD",
      field: "amount",
      says: ["amount: ", "integer"],
    });
  });

  test("are refused past 2^53 - 1, but for the amount", () => {
    const tooLarge = rawInteger(2n ** 53n, "binary");
    for (const field of ["expiration", "commentCharsAllowed", "maxNumPayments"] as const)
      expectRefusal(() => decodeInvoice(rawText({ [field]: tooLarge })), {
        code: "INVALID_FIELD",
        field,
        says: [`${field}: `, "9007199254740991", "9007199254740992"],
      });
  });

  test("are refused past 2^64 - 1 in decimal", () => {
    expectRefusal(() => decodeInvoice(rawText({ ...decimalRaw, amount: "18446744073709551616" })), {
      code: "INVALID_FIELD",
      field: "amount",
      says: ["18446744073709551615", "18446744073709551616"],
    });
  });

  test("may be 30 for decimals", () => {
    const receivingCurrency = rawCurrency({ decimals: hex("1e") });
    expect(decodeInvoice(rawText({ receivingCurrency })).receivingCurrency.decimals).toBe(30);
  });

  test("are refused past 30 for decimals", () => {
    const receivingCurrency = rawCurrency({ decimals: hex("1f") });
    expectRefusal(() => decodeInvoice(rawText({ receivingCurrency })), {
      code: "INVALID_FIELD",
      field: "receivingCurrency.decimals",
      says: ["receivingCurrency.decimals: ", "30", "31"],
    });
  });
});

describe("text fields are refused", () => {
  test.each<[string, string]>([
    ["an overlong slash", "c0 af"],
    ["a lone continuation byte", "80"],
    ["a sequence that is cut off", "e2 82"],
    ["a surrogate", "ed a0 80"],
    ["a character past U+10FFFF", "f4 90 80 80"],
    ["Latin-1", "e9"],
    ["UTF-16", "ff fe"],
  ])("as malformed UTF-8: %s", (_name, bytes) => {
    const name = concat(utf8("Dollar "), hex(bytes));
    const error = expectRefusal(() => decodeInvoice(rawText({ receivingCurrency: rawCurrency({ name }) })), {
      code: "INVALID_FIELD",
      field: "receivingCurrency.name",
      says: ["receivingCurrency.name: ", "UTF-8", `${name.length} bytes`],
    });
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  test.each(["", "verified", "UNVERIFIED", "VERIFIED ", "NONE"])(
    "as an unknown KYC status: %j",
    (kycStatus) => {
      expectRefusal(() => decodeInvoice(rawText({ kycStatus })), {
        code: "INVALID_FIELD",
        field: "kycStatus",
        says: ["UNKNOWN, NOT_VERIFIED, PENDING, VERIFIED", JSON.stringify(kycStatus)],
      });
    },
  );
});

test.each(["UNKNOWN", "NOT_VERIFIED", "PENDING", "VERIFIED"])("a KYC status may be %s", (kycStatus) => {
  expect(decodeInvoice(rawText({ kycStatus })).kycStatus).toBe(kycStatus);
});

describe("isSubjectToTravelRule", () => {
  test.each([
    ["00", false],
    ["01", true],
  ] as const)("%s stands for %s", (bytes, meant) => {
    expect(decodeInvoice(rawText({ isSubjectToTravelRule: hex(bytes) })).isSubjectToTravelRule).toBe(meant);
  });

  test.each([
    ["02", "2"],
    ["ff", "255"],
    ["", "0 bytes"],
    ["00 01", "2 bytes"],
    ["31", "49"],
  ])("is refused: %s", (bytes, found) => {
    expectRefusal(() => decodeInvoice(rawText({ isSubjectToTravelRule: hex(bytes) })), {
      code: "INVALID_FIELD",
      field: "isSubjectToTravelRule",
      says: ["isSubjectToTravelRule: ", found],
    });
  });
});

describe("addresses", () => {
  const longest = `$${"u".repeat(64)}@${"d".repeat(63)}.${"e".repeat(63)}.com`;

  test.each([
    "$bob@vasp2.com",
    "$BOB@VASP2.COM",
    "$a@b",
    "$a-b_c.d+e9@vasp.example",
    "$.@vasp.com",
    "$bob@sub-domain.vasp2.co.uk",
    "$bob@localhost",
    "$bob@localhost:8080",
    "$bob@127.0.0.1:65535",
    "$bob@xn--bcher-kva.example",
    "$bob@1.example:1",
    longest,
  ])("may be %s", (address) => {
    const decoded = decodeInvoice(rawText({ receiverUma: address, senderUma: address }));
    expect([decoded.receiverUma, decoded.senderUma]).toStrictEqual([address, address]);
  });

  const bad = [
    "",
    "$",
    "bob@vasp2.com",
    "$bob",
    "$@vasp2.com",
    "$bob@",
    "$$bob@vasp2.com",
    "$bob@vasp2.com ",
    " $bob@vasp2.com",
    "$bob@vasp2.com\n",
    "$b ob@vasp2.com",
    "$bob@@vasp2.com",
    "$bob@vasp2@com",
    "$b!b@vasp2.com",
    "$bób@vasp2.com",
    "$bob@väsp2.com",
    "$bob@.com",
    "$bob@vasp2.",
    "$bob@vasp2..com",
    "$bob@-vasp2.com",
    "$bob@vasp2-.com",
    "$bob@vasp_2.com",
    "$bob@vasp2.com/path",
    "$bob@vasp2.com:",
    "$bob@vasp2.com:0",
    "$bob@vasp2.com:080",
    "$bob@vasp2.com:65536",
    "$bob@vasp2.com:port",
    "$bob@[::1]",
    `$${"u".repeat(65)}@vasp2.com`,
    `$bob@${"d".repeat(64)}.com`,
  ];

  test.each(bad)("may not be %j", (address) => {
    for (const field of ["receiverUma", "senderUma"] as const) {
      expectRefusal(() => decodeInvoice(rawText({ [field]: address })), {
        code: "INVALID_FIELD",
        field,
        says: [`${field}: `, "$user@domain"],
      });
    }
  });
});

describe("the UUID", () => {
  test.each([
    "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
    "7F2C9D4E-8A1B-4C6D-9E3F-0A5B7C8D9E1F",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "c232ab00-9414-11ec-b3c8-9f6bdeced846",
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
  ])("may be %s", (invoiceUUID) => {
    expect(decodeInvoice(rawText({ invoiceUUID })).invoiceUUID).toBe(invoiceUUID);
  });

  test.each([
    "",
    "7f2c9d4e8a1b4c6d9e3f0a5b7c8d9e1f",
    "{7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f}",
    "urn:uuid:7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
    "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1",
    "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f0",
    "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1g",
    "7f2c9d4-e8a1b-4c6d-9e3f-0a5b7c8d9e1f",
    "7f2c9d4e_8a1b_4c6d_9e3f_0a5b7c8d9e1f",
    "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f\n",
  ])("may not be %j", (invoiceUUID) => {
    expectRefusal(() => decodeInvoice(rawText({ invoiceUUID })), {
      code: "INVALID_FIELD",
      field: "invoiceUUID",
      says: ["invoiceUUID: ", "a UUID", JSON.stringify(invoiceUUID)],
    });
  });
});

describe("the callback", () => {
  test.each([
    "https://vasp2.com",
    "https://vasp2.com/",
    "HTTPS://VASP2.COM/Path",
    "https://vasp2.com:8443/api/payreq?uuid=1&v=%20#top",
    "https://vasp2.com?uuid=1",
    "https://vasp2.com#top",
    "https://sub_domain.vasp2.com/",
    "https://192.0.2.1/",
    "https://[2001:db8::1]:443/",
    "https://xn--bcher-kva.example/@user",
    "https://vasp2.com/a:b@c;d=e,f!$'()*+[x]~",
    "http://localhost/",
    "http://localhost:8080/payreq",
    "http://app.localhost/",
    "http://127.0.0.1:3000/",
    "http://127.1.2.3/",
    "http://[::1]/",
  ])("may be %s", (callback) => {
    expect(decodeInvoice(rawText({ callback })).callback).toBe(callback);
  });

  test.each([
    "",
    "vasp2.com/payreq",
    "//vasp2.com/",
    "https:",
    "https://",
    "https:///path",
    "https:/vasp2.com/",
    "https:vasp2.com",
    "https://:443/",
    "https://?query",
    " https://vasp2.com/",
    "https://vasp2.com/ ",
    "https://vasp2.com/\n",
    "https://vasp2.com/a b",
    "https://vasp2.com/é",
    "https://väsp2.com/",
    'https://vasp2.com/"',
    "https://vasp2.com/<script>",
    "https://vasp2.com\\@evil.example/",
    "https://user@vasp2.com/",
    "https://user:password@vasp2.com/",
    "https://vasp2.com:80:80/",
    "https://vasp2.com:0/",
    "https://vasp2.com:65536/",
    "https://vasp2.com:port/",
    "https://vasp2.com./",
    "https://vasp2..com/",
    "https://.vasp2.com/",
    "https://[::1/",
    "https://%76asp2.com/",
    "https://999.999.999.999/",
    "https://1.2.3/",
    "https://127.0.0.01/",
    "https://vasp2.com127.0.0.1/",
    "https://vasp2.0x7f/",
    "http://127.999.1.1/",
    "http://vasp2.com/",
    "http://localhost.evil.example/",
    "http://localhost@evil.example/",
    "http://notlocalhost/",
    "http://127.0.0.1.evil.example/",
    "http://128.0.0.1/",
    "http://[::2]/",
    "http://0.0.0.0/",
    "ftp://vasp2.com/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "file:///etc/passwd",
  ])("may not be %j", (callback) => {
    expectRefusal(() => decodeInvoice(rawText({ callback })), {
      code: "INVALID_FIELD",
      field: "callback",
      says: ["callback: ", "https", "loopback"],
    });
  });
});

describe("the versions", () => {
  test.each(["0.3", "1.0", "0.3,1.0", "1.0,0.3", "0.0", "10.20,999999999.0", "1.0,1.1"])(
    "may be %s",
    (umaVersions) => {
      expect(decodeInvoice(rawText({ umaVersions })).umaVersions).toBe(umaVersions);
    },
  );

  test.each([
    "",
    "1",
    "1.",
    ".1",
    "1.0.0",
    "v1.0",
    "1.0,",
    ",1.0",
    "0.3,,1.0",
    "0.3, 1.0",
    "0.3;1.0",
    "01.0",
    "1.00",
    "-1.0",
    "1.x",
    "1.0\n",
    "1234567890.0",
  ])("may not be %j", (umaVersions) => {
    expectRefusal(() => decodeInvoice(rawText({ umaVersions })), {
      code: "INVALID_FIELD",
      field: "umaVersions",
      says: ["umaVersions: ", "major.minor", JSON.stringify(umaVersions)],
    });
  });
});

describe("payer data options", () => {
  test("may come in any order, under any key", () => {
    const pairs = "z:0,a:1,__proto__:1,constructor:0,円:1,with space:0,10:1,9:0";
    const options = decodeInvoice(rawText({ requiredPayerData: pairs })).requiredPayerData!;
    const given = pairs.split(",").map((pair) => pair.split(":") as [string, string]);
    expect(Object.getOwnPropertyNames(options).sort()).toStrictEqual(given.map(([key]) => key).sort());
    for (const [key, flag] of given)
      expect(Object.getOwnPropertyDescriptor(options, key)?.value).toStrictEqual({ mandatory: flag === "1" });
  });

  test("do not change the prototype of the object that they are in", () => {
    const options = decodeInvoice(rawText({ requiredPayerData: "__proto__:1" })).requiredPayerData!;
    expect(Object.getPrototypeOf(options)).toBe(Object.prototype);
    expect("mandatory" in options).toBe(false);
  });

  test.each([
    ":",
    ",",
    ":1",
    "a",
    "1",
    "a:",
    "a:2",
    "a:10",
    "a:true",
    "a:1,",
    ",a:1",
    "a:1,,b:0",
    "a:b:1",
    "a::1",
    "a:1,a:0",
    "a:1,c:1,b:1,c:0",
    "b:1,a:1,b:1",
    "__proto__:1,__proto__:1",
    "a,b:1",
    "a:1;b:0",
    "a:1, ",
  ])("may not be %j", (requiredPayerData) => {
    expectRefusal(() => decodeInvoice(rawText({ requiredPayerData })), {
      code: "INVALID_FIELD",
      field: "requiredPayerData",
      says: ["requiredPayerData: ", "key:1 or key:0"],
    });
  });
});

describe("an error", () => {
  test.each<[string, () => unknown, string, number]>([
    ["of the text", () => decodeInvoice("x"), "INVALID_INVOICE", 400],
    ["of another prefix", () => decodeInvoice("lnbc1x"), "INVALID_INVOICE", 400],
    ["of length", () => decodeInvoice(text, { maxLength: 1 }), "INVALID_INVOICE", 400],
    ["of records", () => decodeInvoice(wrap(hex("00"))), "INVALID_INVOICE", 400],
    ["of a missing field", () => decodeInvoice(wrap(hex(""))), "MISSING_REQUIRED_UMA_PARAMETERS", 400],
    ["of a bad field", () => decodeInvoice(rawText({ umaVersions: "x" })), "INVALID_INPUT", 400],
  ])("%s names the protocol's code and the status", (_name, call, protocolCode, httpStatus) => {
    expect(errorOf(call)).toMatchObject({ protocolCode, httpStatus, name: "UmaInvoiceError" });
  });

  test("is an Error of the class that the package exports", () => {
    const error = errorOf(() => decodeInvoice("x"));
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(UmaInvoiceError);
  });
});

test("a text keeps its meaning through many decodings in a row", () => {
  const long = rawText({ callback: "https://vasp2.com/".padEnd(255, "p"), signature: "s".repeat(255) });
  const invoices = [text, long, text].map((each) => decodeInvoice(each));
  expect(invoices.map((invoice) => encodeInvoice(invoice))).toStrictEqual([text, long, text]);
});
