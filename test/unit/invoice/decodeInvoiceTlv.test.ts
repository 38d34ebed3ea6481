import { describe, expect, test } from "vitest";
import {
  decodeInvoice,
  decodeInvoiceTlv,
  encodeInvoice,
  encodeInvoiceTlv,
  verifyInvoiceSignature,
} from "../../../src/index.js";
import { wrap } from "../../support/bech32.js";
import { concat, hex } from "../../support/bytes.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { rawRecords, rawText, signed, tlv } from "../../support/rawInvoice.js";
import { requiredFields } from "../../support/sampleFields.js";

const bytes = tlv(signed(rawRecords()));

test("gives what decodeInvoice gives of the same bytes in bech32", () => {
  expect(decodeInvoiceTlv(bytes)).toStrictEqual(decodeInvoice(wrap(bytes)));
});

test("gives an invoice that verifies", () => {
  expect(verifyInvoiceSignature(decodeInvoiceTlv(bytes), keys.first.publicKey)).toBe(true);
});

test("gives an invoice that encodes to the same text and bytes", () => {
  expect(encodeInvoice(decodeInvoiceTlv(bytes))).toBe(wrap(bytes));
  expect(encodeInvoiceTlv(decodeInvoiceTlv(bytes))).toStrictEqual(bytes);
});

test("reads bytes past the limit that texts have", () => {
  const extra = Array.from({ length: 30 }, (_, i) => ({ tag: 101 + i, value: new Uint8Array(255) }));
  const long = concat(tlv(rawRecords()), tlv(extra));
  expect(encodeInvoiceTlv(decodeInvoiceTlv(long))).toStrictEqual(long);
});

describe("holds no reference to the bytes: what is changed in them later changes nothing, for", () => {
  test.each<[string, (from: Uint8Array) => Uint8Array]>([
    ["a Uint8Array", (from) => new Uint8Array(from)],
    ["a Buffer of Node.js, whose slice is no copy", (from) => Buffer.from(from)],
    [
      "a view into the middle of more",
      (from) => concat(hex("ffff"), from, hex("ffff")).subarray(2, 2 + from.length),
    ],
    [
      "shared memory",
      (from) => {
        const shared = new Uint8Array(new SharedArrayBuffer(from.length));
        shared.set(from);
        return shared;
      },
    ],
  ])("%s", (_name, copyOf) => {
    const own = copyOf(bytes);
    const invoice = decodeInvoiceTlv(own);
    const before = { ...invoice };
    own.fill(0);
    expect({ ...invoice }).toStrictEqual(before);
    expect(encodeInvoice(invoice)).toBe(wrap(bytes));
    expect(verifyInvoiceSignature(invoice, keys.first.publicKey)).toBe(true);
  });
});

test("gives the signature as a plain Uint8Array, whatever the bytes came in", () => {
  expect(decodeInvoiceTlv(Buffer.from(bytes)).signature?.constructor).toBe(Uint8Array);
});

describe("refuses", () => {
  test.each<[string, unknown, string]>([
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
    ["a text", rawText(), '"uma1'],
    ["an array of numbers", [...bytes], "object"],
    ["an ArrayBuffer", bytes.buffer, "object"],
    ["wider elements", new Uint16Array(4), "object"],
  ])("%s", (_name, value, found) => {
    expectRefusal(() => decodeInvoiceTlv(value as Uint8Array), {
      code: "INVALID_FIELD",
      field: "invoice",
      says: ["Uint8Array", found],
    });
  });

  test("no bytes: every field is missing", () => {
    expectRefusal(() => decodeInvoiceTlv(new Uint8Array()), {
      code: "MISSING_FIELD",
      field: "receiverUma",
      fields: Object.keys(requiredFields),
    });
  });

  test("records that do not add up, with their place", () => {
    expectRefusal(() => decodeInvoiceTlv(bytes.slice(0, -1)), {
      code: "MALFORMED_TLV",
      offset: tlv(rawRecords()).length,
    });
  });

  test("a value that does not fit, with its field", () => {
    expectRefusal(() => decodeInvoiceTlv(tlv(rawRecords({ kycStatus: "MAYBE" }))), {
      code: "INVALID_FIELD",
      field: "kycStatus",
      says: ['"MAYBE"'],
    });
  });
});
