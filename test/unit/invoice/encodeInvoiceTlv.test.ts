import { describe, expect, test } from "vitest";
import { decodeInvoice, encodeInvoice, encodeInvoiceTlv, type Invoice } from "../../../src/index.js";
import { unwrap, wrap } from "../../support/bech32.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { rawCurrency, rawRecords, rawText, signed, tlv } from "../../support/rawInvoice.js";
import { allFields, requiredFields } from "../../support/sampleFields.js";

test("gives the bytes that encodeInvoice wraps", () => {
  expect(encodeInvoiceTlv(allFields)).toStrictEqual(unwrap(encodeInvoice(allFields)));
});

test("gives the bytes that a decoded invoice came from", () => {
  const bytes = tlv(signed([{ tag: 201, value: "unknown" }, ...rawRecords().reverse()]));
  expect(encodeInvoiceTlv(decodeInvoice(wrap(bytes)))).toStrictEqual(bytes);
});

test("writes decimal integers if asked for", () => {
  const receivingCurrency = rawCurrency({ decimals: "2" });
  expect(encodeInvoiceTlv(requiredFields, { integers: "decimal" })).toStrictEqual(
    tlv(rawRecords({ amount: "1000", receivingCurrency, expiration: "1893456000" })),
  );
});

test("gives new bytes each time: writing into them changes nothing else", () => {
  const invoice = decodeInvoice(rawText());
  encodeInvoiceTlv(invoice).fill(0);
  expect(encodeInvoiceTlv(invoice)).toStrictEqual(tlv(rawRecords()));
  expect(encodeInvoice(invoice)).toBe(rawText());
});

test("gives bytes that the next call leaves alone", () => {
  const bytes = encodeInvoiceTlv(requiredFields);
  const before = bytes.slice();
  encodeInvoiceTlv(allFields);
  expect(bytes).toStrictEqual(before);
});

describe("refuses, as encodeInvoice does,", () => {
  test("a value that does not fit", () => {
    expectRefusal(() => encodeInvoiceTlv({ ...requiredFields, amount: -1n }), {
      code: "INVALID_FIELD",
      field: "amount",
    });
  });

  test("missing fields", () => {
    expectRefusal(() => encodeInvoiceTlv({ ...requiredFields, callback: undefined } as unknown as Invoice), {
      code: "MISSING_FIELD",
      field: "callback",
      fields: ["callback"],
    });
  });

  test("a signed invoice in the other dialect", () => {
    const invoice = decodeInvoice(wrap(tlv(signed(rawRecords()))));
    expectRefusal(() => encodeInvoiceTlv(invoice, { integers: "decimal" }), {
      code: "INVALID_SIGNATURE",
      field: "signature",
    });
  });
});
