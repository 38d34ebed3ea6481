import { describe, expect, test } from "vitest";
import { decodeInvoice, type Invoice, missingPayerData } from "../../../src/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { rawText } from "../../support/rawInvoice.js";
import { allFields, requiredFields } from "../../support/sampleFields.js";

test("lists the mandatory fields that are not given, in the invoice's order", () => {
  expect(missingPayerData(allFields, {})).toStrictEqual(["compliance", "name"]);
});

test("leaves out those that are given", () => {
  expect(missingPayerData(allFields, { name: "Alice" })).toStrictEqual(["compliance"]);
});

test("leaves out those that are not mandatory", () => {
  expect(missingPayerData(allFields, {})).not.toContain("email");
});

test("is empty once all are given", () => {
  expect(missingPayerData(allFields, { name: "Alice", compliance: { signature: "…" } })).toStrictEqual([]);
});

test("is empty where the invoice asks for nothing", () => {
  expect(missingPayerData(requiredFields as Invoice, {})).toStrictEqual([]);
  expect(missingPayerData({ requiredPayerData: {} }, {})).toStrictEqual([]);
});

test.each([undefined, null, ""])("%j counts as not given", (name) => {
  expect(missingPayerData(allFields, { compliance: {}, name })).toStrictEqual(["name"]);
});

test.each([0, false, {}, [], " "])("%j counts as given", (name) => {
  expect(missingPayerData(allFields, { compliance: {}, name })).toStrictEqual([]);
});

describe("what every object inherits is not given:", () => {
  test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])("%s", (key) => {
    const invoice = decodeInvoice(rawText({ requiredPayerData: `${key}:1` }));
    expect(missingPayerData(invoice, {})).toStrictEqual([key]);
  });

  test("unless it is given as the payer's own", () => {
    const invoice = decodeInvoice(rawText({ requiredPayerData: "__proto__:1,constructor:1" }));
    const payerData = JSON.parse('{ "__proto__": "x", "constructor": "y" }');
    expect(missingPayerData(invoice, payerData)).toStrictEqual([]);
  });
});

test("payer data may be an object without a prototype", () => {
  const payerData = Object.assign(Object.create(null), { name: "Alice" });
  expect(missingPayerData(allFields, payerData)).toStrictEqual(["compliance"]);
});

test.each([undefined, null, "name", 5])("%j is no payer data", (payerData) => {
  expectRefusal(() => missingPayerData(allFields, payerData as never), {
    code: "INVALID_FIELD",
    field: "payerData",
    says: ["an object"],
  });
});
