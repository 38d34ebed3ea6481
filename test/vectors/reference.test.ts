import { describe, expect, test } from "vitest";
import { decodeInvoice, encodeInvoice, type IntegerDialect, type Invoice } from "../../src/index.js";
import { errorOf } from "../support/errorOf.js";
import reference from "./reference.json" with { type: "json" };

const { signatureUtf8, amount, ...others } = reference.fields;
const fields = {
  ...others,
  amount: BigInt(amount),
  signature: new TextEncoder().encode(signatureUtf8),
} as Invoice;

describe.each(reference.vectors)("$name", ({ bech32, integers }) => {
  test("decodes to the fields", () => {
    expect(decodeInvoice(bech32)).toStrictEqual(fields);
  });

  test("encodes to the same text again", () => {
    expect(encodeInvoice(decodeInvoice(bech32))).toBe(bech32);
  });

  test("is what the fields encode to", () => {
    expect(encodeInvoice(fields, { integers: integers as IntegerDialect })).toBe(bech32);
  });
});

test.each(reference.invalid)("$name", ({ bech32, error, fields }) => {
  expect(errorOf(() => decodeInvoice(bech32))).toMatchObject({ code: error, fields, field: fields[0] });
});
