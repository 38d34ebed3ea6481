import { describe, expect, test, vi } from "vitest";
import {
  createInvoice,
  decodeInvoice,
  encodeInvoice,
  examineInvoice,
  inspectInvoice,
} from "../../../src/index.js";
import { wrap } from "../../support/bech32.js";
import { concat, hex } from "../../support/bytes.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { rawCurrency, rawRecords, rawText, tlv } from "../../support/rawInvoice.js";
import { allFields, beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const options = { now: beforeExpiration };
const { expiration } = requiredFields;

function problemsOf(text: string) {
  return examineInvoice(text, options).problems.map(({ code, field }) => [code, field]);
}

describe("an invoice that is fine", () => {
  test("comes with its records, and with no problems", () => {
    const text = encodeInvoice(createInvoice(allFields, keys.first.secretKey));
    const { invoice, records, problems } = examineInvoice(text, options);
    expect(invoice).toStrictEqual(decodeInvoice(text));
    expect(encodeInvoice(invoice!)).toBe(text);
    expect(records).toStrictEqual(inspectInvoice(text));
    expect(problems).toStrictEqual([]);
  });

  test("may be in upper case, and unsigned: that is for verifyInvoice", () => {
    const text = rawText();
    const { invoice, problems } = examineInvoice(text.toUpperCase(), options);
    expect(encodeInvoice(invoice!)).toBe(text);
    expect(problems).toStrictEqual([]);
  });
});

describe("an invoice that can be read", () => {
  test("has what validateInvoice says of it for problems, expiry last", () => {
    const { invoice, problems } = examineInvoice(rawText(), { now: expiration });
    expect(invoice).toStrictEqual(requiredFields);
    expect(problems).toHaveLength(1);
    expectError(problems[0]!, { code: "INVOICE_EXPIRED", field: "expiration", says: [`${expiration}`] });
  });

  test("is there also where its expiration is in milliseconds", () => {
    const { invoice, problems } = examineInvoice(rawText({ expiration: hex("000001b8d5a3ea00") }), options);
    expect(invoice!.expiration).toBeGreaterThan(2 ** 32);
    expect(problems).toHaveLength(1);
    expectError(problems[0]!, { code: "INVALID_FIELD", field: "expiration", says: ["milliseconds"] });
  });

  test("is measured against the present by default", () => {
    expect(examineInvoice(rawText({ expiration: hex("7f") })).problems[0]?.code).toBe("INVOICE_EXPIRED");
    expect(examineInvoice(rawText({ expiration: hex("00000000ffffffff") })).problems).toStrictEqual([]);
  });
});

describe("without an invoice,", () => {
  test.each<[string, unknown, string]>([
    ["something else than bech32", "hello", "INVALID_BECH32"],
    ["no text at all", undefined, "INVALID_BECH32"],
    ["bech32 of something else", "lnbc1pvjluez", "UNEXPECTED_PREFIX"],
    ["a text that is cut off", rawText().slice(0, -20), "INVALID_BECH32"],
    ["a text that is too long", `uma1${"q".repeat(8192)}`, "TOO_LONG"],
    ["bytes that are no records", wrap(hex("00 05 41")), "MALFORMED_TLV"],
  ])("%s has no records, and that one problem", (_name, text, code) => {
    const examined = examineInvoice(text as string);
    expect(examined).toStrictEqual({ records: [], problems: [expect.objectContaining({ code })] });
  });

  test("nothing at all has no records, and misses everything", () => {
    const { records, invoice, problems } = examineInvoice(wrap(new Uint8Array()));
    expect([records, invoice]).toStrictEqual([[], undefined]);
    expect(problems).toHaveLength(1);
    expectError(problems[0]!, {
      code: "MISSING_FIELD",
      field: "receiverUma",
      fields: [
        "receiverUma",
        "invoiceUUID",
        "amount",
        "receivingCurrency",
        "expiration",
        "isSubjectToTravelRule",
        "umaVersions",
        "callback",
      ],
    });
  });

  test("every malformed value is a problem, in the order in which they stand, and then what is missing", () => {
    const receivingCurrency = rawCurrency({ name: hex("ff"), code: undefined });
    const records = rawRecords({
      receiverUma: "bob",
      invoiceUUID: undefined,
      receivingCurrency,
      callback: "ftp://vasp2.com",
    });
    const text = wrap(tlv(records.reverse()));
    const examined = examineInvoice(text, options);
    expect(examined).not.toHaveProperty("invoice");
    expect(examined.records).toStrictEqual(inspectInvoice(text));
    expect(problemsOf(text)).toStrictEqual([
      ["INVALID_FIELD", "callback"],
      ["INVALID_FIELD", "receivingCurrency.name"],
      ["INVALID_FIELD", "receiverUma"],
      ["MISSING_FIELD", "invoiceUUID"],
    ]);
    expect(examined.problems.at(-1)!.fields).toStrictEqual(["invoiceUUID", "receivingCurrency.code"]);
  });

  test("a malformed value is not missing as well", () => {
    expect(problemsOf(rawText({ kycStatus: "MAYBE", receiverUma: "bob" }))).toStrictEqual([
      ["INVALID_FIELD", "receiverUma"],
      ["INVALID_FIELD", "kycStatus"],
    ]);
  });

  test("integers of which no one can say how to read them are one problem together", () => {
    const text = rawText({ amount: hex("ff"), callback: "ftp://vasp2.com" });
    expect(problemsOf(text)).toStrictEqual([
      ["INVALID_FIELD", "amount"],
      ["INVALID_FIELD", "callback"],
    ]);
  });

  test("unknown records are no problem", () => {
    const records = [...rawRecords({ receiverUma: "bob" }), { tag: 200, value: "new" }];
    expect(problemsOf(wrap(concat(tlv(records))))).toStrictEqual([["INVALID_FIELD", "receiverUma"]]);
  });
});

describe("options", () => {
  test("limit the text", () => {
    const text = rawText();
    const { problems } = examineInvoice(text, { ...options, maxLength: text.length - 1 });
    expect(problems.map(({ code }) => code)).toStrictEqual(["TOO_LONG"]);
    expect(examineInvoice(text, { ...options, maxLength: text.length }).problems).toStrictEqual([]);
  });

  test.each<[string, object, string]>([
    ["a limit in text", { maxLength: "9999" }, "maxLength"],
    ["a moment in text", { now: "2024-01-01" }, "now"],
    ["a moment in milliseconds", { now: beforeExpiration * 1000 }, "now"],
    ["no options at all", 7 as never, "options"],
  ])("%s is refused, whatever the text", (_name, given, field) => {
    for (const text of [rawText(), "hello"])
      expectRefusal(() => examineInvoice(text, given), { code: "INVALID_OPTION", field });
  });
});

test("what is no refusal, such as memory that gives out, goes on its way", () => {
  const text = rawText();
  const failure = new RangeError("out of memory");
  vi.spyOn(TextEncoder.prototype, "encodeInto").mockImplementationOnce(() => {
    throw failure;
  });
  expect(() => examineInvoice(text)).toThrow(failure);
});
