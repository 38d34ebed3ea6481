import { describe, expect, test } from "vitest";
import { createInvoice, decodeInvoice, type Invoice, validateInvoice } from "../../../src/index.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { rawCurrency, rawText } from "../../support/rawInvoice.js";
import { allFields, beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const options = { now: beforeExpiration };

describe("no problems:", () => {
  test.each<[string, Invoice]>([
    ["the required fields", requiredFields],
    ["all fields", allFields],
    ["a decoded invoice", decodeInvoice(rawText())],
    ["a created invoice", createInvoice(allFields, keys.first.secretKey)],
    ["a copy of one", { ...createInvoice(allFields, keys.first.secretKey) }],
    ["a signature of nothing, which is for verifyInvoice", decodeInvoice(rawText({ signature: "x" }))],
  ])("%s", (_name, invoice) => {
    expect(validateInvoice(invoice, options)).toStrictEqual([]);
  });

  test("an amount that only its own dialect holds", () => {
    const text = rawText({
      amount: `${2n ** 64n - 1n}`,
      receivingCurrency: rawCurrency({ decimals: "2" }),
      expiration: "1893456000",
    });
    expect(validateInvoice(decodeInvoice(text), options)).toStrictEqual([]);
  });
});

describe("problems", () => {
  test("are given, not thrown, all at once and in the order of the fields", () => {
    const invoice = {
      ...allFields,
      receiverUma: "bob",
      amount: -1n,
      receivingCurrency: { ...allFields.receivingCurrency, decimals: 31 },
      kycStatus: "MAYBE",
      callback: "https://vasp2.com/".padEnd(256, "p"),
    } as unknown as Invoice;
    const problems = validateInvoice(invoice, options);
    expect(problems.map(({ code, field }) => [code, field])).toStrictEqual([
      ["INVALID_FIELD", "receiverUma"],
      ["INVALID_FIELD", "amount"],
      ["INVALID_FIELD", "receivingCurrency.decimals"],
      ["INVALID_FIELD", "kycStatus"],
      ["FIELD_TOO_LONG", "callback"],
    ]);
  });

  test("say what encodeInvoice would say", () => {
    const [problem] = validateInvoice({ ...requiredFields, callback: "ftp://vasp2.com" }, options);
    expectError(problem!, {
      code: "INVALID_FIELD",
      field: "callback",
      says: ["callback: expected an https URL", 'found "ftp://vasp2.com"'],
    });
  });

  test("are the fields that are missing, one by one", () => {
    const problems = validateInvoice({ expiration: 1_893_456_000 } as Invoice, options);
    expect(problems.map(({ code }) => code)).toStrictEqual(new Array(7).fill("MISSING_FIELD"));
    expect(problems.map(({ field }) => field)).toStrictEqual([
      "receiverUma",
      "invoiceUUID",
      "amount",
      "receivingCurrency",
      "isSubjectToTravelRule",
      "umaVersions",
      "callback",
    ]);
  });

  test("are those missing from the currency, together", () => {
    const receivingCurrency = { code: "USD", symbol: "$" } as Invoice["receivingCurrency"];
    const [problem, ...others] = validateInvoice({ ...requiredFields, receivingCurrency }, options);
    expectError(problem!, {
      code: "MISSING_FIELD",
      field: "receivingCurrency.name",
      fields: ["receivingCurrency.name", "receivingCurrency.decimals"],
    });
    expect(others).toStrictEqual([]);
  });

  test("are an amount too large for the dialect that a copy would be written in", () => {
    const problems = validateInvoice({ ...requiredFields, amount: 2n ** 64n - 1n }, options);
    expect(problems.map(({ field }) => field)).toStrictEqual(["amount"]);
  });

  test.each([undefined, null, "uma1", 7])("are one where %j stands for an invoice", (invoice) => {
    const problems = validateInvoice(invoice as unknown as Invoice, options);
    expect(problems).toHaveLength(1);
    expectError(problems[0]!, {
      code: "INVALID_FIELD",
      field: "invoice",
      says: ["invoice: expected an object, found "],
    });
  });
});

describe("expiry", () => {
  const { expiration } = requiredFields;

  test.each([expiration, expiration + 1, new Date(expiration * 1000)])("is a problem at %s", (now) => {
    const [problem, ...others] = validateInvoice(requiredFields, { now });
    expectError(problem!, { code: "INVOICE_EXPIRED", field: "expiration", says: [`${expiration}`] });
    expect(problem).toMatchObject({ protocolCode: "INVOICE_EXPIRED", httpStatus: 400 });
    expect(others).toStrictEqual([]);
  });

  test.each([expiration - 1, new Date(expiration * 1000 - 1)])("is none at %s", (now) => {
    expect(validateInvoice(requiredFields, { now })).toStrictEqual([]);
  });

  test("is measured against the present by default", () => {
    const [problem] = validateInvoice({ ...requiredFields, expiration: 1 });
    expect(problem?.code).toBe("INVOICE_EXPIRED");
    expect(validateInvoice({ ...requiredFields, expiration: 2 ** 32 - 1 })).toStrictEqual([]);
  });

  test("comes after the other problems", () => {
    const problems = validateInvoice({ ...requiredFields, callback: "" }, { now: expiration });
    expect(problems.map(({ code }) => code)).toStrictEqual(["INVALID_FIELD", "INVOICE_EXPIRED"]);
  });

  test.each([undefined, Number.NaN, -1, "2030-01-01", new Date()])(
    "is no problem of its own where %s is no expiration at all",
    (value) => {
      const problems = validateInvoice({ ...requiredFields, expiration: value as number }, options);
      expect(problems.map(({ field }) => field)).toStrictEqual(["expiration"]);
      expect(problems[0]?.code).not.toBe("INVOICE_EXPIRED");
    },
  );

  test.each([Number.NaN, new Date("never"), "2024"])("throws where %s stands for now", (now) => {
    expectRefusal(() => validateInvoice(requiredFields, { now: now as number }), {
      code: "INVALID_OPTION",
      field: "now",
    });
  });
});

test("an error that an invoice's own getter throws is a problem, with it as the cause", () => {
  const failure = new Error("the getter's own");
  const invoice = {
    ...requiredFields,
    get callback(): string {
      throw failure;
    },
  };
  const [problem, ...others] = validateInvoice(invoice, options);
  expectError(problem!, { code: "INVALID_FIELD", field: "callback", says: ["a property that can be read"] });
  expect(problem!.cause).toBe(failure);
  expect(others).toStrictEqual([]);
});
