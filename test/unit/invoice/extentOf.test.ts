import { describe, expect, test } from "vitest";
import { checkInterop, decodeInvoice } from "../../../src/index.js";
import { extentOf } from "../../../src/invoice/decode.js";
import { invoiceSchema } from "../../../src/invoice/schema.js";
import { wrap } from "../../support/bech32.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { rawRecords, rawText, tlv } from "../../support/rawInvoice.js";

const records = rawRecords();
const bytes = tlv(records);
const { fields } = invoiceSchema;

describe("bytes look", () => {
  test("like a whole invoice, with its signature or without", () => {
    expect(extentOf(bytes)).toBe("whole");
    expect(extentOf(tlv([...records, { tag: fields.signature.tag, value: new Uint8Array(3) }]))).toBe(
      "whole",
    );
  });

  test("cut off where a field is missing, or some of one", () => {
    expect(extentOf(new Uint8Array(0))).toBe("cut");
    for (let end = 1; end < bytes.length; end++) expect(extentOf(bytes.subarray(0, end))).toBe("cut");
    const signed = tlv([...records, { tag: fields.signature.tag, value: new Uint8Array(3) }]);
    expect(extentOf(signed.subarray(0, -1))).toBe("cut");
  });

  test("like nothing of the kind with a tag that is not known, or twice", () => {
    expect(extentOf(tlv([{ tag: 200, value: new Uint8Array(1) }, ...records]))).toBeUndefined();
    expect(extentOf(tlv([...records, { tag: 200, value: new Uint8Array(1) }]))).toBeUndefined();
    expect(extentOf(tlv([records[0]!, ...records]))).toBeUndefined();
    expect(extentOf(tlv([...records, records.at(-1)!]))).toBeUndefined();
  });

  test("like nothing of the kind with a field behind the last that there has to be", () => {
    const value = new Uint8Array(1);
    const { tag } = fields.commentCharsAllowed;
    expect(tag).toBeLessThan(
      Math.max(...invoiceSchema.plan.fields.filter((f) => f.required).map((f) => f.tag)),
    );
    expect(extentOf(tlv([...records, { tag, value }]))).toBeUndefined();
    expect(extentOf(tlv([{ tag, value }, ...records]))).toBe("whole");
  });
});

test.each<[string, string, string]>([
  ["python", "it fails on options of no length", rawText({ requiredPayerData: "" })],
  [
    "javascript",
    "it takes the key __proto__ for the prototype",
    rawText({ requiredPayerData: "__proto__:1" }),
  ],
  [
    "javascript",
    "it loses its place at a tag that it does not know",
    wrap(tlv([...records, { tag: 200, value: new Uint8Array(1) }])),
  ],
  [
    "kotlin",
    "it takes lengths from 128 on for negative ones",
    wrap(tlv([...records, { tag: 200, value: new Uint8Array(128) }])),
  ],
])("checkInterop says of %s that %s", (sdk, reason, text) => {
  expect(checkInterop(text)).toContainEqual(expect.objectContaining({ sdk, reason }));
});

test("checkInterop says how long a text is that is too long", () => {
  const value = new Uint8Array(255);
  const long = wrap(tlv([...records, ...[200, 201, 202].map((tag) => ({ tag, value }))]));
  expect(checkInterop(long)).toContainEqual(
    expect.objectContaining({
      sdk: "javascript",
      reason: `it reads up to 1024 characters, this has ${long.length}`,
    }),
  );
});

test("a limit of characters that is none is refused", () => {
  expectRefusal(() => decodeInvoice(wrap(bytes), { maxLength: "9999" as never }), {
    code: "INVALID_OPTION",
    field: "maxLength",
    says: ["a number of characters"],
  });
});
