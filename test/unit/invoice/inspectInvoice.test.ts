import { describe, expect, test } from "vitest";
import { inspectInvoice, type UmaInvoiceError } from "../../../src/index.js";
import { wrap } from "../../support/bech32.js";
import { concat, hex, utf8 } from "../../support/bytes.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { type RawRecords, rawCurrency, rawRecords, rawText, signed, tlv } from "../../support/rawInvoice.js";

const all: RawRecords = {
  requiredPayerData: "email:0,compliance:1",
  commentCharsAllowed: hex("0090"),
  senderUma: "$alice@vasp1.com",
  maxNumPayments: hex("03"),
  kycStatus: "VERIFIED",
};

describe("every record", () => {
  test("has its tag, name and value, in the order in which it stands", () => {
    const records = inspectInvoice(wrap(tlv(signed(rawRecords(all).reverse()))));
    expect(records.map(({ tag, name, value }) => [tag, name, value])).toStrictEqual([
      [12, "callback", "https://vasp2.com/payreq"],
      [11, "kycStatus", "VERIFIED"],
      [10, "maxNumPayments", 3],
      [9, "senderUma", "$alice@vasp1.com"],
      [8, "commentCharsAllowed", 144],
      [7, "umaVersions", "0.3,1.0"],
      [6, "requiredPayerData", { email: { mandatory: false }, compliance: { mandatory: true } }],
      [5, "isSubjectToTravelRule", true],
      [4, "expiration", 1_893_456_000],
      [3, "receivingCurrency", undefined],
      [2, "amount", 1000n],
      [1, "invoiceUUID", "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f"],
      [0, "receiverUma", "$bob@vasp2.com"],
      [100, "signature", signed(rawRecords(all).reverse()).at(-1)!.value],
    ]);
  });

  test("has the place where it starts, its length and the bytes of its value: together they are all", () => {
    const bytes = tlv(signed(rawRecords(all)));
    const records = inspectInvoice(wrap(bytes));
    const rebuilt = records.map((record) => concat(Uint8Array.of(record.tag, record.length), record.bytes));
    expect(concat(...rebuilt)).toStrictEqual(bytes);
    let expected = 0;
    for (const { offset, length } of records) {
      expect(offset).toBe(expected);
      expected += 2 + length;
    }
  });

  test("of the currency stands inside it, with its place in the whole", () => {
    const bytes = tlv(rawRecords());
    const [currency] = inspectInvoice(wrap(bytes)).filter(({ name }) => name === "receivingCurrency");
    const { records, offset, length } = currency!;
    expect(records!.map(({ tag, name, value }) => [tag, name, value])).toStrictEqual([
      [0, "code", "USD"],
      [1, "name", "US Dollar"],
      [2, "symbol", "$"],
      [3, "decimals", 2],
    ]);
    expect(records![0]!.offset).toBe(offset + 2);
    for (const inner of records!)
      expect(bytes.slice(inner.offset + 2, inner.offset + 2 + inner.length)).toStrictEqual(inner.bytes);
    expect(records!.at(-1)!.offset + 2 + records!.at(-1)!.length).toBe(offset + 2 + length);
  });

  test("of an unknown tag has neither name nor value", () => {
    const receivingCurrency = concat(rawCurrency(), tlv([{ tag: 9, value: "x" }]));
    const text = wrap(tlv([...rawRecords({ receivingCurrency }), { tag: 200, value: "new" }]));
    const records = inspectInvoice(text);
    const unknown = { tag: 200, offset: records.at(-1)!.offset, length: 3, bytes: utf8("new") };
    expect(records.at(-1)).toStrictEqual(unknown);
    expect(records[3]!.records!.at(-1)).toStrictEqual({
      tag: 9,
      offset: records[4]!.offset - 3,
      length: 1,
      bytes: utf8("x"),
    });
  });

  test("may be in upper case, or decimal", () => {
    const text = rawText({
      amount: "1000",
      receivingCurrency: rawCurrency({ decimals: "2" }),
      expiration: "1893456000",
    });
    const values = inspectInvoice(text.toUpperCase()).map(({ value }) => value);
    expect(values).toContain(1000n);
    expect(values).toContain(1_893_456_000);
  });

  test("has bytes of its own: writing into them changes no other", () => {
    const records = inspectInvoice(rawText({ signature: "signature" }));
    const signature = records.find(({ name }) => name === "signature")!;
    signature.bytes.fill(0);
    expect(signature.value).toStrictEqual(utf8("signature"));
    expect(inspectInvoice(rawText({ signature: "signature" })).at(-1)!.bytes).toStrictEqual(
      utf8("signature"),
    );
  });

  test("keeps its bytes and value when another text is inspected", () => {
    const records = inspectInvoice(rawText({ signature: "signature" }));
    const before = structuredClone(records);
    inspectInvoice(rawText({ signature: "x".repeat(9), callback: "https://other.example/" }));
    expect(records).toStrictEqual(before);
  });
});

describe("goes on where", () => {
  test("fields are missing", () => {
    const text = wrap(tlv([{ tag: 0, value: "$bob@vasp2.com" }]));
    expect(inspectInvoice(text).map(({ name }) => name)).toStrictEqual(["receiverUma"]);
  });

  test("there is nothing", () => {
    expect(inspectInvoice(wrap(new Uint8Array()))).toStrictEqual([]);
  });

  test("values are malformed, and says what is wrong with each", () => {
    const records = inspectInvoice(rawText({ receiverUma: "bob", kycStatus: "MAYBE" }));
    const problems = records.filter(({ problem }) => problem);
    expect(problems.map(({ name }) => name)).toStrictEqual(["receiverUma", "kycStatus"]);
    for (const record of problems) expect(record).not.toHaveProperty("value");
    expectError(problems[0]!.problem!, {
      code: "INVALID_FIELD",
      field: "receiverUma",
      says: ['"bob"', "$user@domain"],
    });
    expect(records.filter(({ value }) => value !== undefined)).toHaveLength(records.length - 3);
  });

  test("a value in the currency is malformed, and names its path", () => {
    const receivingCurrency = rawCurrency({ name: hex("ff") });
    const currency = inspectInvoice(rawText({ receivingCurrency }))[3]!;
    expect(currency).not.toHaveProperty("problem");
    expectError(currency.records![1]!.problem!, {
      code: "INVALID_FIELD",
      field: "receivingCurrency.name",
      says: ["UTF-8"],
    });
  });

  test("no one can say which dialect the integers are in: none of them is given, and each has that problem", () => {
    const records = inspectInvoice(rawText({ amount: hex("ff"), maxNumPayments: hex("03") }));
    const integers = [...records, ...records[3]!.records!].filter(({ name }) =>
      ["amount", "expiration", "maxNumPayments", "decimals"].includes(name!),
    );
    expect(integers).toHaveLength(4);
    for (const record of integers) {
      expect(record).not.toHaveProperty("value");
      expect((record.problem as UmaInvoiceError).field).toBe("amount");
    }
    expect(records[0]!.value).toBe("$bob@vasp2.com");
  });

  test("an integer is too large, and says so of that one alone", () => {
    const records = inspectInvoice(rawText({ expiration: hex("7fffffffffffffff") }));
    expect(records.filter(({ problem }) => problem).map(({ name }) => name)).toStrictEqual(["expiration"]);
    expect(records[2]!.value).toBe(1000n);
  });
});

describe("refuses", () => {
  test("what is no text of an invoice, as decodeInvoice does", () => {
    expectRefusal(() => inspectInvoice("lnbc1qqq"), { code: "UNEXPECTED_PREFIX" });
    expectRefusal(() => inspectInvoice("uma1"), { code: "INVALID_BECH32" });
    expectRefusal(() => inspectInvoice(undefined as unknown as string), { code: "INVALID_BECH32" });
  });

  test("a text longer than maxLength", () => {
    const text = rawText();
    expectRefusal(() => inspectInvoice(text, { maxLength: text.length - 1 }), { code: "TOO_LONG" });
    expect(inspectInvoice(text, { maxLength: text.length })).toHaveLength(8);
  });

  test.each<[string, Uint8Array, number]>([
    ["records cut off", hex("00 05 41"), 0],
    ["a byte too many", hex("06 00 07"), 2],
    ["a tag twice", hex("06 00 06 00"), 2],
    ["an unknown tag twice", hex("c8 00 c8 00"), 2],
    ["a currency cut off", hex("03 02 00 05"), 2],
  ])("%s", (_name, bytes, offset) => {
    expectRefusal(() => inspectInvoice(wrap(bytes)), { code: "MALFORMED_TLV", offset });
  });
});
