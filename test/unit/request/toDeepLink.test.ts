import { describe, expect, test } from "vitest";
import { createInvoice, decodeInvoice, encodeInvoice } from "../../../src/index.js";
import { toDeepLink, toQrText } from "../../../src/request/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { rawText } from "../../support/rawInvoice.js";
import { requiredFields } from "../../support/sampleFields.js";

const invoice = createInvoice(requiredFields, keys.first.secretKey);
const text = encodeInvoice(invoice);

describe("toDeepLink", () => {
  test("writes uma: by default", () => {
    expect(toDeepLink(text)).toBe(`uma:${text}`);
  });

  test("writes uma:// where asked to", () => {
    expect(toDeepLink(text, { style: "uma://" })).toBe(`uma://${text}`);
  });

  test("writes lower case from the upper case of a QR code", () => {
    expect(toDeepLink(text.toUpperCase())).toBe(`uma:${text}`);
  });

  test("takes an invoice for its text", () => {
    expect(toDeepLink(invoice)).toBe(`uma:${text}`);
  });

  test.each(["uma", "UMA:", "lightning:", "", null])("knows no style %j", (style) => {
    expectRefusal(() => toDeepLink(text, { style: style as "uma:" }), {
      code: "INVALID_FIELD",
      field: "style",
      says: ["uma:", "uma://"],
    });
  });

  test("is not limited to 8,192 characters where asked to go further", () => {
    expectRefusal(() => toDeepLink(text, { maxLength: text.length - 1 }), { code: "TOO_LONG" });
    expect(toDeepLink(text, { maxLength: text.length })).toBe(`uma:${text}`);
  });
});

test("toQrText writes the same in upper case", () => {
  expect(toQrText(text)).toBe(`UMA:${text.toUpperCase()}`);
  expect(toQrText(text, { style: "uma://" })).toBe(`UMA://${text.toUpperCase()}`);
});

describe.each([
  ["toDeepLink", toDeepLink],
  ["toQrText", toQrText],
])("%s writes nothing for", (_name, write) => {
  test("text that does not decode", () => {
    expectRefusal(() => write(`${text}q`), { code: "INVALID_BECH32", offset: text.length });
    expectRefusal(() => write("lnbc1qqqqqq"), { code: "UNEXPECTED_PREFIX" });
  });

  test("a link", () => {
    expectRefusal(() => write(`uma:${text}`), { code: "UNEXPECTED_PREFIX" });
  });

  test("an invoice without a signature", () => {
    expectRefusal(() => write(rawText()), { code: "MISSING_SIGNATURE", field: "signature" });
  });

  test("a copy of an invoice, whose signature would not hold", () => {
    expectRefusal(() => write({ ...decodeInvoice(text) }), {
      code: "INVALID_SIGNATURE",
      field: "signature",
      says: ["decoded or created"],
    });
  });

  test.each([undefined, null, 7, {}, []])("%j", (value) => {
    expectRefusal(() => write(value as unknown as string), { code: "INVALID_SIGNATURE", field: "signature" });
  });
});
