import { describe, expect, test } from "vitest";
import {
  createInvoice,
  decodeInvoice,
  encodeInvoice,
  type Invoice,
  nobleEcdsa,
  type VerifyInvoiceOptions,
  verifyInvoice,
} from "../../../src/index.js";
import { badPublicKeys } from "../../support/badKeys.js";
import { badSignatures } from "../../support/der.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { rawText } from "../../support/rawInvoice.js";
import { allFields, beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const { secretKey, publicKey } = keys.first;
const { expiration } = requiredFields;
const text = encodeInvoice(createInvoice(allFields, secretKey));
const options: VerifyInvoiceOptions = { publicKey, now: beforeExpiration };
const credulous = { ...nobleEcdsa, verify: () => true };

describe("a valid invoice", () => {
  test("as text: gives the decoded invoice", () => {
    expect(verifyInvoice(text, options)).toStrictEqual(decodeInvoice(text));
  });

  test("as text in upper case, as a QR code holds it", () => {
    expect(verifyInvoice(text.toUpperCase(), options)).toStrictEqual(decodeInvoice(text));
  });

  test("as decoded: gives the very object", () => {
    const invoice = decodeInvoice(text);
    expect(verifyInvoice(invoice, options)).toBe(invoice);
  });

  test("verifies again", () => {
    const verified = verifyInvoice(text, options);
    expect(verifyInvoice(verified, options)).toBe(verified);
  });
});

describe("expiry", () => {
  test.each<[string, Date | number]>([
    ["one second before it", expiration - 1],
    ["a fraction of a second before it", expiration - 0.001],
    ["one millisecond before it, in a Date", new Date(expiration * 1000 - 1)],
    ["the beginning of time", 0],
  ])("has not come at %s", (_name, now) => {
    expect(verifyInvoice(text, { publicKey, now }).expiration).toBe(expiration);
  });

  test.each<[string, Date | number]>([
    ["the expiration", expiration],
    ["the expiration in a Date", new Date(expiration * 1000)],
    ["one second after it", expiration + 1],
    ["the end of time", new Date(8.64e15)],
  ])("has come at %s", (_name, now) => {
    expectRefusal(() => verifyInvoice(text, { publicKey, now }), {
      code: "INVOICE_EXPIRED",
      field: "expiration",
      says: [`${expiration}`],
    });
  });

  test("is measured against the present by default", () => {
    const past = createInvoice({ ...requiredFields, expiration: 1 }, secretKey);
    const future = createInvoice({ ...requiredFields, expiration: 2 ** 32 - 1 }, secretKey);
    expectRefusal(() => verifyInvoice(past, { publicKey }), { code: "INVOICE_EXPIRED", field: "expiration" });
    expect(verifyInvoice(future, { publicKey })).toBe(future);
  });

  test.each<[string, unknown]>([
    ["NaN", Number.NaN],
    ["an invalid Date", new Date("never")],
    ["infinity", Number.NEGATIVE_INFINITY],
    ["text", "2024-01-01"],
    ["null", null],
    ["a bigint", 1n],
  ])("cannot be told at %s", (_name, now) => {
    expectRefusal(() => verifyInvoice(text, { publicKey, now: now as number }), {
      code: "INVALID_OPTION",
      field: "now",
      says: ["now: expected "],
    });
  });
});

describe("the signature", () => {
  test("is missing", () => {
    const error = expectRefusal(() => verifyInvoice(rawText(), { ...options, ecdsa: credulous }), {
      code: "MISSING_SIGNATURE",
      field: "signature",
      says: ["signature: "],
    });
    expect(error).toMatchObject({ protocolCode: "INVALID_SIGNATURE", httpStatus: 401 });
  });

  test.each(badSignatures)("is malformed: %s", (_name, signature) => {
    expectRefusal(() => verifyInvoice(rawText({ signature }), { ...options, ecdsa: credulous }), {
      code: "INVALID_SIGNATURE",
      field: "signature",
      says: ["signature: "],
    });
  });

  test("is of another key", () => {
    const error = expectRefusal(() => verifyInvoice(text, { ...options, publicKey: keys.second.publicKey }), {
      code: "INVALID_SIGNATURE",
      field: "signature",
      says: ["public key", "found another"],
    });
    expect(error).toMatchObject({ protocolCode: "INVALID_SIGNATURE", httpStatus: 401 });
  });

  test.each<[string, (from: Invoice) => Invoice]>([
    ["a copy", (from) => ({ ...from })],
    ["a deep copy", (from) => structuredClone(from)],
    ["a changed copy", (from) => ({ ...from, amount: 1n })],
  ])("is not that of %s", (_name, copyOf) => {
    expectRefusal(() => verifyInvoice(copyOf(decodeInvoice(text)), { ...options, ecdsa: credulous }), {
      code: "INVALID_SIGNATURE",
      field: "signature",
      says: ["copy"],
    });
  });

  test("is checked by the engine given", () => {
    const ecdsa = { ...nobleEcdsa, verify: () => false };
    expectRefusal(() => verifyInvoice(text, { ...options, ecdsa }), {
      code: "INVALID_SIGNATURE",
      field: "signature",
    });
  });
});

test.each(badPublicKeys)("the key may not be %s", (_name, key) => {
  const error = expectRefusal(() => verifyInvoice(text, { ...options, publicKey: key as string }), {
    code: "INVALID_KEY",
    says: ["public key: "],
  });
  expect(error).toMatchObject({ protocolCode: "INVALID_PUBKEY_FORMAT", httpStatus: 400 });
});

describe("text", () => {
  test("that does not decode is refused as decodeInvoice does", () => {
    expectRefusal(() => verifyInvoice("lnbc1qqq", options), { code: "UNEXPECTED_PREFIX" });
    expectRefusal(() => verifyInvoice("", options), { code: "INVALID_BECH32" });
  });

  test("is limited by maxLength", () => {
    expectRefusal(() => verifyInvoice(text, { ...options, maxLength: text.length - 1 }), {
      code: "TOO_LONG",
    });
    expect(verifyInvoice(text, { ...options, maxLength: text.length })).toStrictEqual(decodeInvoice(text));
  });

  test.each([undefined, null, 7, {}, []])("may not be %j", (value) => {
    expectRefusal(() => verifyInvoice(value as unknown as string, options), {
      code: "INVALID_SIGNATURE",
      field: "signature",
    });
  });
});
