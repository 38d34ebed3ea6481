import { expect, test } from "vitest";
import { createInvoice, decodeInvoice, encodeInvoice, type Invoice } from "../../../src/index.js";
import { toInvoiceJson } from "../../../src/invoice/json.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { rawText } from "../../support/rawInvoice.js";
import { allFields, requiredFields } from "../../support/sampleFields.js";

const created = createInvoice(allFields, keys.first.secretKey);
const text = encodeInvoice(created);

test.each([
  ["a created", created],
  ["a decoded", decodeInvoice(text)],
])(
  "%s invoice is written as JSON with the amount in digits, the signature in hex, and its text",
  (_n, invoice) => {
    const { signature, ...fields } = invoice;
    expect(JSON.parse(JSON.stringify(invoice))).toEqual({
      ...fields,
      amount: `${invoice.amount}`,
      signature: Buffer.from(signature!).toString("hex"),
      text,
    });
  },
);

test("the fields come in the order of the wire format, the text last", () => {
  const names = Object.keys(JSON.parse(JSON.stringify(created)));
  expect(names).toEqual([...Object.keys(decodeInvoice(text)), "text"]);
});

test("an invoice without a signature has none in JSON", () => {
  const json = JSON.parse(JSON.stringify({ of: [decodeInvoice(rawText())] }));
  expect(json).toEqual({ of: [{ ...requiredFields, amount: "1000", text: rawText() }] });
});

test("an amount keeps all its digits", () => {
  const invoice = createInvoice({ ...requiredFields, amount: 2n ** 63n - 1n }, keys.first.secretKey);
  expect(JSON.parse(JSON.stringify(invoice)).amount).toBe("9223372036854775807");
});

test("JSON leads back to the very same invoice", () => {
  const again = decodeInvoice(JSON.parse(JSON.stringify(created)).text);
  expect(again).toEqual(created);
  expect(encodeInvoice(again)).toBe(text);
});

test("any payer data key is written, also one that JSON itself looks for", () => {
  const requiredPayerData = { toJSON: { mandatory: true }, constructor: { mandatory: false } };
  const invoice = createInvoice({ ...requiredFields, requiredPayerData }, keys.first.secretKey);
  expect(Object.entries(JSON.parse(JSON.stringify(invoice)).requiredPayerData)).toEqual(
    Object.entries(requiredPayerData).sort(),
  );
});

test("toJSON is no field: it is in no list, no copy, and nobody can replace it", () => {
  const invoice = decodeInvoice(text);
  expect(Object.keys(invoice)).not.toContain("toJSON");
  expect("toJSON" in { ...invoice }).toBe(false);
  expect(Reflect.defineProperty(invoice, "toJSON", { value: () => "" })).toBe(false);
});

test("a copy has no text, and so no such form", () => {
  expectRefusal(() => toInvoiceJson({ ...created } as Invoice), {
    code: "INVALID_FIELD",
    field: "invoice",
    says: ["decoded or created"],
  });
});
