import { describe, expect, test } from "vitest";
import {
  checkInterop,
  decodeInvoice,
  encodeInvoice,
  encodeInvoiceTlv,
  type Invoice,
  inspectInvoice,
  isExpired,
  validateInvoice,
  verifyInvoice,
  verifyInvoiceSignature,
  verifyInvoicesAsync,
} from "../../../src/index.js";
import { verifyInvoiceWithResolver } from "../../../src/vasp/index.js";
import { wrap } from "../../support/bech32.js";
import { hex } from "../../support/bytes.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { rawRecords, signed, tlv } from "../../support/rawInvoice.js";
import { allFields, requiredFields } from "../../support/sampleFields.js";

const { publicKey } = keys.first;

/** What a public demo VASP writes: `Date.now()` where seconds belong. */
function inMilliseconds(expiration: number): string {
  const bytes = hex(expiration.toString(16).padStart(16, "0"));
  return wrap(tlv(signed(rawRecords({ expiration: bytes }))));
}

const refusal = {
  code: "INVALID_FIELD",
  field: "expiration",
  says: ["in seconds; this looks like milliseconds"],
} as const;

describe.each([
  ["yesterday", Date.now() - 86_400_000],
  ["tomorrow", Date.now() + 86_400_000],
  ["2^32", 2 ** 32],
  ["2^53 - 1", Number.MAX_SAFE_INTEGER],
])("an expiration in milliseconds, %s,", (_name, expiration) => {
  const text = inMilliseconds(expiration);
  const invoice = decodeInvoice(text);

  test("is read, shown, and written again as it was", () => {
    expect(invoice.expiration).toBe(expiration);
    expect(encodeInvoice(invoice)).toBe(text);
    expect(wrap(encodeInvoiceTlv(invoice))).toBe(text);
    const record = inspectInvoice(text).find(({ name }) => name === "expiration");
    expect(record).toMatchObject({ value: expiration });
    expect(record).not.toHaveProperty("problem");
    expect(verifyInvoiceSignature(invoice, publicKey)).toBe(true);
    expect(JSON.parse(JSON.stringify(invoice)).text).toBe(text);
  });

  test("is a problem, and counts as expired", () => {
    const [problem, ...others] = validateInvoice(invoice);
    expectError(problem!, refusal);
    expect(others).toEqual([]);
    expect(isExpired(invoice)).toBe(true);
  });

  test("is never verified", async () => {
    const resolver = { resolve: async () => ({ publicKey: hex(publicKey), cached: false }) };
    for (const given of [text, invoice]) {
      expectRefusal(() => verifyInvoice(given, { publicKey }), refusal);
      const [result] = await verifyInvoicesAsync([given], { publicKey });
      expect(result).toMatchObject({
        status: "rejected",
        reason: { code: "INVALID_FIELD", field: "expiration" },
      });
      expectError(await rejectionOf(verifyInvoiceWithResolver(given, { keyResolver: resolver })), refusal);
    }
  });

  test("is not written", () => {
    for (const integers of ["binary", "decimal"] as const) {
      expectRefusal(() => encodeInvoice({ ...requiredFields, expiration }, { integers }), refusal);
      expectRefusal(() => encodeInvoiceTlv({ ...allFields, expiration }, { integers }), refusal);
    }
    expectRefusal(() => encodeInvoice({ ...invoice }), refusal);
    expectRefusal(() => checkInterop({ ...requiredFields, expiration }), refusal);
  });

  test("does not keep anybody from telling which SDKs read it", () => {
    expect(checkInterop(text).filter(({ sdk }) => sdk === "python" || sdk === "kotlin")).toEqual([]);
    expect(checkInterop(invoice)).toEqual(checkInterop(text));
  });
});

test("the last second is written", () => {
  const fields: Invoice = { ...requiredFields, expiration: 2 ** 32 - 1 };
  expect(decodeInvoice(encodeInvoice(fields))).toEqual(fields);
});

test("an invoice of the JavaScript SDK in milliseconds is not verified", async () => {
  const { createUmaInvoice, InvoiceSerializer } = await import("@uma-sdk/core");
  const { commentCharsAllowed, maxNumPayments, kycStatus, umaVersions, ...fields } = allFields;
  const theirs = await createUmaInvoice(
    { ...fields, amount: 1000, expiration: Date.now() - 86_400_000 } as never,
    hex(keys.first.secretKey),
  );
  const text = InvoiceSerializer.toBech32(theirs);
  expect(verifyInvoiceSignature(decodeInvoice(text), publicKey)).toBe(true);
  expectRefusal(() => verifyInvoice(text, { publicKey }), refusal);
});
