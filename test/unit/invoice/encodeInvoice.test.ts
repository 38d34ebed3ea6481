import { describe, expect, test } from "vitest";
import { createInvoice, decodeInvoice, encodeInvoice, type Invoice } from "../../../src/index.js";
import { unwrap, wrap } from "../../support/bech32.js";
import { concat, hex, utf8 } from "../../support/bytes.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { rawCurrency, rawRecords, rawText, recordsOf, signed, tags, tlv } from "../../support/rawInvoice.js";
import { allFields, requiredFields } from "../../support/sampleFields.js";

const decimalText = rawText({
  amount: "1000",
  receivingCurrency: rawCurrency({ decimals: "2" }),
  expiration: "1893456000",
});

describe("an object made by hand", () => {
  test("is written in the order of the wire format, with binary integers", () => {
    expect(encodeInvoice(requiredFields)).toBe(rawText());
  });

  test("is written with decimal integers if asked for", () => {
    expect(encodeInvoice(requiredFields, { integers: "decimal" })).toBe(decimalText);
  });

  test("is written in that order whatever its own", () => {
    const reversed = Object.fromEntries(Object.entries(allFields).reverse()) as unknown as Invoice;
    expect(encodeInvoice(reversed)).toBe(encodeInvoice(allFields));
  });

  test("has its options read once, whatever a getter says the next time", () => {
    const said = [{ mandatory: true }];
    const requiredPayerData = {
      get email() {
        return said.pop()!;
      },
    };
    const text = encodeInvoice({ ...requiredFields, requiredPayerData });
    expect(decodeInvoice(text).requiredPayerData).toEqual({ email: { mandatory: true } });
  });

  test("is written with its signature, which nobody checks here", () => {
    const signature = utf8("signature");
    expect(encodeInvoice({ ...requiredFields, signature })).toBe(rawText({ signature }));
  });

  test("is written without the fields that are undefined", () => {
    const fields = { ...requiredFields, kycStatus: undefined, signature: undefined };
    expect(encodeInvoice(fields as unknown as Invoice)).toBe(rawText());
  });

  test("is written without what is no field", () => {
    expect(encodeInvoice({ ...requiredFields, memo: "coffee" } as Invoice)).toBe(rawText());
  });

  test("has its payer data options sorted by key, as UTF-16", () => {
    const mandatory = { mandatory: true };
    const optional = { mandatory: false };
    const requiredPayerData = {
      name: optional,
      "name-kana": optional,
      円: mandatory,
      a: mandatory,
      B: optional,
    };
    expect(
      bytesOf(encodeInvoice({ ...requiredFields, requiredPayerData }), "requiredPayerData"),
    ).toStrictEqual(utf8("B:0,a:1,name:0,name-kana:0,円:1"));
  });

  test("has no payer data options as no bytes", () => {
    const text = encodeInvoice({ ...requiredFields, requiredPayerData: {} });
    expect(bytesOf(text, "requiredPayerData")).toHaveLength(0);
  });

  test.each<[bigint, string]>([
    [0n, "00"],
    [127n, "7f"],
    [128n, "0080"],
    [32767n, "7fff"],
    [32768n, "00008000"],
    [2n ** 31n - 1n, "7fffffff"],
    [2n ** 31n, "0000000080000000"],
    [2n ** 32n - 1n, "00000000ffffffff"],
    [2n ** 53n + 1n, "0020000000000001"],
    [2n ** 63n - 1n, "7fffffffffffffff"],
  ])("has an amount of %d in the smallest signed width", (amount, bytes) => {
    expect(bytesOf(encodeInvoice({ ...requiredFields, amount }), "amount")).toStrictEqual(hex(bytes));
  });

  test.each([0n, 9n, 10n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n])(
    "has an amount of %d in all its digits, if asked for decimal",
    (amount) => {
      const text = encodeInvoice({ ...requiredFields, amount }, { integers: "decimal" });
      expect(bytesOf(text, "amount")).toStrictEqual(utf8(`${amount}`));
    },
  );
});

describe("a decoded invoice", () => {
  const foreign = wrap(
    concat(
      tlv([{ tag: 201, value: "unknown" }]),
      tlv(rawRecords({ amount: hex("00000000000003e8") }).reverse()),
    ),
  );

  test("gives the text that it came from, to the letter", () => {
    expect(encodeInvoice(decodeInvoice(foreign))).toBe(foreign);
  });

  test("gives it if asked for the dialect that it is in", () => {
    expect(encodeInvoice(decodeInvoice(foreign), { integers: "binary" })).toBe(foreign);
    expect(encodeInvoice(decodeInvoice(decimalText), { integers: "decimal" })).toBe(decimalText);
  });

  test("stays in its dialect by default", () => {
    expect(encodeInvoice(decodeInvoice(decimalText))).toBe(decimalText);
  });

  test("is written anew if asked for the other dialect", () => {
    expect(encodeInvoice(decodeInvoice(foreign), { integers: "decimal" })).toBe(decimalText);
    expect(encodeInvoice(decodeInvoice(decimalText), { integers: "binary" })).toBe(rawText());
  });

  test("is not written in the other dialect once it is signed", () => {
    const invoice = decodeInvoice(wrap(tlv(signed(rawRecords()))));
    expectRefusal(() => encodeInvoice(invoice, { integers: "decimal" }), {
      code: "INVALID_SIGNATURE",
      field: "signature",
      says: ["binary"],
    });
  });

  test("is not written in binary once it is signed over decimal", () => {
    const invoice = createInvoice(requiredFields, keys.first.secretKey, { integers: "decimal" });
    expectRefusal(() => encodeInvoice(invoice, { integers: "binary" }), {
      code: "INVALID_SIGNATURE",
      field: "signature",
      says: ["decimal"],
    });
  });

  test("is written anew as a copy: in order, and without unknown tags", () => {
    expect(encodeInvoice({ ...decodeInvoice(foreign) })).toBe(rawText());
  });

  test("is written with what was changed in a copy", () => {
    expect(encodeInvoice({ ...decodeInvoice(foreign), amount: 1001n })).toBe(
      rawText({ amount: hex("03e9") }),
    );
  });
});

describe("what is missing is named", () => {
  test("all at once", () => {
    expectRefusal(() => encodeInvoice({} as Invoice), {
      code: "MISSING_FIELD",
      field: "receiverUma",
      fields: Object.keys(requiredFields),
      says: ["receiverUma", "callback"],
    });
  });

  test("inside the currency too", () => {
    const { receiverUma: _, ...rest } = requiredFields;
    const fields = { ...rest, receivingCurrency: { code: "USD", name: "US Dollar" } } as unknown as Invoice;
    expectRefusal(() => encodeInvoice(fields), {
      code: "MISSING_FIELD",
      field: "receiverUma",
      fields: ["receiverUma", "receivingCurrency.symbol", "receivingCurrency.decimals"],
    });
  });
});

describe("a value is refused", () => {
  const currency = (changes: object) => ({
    receivingCurrency: { ...requiredFields.receivingCurrency, ...changes },
  });

  test.each<[string, object, string, string]>([
    ["an address that is none", { receiverUma: "bob@vasp2.com" }, "receiverUma", '"bob@vasp2.com"'],
    ["an address that is no text", { receiverUma: 7 }, "receiverUma", "7"],
    ["an address that is null", { senderUma: null }, "senderUma", "null"],
    ["a UUID that is none", { invoiceUUID: "7f2c9d4e" }, "invoiceUUID", '"7f2c9d4e"'],
    ["an amount that is a number", { amount: 1000 }, "amount", "1000"],
    ["an amount that is text", { amount: "1000" }, "amount", '"1000"'],
    ["a negative amount", { amount: -1n }, "amount", "-1"],
    ["an amount of 2^63 in binary", { amount: 2n ** 63n }, "amount", "9223372036854775808"],
    ["a currency that is text", { receivingCurrency: "USD" }, "receivingCurrency", '"USD"'],
    ["a currency that is null", { receivingCurrency: null }, "receivingCurrency", "null"],
    ["a code that is no text", currency({ code: 840 }), "receivingCurrency.code", "840"],
    ["decimals past 30", currency({ decimals: 31 }), "receivingCurrency.decimals", "31"],
    ["negative decimals", currency({ decimals: -1 }), "receivingCurrency.decimals", "-1"],
    ["a fraction of decimals", currency({ decimals: 1.5 }), "receivingCurrency.decimals", "1.5"],
    ["decimals that are a bigint", currency({ decimals: 2n }), "receivingCurrency.decimals", "2"],
    ["a fractional expiration", { expiration: 1.5 }, "expiration", "1.5"],
    ["an expiration of NaN", { expiration: Number.NaN }, "expiration", "NaN"],
    ["an expiration that never comes", { expiration: Number.POSITIVE_INFINITY }, "expiration", "Infinity"],
    ["an unsafe expiration", { expiration: 2 ** 53 }, "expiration", "9007199254740992"],
    ["a negative expiration", { expiration: -1 }, "expiration", "-1"],
    ["a Date, which is for createInvoice", { expiration: new Date() }, "expiration", "object"],
    ["an expiration that is text", { expiration: "1893456000" }, "expiration", '"1893456000"'],
    ["a boolean that is a number", { isSubjectToTravelRule: 1 }, "isSubjectToTravelRule", "1"],
    ["a boolean that is text", { isSubjectToTravelRule: "true" }, "isSubjectToTravelRule", '"true"'],
    ["negative comment characters", { commentCharsAllowed: -1 }, "commentCharsAllowed", "-1"],
    ["a fraction of payments", { maxNumPayments: 0.5 }, "maxNumPayments", "0.5"],
    ["a status that is none", { kycStatus: "MAYBE" }, "kycStatus", '"MAYBE"'],
    ["a status that is a function", { kycStatus: () => "VERIFIED" }, "kycStatus", "function"],
    ["a callback that is no URL", { callback: "payreq" }, "callback", '"payreq"'],
    ["a callback that is a URL object", { callback: new URL("https://vasp2.com/") }, "callback", "object"],
    ["a callback over http", { callback: "http://vasp2.com/" }, "callback", '"http://vasp2.com/"'],
    ["versions that are none", { umaVersions: "1" }, "umaVersions", '"1"'],
    ["versions that are a list", { umaVersions: ["1.0"] }, "umaVersions", "object"],
    ["a signature that is hex", { signature: "3044" }, "signature", '"3044"'],
    ["a signature that is a list", { signature: [0x30] }, "signature", "object"],
    ["options that are text", { requiredPayerData: "name:1" }, "requiredPayerData", '"name:1"'],
    ["options that are a list", { requiredPayerData: [] }, "requiredPayerData", "object"],
    ["options that are null", { requiredPayerData: null }, "requiredPayerData", "null"],
    ["a symbol", { callback: Symbol("callback") }, "callback", "symbol"],
  ])("%s", (_name, changes, field, found) => {
    expectRefusal(() => encodeInvoice({ ...requiredFields, ...changes } as Invoice), {
      code: "INVALID_FIELD",
      field,
      says: [`${field}: expected `, `found `, found],
    });
  });

  test.each<[string, object]>([
    ["an empty key", { "": { mandatory: true } }],
    ["a key with a colon", { "a:b": { mandatory: true } }],
    ["a key with a comma", { "a,b": { mandatory: true } }],
    ["an option that is a boolean", { name: true }],
    ["an option that is null", { name: null }],
    ["an option that is undefined", { name: undefined }],
    ["a mandatory that is a number", { name: { mandatory: 1 } }],
    ["no mandatory", { name: {} }],
    ["a key with a lone surrogate", { "\ud800": { mandatory: true } }],
  ])("options with %s", (_name, requiredPayerData) => {
    expectRefusal(() => encodeInvoice({ ...requiredFields, requiredPayerData } as Invoice), {
      code: "INVALID_FIELD",
      field: "requiredPayerData",
      says: ["requiredPayerData: "],
    });
  });

  test.each(["\ud800", "Dollar \udc00", "\udc00\ud800", "\ud83d", "a\ud800b"])(
    "text with the lone surrogate in %j",
    (name) => {
      expectRefusal(() => encodeInvoice({ ...requiredFields, ...currency({ name }) }), {
        code: "INVALID_FIELD",
        field: "receivingCurrency.name",
        says: ["surrogate"],
      });
    },
  );

  test("an amount of 2^64 in decimal", () => {
    expectRefusal(() => encodeInvoice({ ...requiredFields, amount: 2n ** 64n }, { integers: "decimal" }), {
      code: "INVALID_FIELD",
      field: "amount",
      says: ["18446744073709551615", "18446744073709551616"],
    });
  });

  test("in short, however long it is", () => {
    const amount = 10n ** 5000n;
    expectRefusal(() => encodeInvoice({ ...requiredFields, amount }), {
      code: "INVALID_FIELD",
      field: "amount",
    });
  });

  test("without calling into it", () => {
    const hostile = {
      toString: () => {
        throw new Error("called");
      },
      [Symbol.toPrimitive]: () => {
        throw new Error("called");
      },
    };
    expectRefusal(() => encodeInvoice({ ...requiredFields, callback: hostile as unknown as string }), {
      code: "INVALID_FIELD",
      field: "callback",
    });
  });
});

describe("a value over 255 bytes is too long, and never cut", () => {
  const { receivingCurrency } = requiredFields;

  test.each<[string, object, string, string]>([
    ["a callback", { callback: "https://vasp2.com/".padEnd(256, "p") }, "callback", "256"],
    [
      "text of many bytes",
      { umaVersions: "1.0,".repeat(64).slice(0, -1) + "0".repeat(9) },
      "umaVersions",
      "264",
    ],
    ["a signature", { signature: new Uint8Array(256) }, "signature", "256"],
    [
      "options",
      { requiredPayerData: { ["k".repeat(254)]: { mandatory: true } } },
      "requiredPayerData",
      "256",
    ],
    [
      "a name in the currency",
      { receivingCurrency: { ...receivingCurrency, name: "円".repeat(86) } },
      "receivingCurrency.name",
      "258",
    ],
    [
      "a currency of short values",
      { receivingCurrency: { ...receivingCurrency, code: "c".repeat(130), name: "n".repeat(130) } },
      "receivingCurrency",
      "270",
    ],
  ])("%s", (_name, changes, field, found) => {
    expectRefusal(() => encodeInvoice({ ...requiredFields, ...changes }), {
      code: "FIELD_TOO_LONG",
      field,
      says: [`${field}: `, "255", found],
    });
  });

  test("while 255 bytes are not", () => {
    const fields: Invoice = {
      ...requiredFields,
      callback: "https://vasp2.com/".padEnd(255, "p"),
      requiredPayerData: { [`${"円".repeat(84)}x`]: { mandatory: true } },
      receivingCurrency: { ...receivingCurrency, name: "n".repeat(240) },
      signature: new Uint8Array(255),
    };
    expect(decodeInvoice(encodeInvoice(fields))).toStrictEqual(fields);
  });
});

describe("arguments", () => {
  test.each([null, undefined, "uma1", 7, []])("an invoice may not be %j", (invoice) => {
    expect(() => encodeInvoice(invoice as unknown as Invoice)).toThrow(
      expect.objectContaining({ name: "UmaInvoiceError" }),
    );
  });

  test.each(["hex", "", null, 1, {}])("the dialect may not be %j", (integers) => {
    for (const invoice of [requiredFields, decodeInvoice(rawText())])
      expectRefusal(() => encodeInvoice(invoice, { integers: integers as "binary" }), {
        code: "INVALID_OPTION",
        field: "integers",
        says: ["binary", "decimal"],
      });
  });
});

/** The bytes of a field in an invoice's text. */
function bytesOf(text: string, name: keyof typeof tags): Uint8Array | undefined {
  return recordsOf(unwrap(text)).find(({ tag }) => tag === tags[name])?.value;
}
