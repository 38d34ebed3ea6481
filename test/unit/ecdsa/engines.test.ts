import { secp256k1 as curve } from "@noble/curves/secp256k1.js";
import { describe, expect, test } from "vitest";
import { toDer } from "../../../src/ecdsa/der.js";
import { importPublicKey } from "../../../src/ecdsa/keys.js";
import { createInvoice, decodeInvoice, encodeInvoice, verifyInvoiceSignature } from "../../../src/index.js";
import { hex, toHex } from "../../support/bytes.js";
import { engines } from "../../support/engines.js";
import { errorOf } from "../../support/errorOf.js";
import { keys } from "../../support/keys.js";
import { requiredFields } from "../../support/sampleFields.js";

const { secretKey, publicKey, compressedPublicKey } = keys.first;
const order = curve.Point.Fn.ORDER;
const hex32 = (value: bigint) => value.toString(16).padStart(64, "0");

const good = curve.Signature.fromBytes(createInvoice(requiredFields, secretKey).signature!, "der");
/** DER without any of its rules: the integers as they are given, in hex. */
const der = (r: string, s: string) => {
  const integer = (digits: string) => `02${(digits.length / 2).toString(16).padStart(2, "0")}${digits}`;
  const body = integer(r) + integer(s);
  return `30${(body.length / 2).toString(16).padStart(2, "0")}${body}`;
};
const strict = (r: bigint, s: bigint) => toHex(toDer(hex(hex32(r) + hex32(s))));

const { r, s } = good;
const signatures: readonly (readonly [name: string, der: string, verdict: boolean])[] = [
  ["as it was made", strict(r, s), true],
  ["with a high s", strict(r, order - s), true],
  ["with another r", strict(r + 1n, s), false],
  ["with another s", strict(r, s + 1n), false],
  ["with r and s swapped", strict(s, r), false],
  ["with r of zero", der("00", hex32(s)), false],
  ["with s of zero", strict(r, 0n), false],
  ["with r and s of zero", "3006020100020100", false],
  ["with r at the order", strict(order, s), false],
  ["with s at the order", strict(r, order), false],
  [
    "with r above the order by what it was",
    strict(r + order < 2n ** 256n ? r + order : 2n ** 256n - 1n, s),
    false,
  ],
  [
    "with s above the order by what it was",
    der(`00${hex32(r)}`, `01${hex32((s + order) % 2n ** 256n)}`),
    false,
  ],
  ["with r of 33 bytes", der(`01${hex32(r)}`, hex32(s)), false],
  ["with a zero before r", der(`0000${hex32(r)}`, hex32(s)), false],
  ["with a zero before s", der(`00${hex32(r)}`, `0000${hex32(s)}`), false],
  ["with a negative r", der(`ff${hex32(r).slice(2)}`, hex32(s)), false],
  ["with a byte behind it", `${strict(r, s)}00`, false],
  ["with its last byte missing", strict(r, s).slice(0, -2), false],
  ["with its length in the long form", `3081${strict(r, s).slice(2)}`, false],
  ["as 64 bytes", hex32(r) + hex32(s), false],
];

const badKeys: readonly (readonly [name: string, key: string])[] = [
  ["off the curve", `${publicKey.slice(0, -2)}00`],
  ["with an x that has no point", `02${hex32(5n)}`],
  ["with an x at the size of the field", `02${hex32(2n ** 256n - 2n ** 32n - 977n)}`],
  ["with coordinates of zero", `04${"0".repeat(128)}`],
  ["at infinity", "00"],
  ["at infinity, in 33 bytes", "00".repeat(33)],
  ["at infinity, in 65 bytes", "00".repeat(65)],
  ["in the hybrid form 6", `06${publicKey.slice(2)}`],
  ["in the hybrid form 7", `07${publicKey.slice(2)}`],
  ["with the form of an uncompressed one in 33 bytes", `04${compressedPublicKey.slice(2)}`],
  ["with the form of a compressed one in 65 bytes", `02${publicKey.slice(2)}`],
];

function signedWith(signature: string) {
  const { signature: _, ...fields } = createInvoice(requiredFields, secretKey);
  return decodeInvoice(encodeInvoice({ ...fields, signature: hex(signature) }));
}

describe.each(engines)("%s", (_, ecdsa) => {
  test.each(signatures)("gives its verdict on a signature %s", (_name, signature, verdict) => {
    expect(verifyInvoiceSignature(signedWith(signature), publicKey, { ecdsa })).toBe(verdict);
  });

  test("verifies with a compressed key as with the whole", () => {
    expect(verifyInvoiceSignature(signedWith(strict(r, s)), compressedPublicKey, { ecdsa })).toBe(true);
  });

  test("does not verify with another key", () => {
    expect(verifyInvoiceSignature(signedWith(strict(r, s)), keys.second.publicKey, { ecdsa })).toBe(false);
  });

  test.each(badKeys)("refuses a key %s", (_name, key) => {
    expect(errorOf(() => importPublicKey(ecdsa, key)).code).toBe("INVALID_KEY");
  });

  test("signs as the others do", () => {
    expect(createInvoice(requiredFields, secretKey, { ecdsa }).signature).toEqual(good.toBytes("der"));
  });
});
