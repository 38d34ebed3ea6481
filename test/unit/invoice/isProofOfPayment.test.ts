import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isProofOfPayment } from "../../../src/index.js";
import { toHex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";
import { expectRefusal } from "../../support/expectRefusal.js";

const preimage = Uint8Array.from({ length: 32 }, (_, i) => (i * 37 + 200) % 256);
const paymentHash = new Uint8Array(createHash("sha256").update(preimage).digest());

const forms: [string, (bytes: Uint8Array) => Uint8Array | string][] = [
  ["bytes", (bytes) => bytes],
  ["hex", toHex],
  ["upper-case hex", (bytes) => toHex(bytes).toUpperCase()],
  ["a Buffer", (bytes) => Buffer.from(bytes)],
];

describe.each(forms)("a preimage in %s", (_name, preimageAs) => {
  test.each(forms)("proves the payment of its hash in %s", (_other, hashAs) => {
    expect(isProofOfPayment(preimageAs(preimage), hashAs(paymentHash))).toBe(true);
  });
});

test.each(Array.from({ length: 32 }, (_, i) => i))("a preimage with byte %i changed proves nothing", (at) => {
  const other = preimage.slice();
  other[at]! ^= 1;
  expect(isProofOfPayment(other, paymentHash)).toBe(false);
});

test("a hash does not prove itself", () => {
  expect(isProofOfPayment(paymentHash, paymentHash)).toBe(false);
});

test("a preimage is no proof for a hash with a byte changed", () => {
  const other = paymentHash.slice();
  other[31]! ^= 1;
  expect(isProofOfPayment(preimage, other)).toBe(false);
});

const bad: [string, unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["a number", 7],
  ["an array of numbers", [...preimage]],
  ["no bytes", new Uint8Array()],
  ["31 bytes", preimage.slice(1)],
  ["33 bytes", new Uint8Array(33)],
  ["empty text", ""],
  ["hex of 31 bytes", toHex(preimage).slice(2)],
  ["hex of 33 bytes", `${toHex(preimage)}00`],
  ["hex after 0x twice", `0x0x${toHex(preimage)}`],
  ["text that is no hex", `${toHex(preimage).slice(1)}g`],
];

describe.each(["preimage", "paymentHash"])("the %s", (field) => {
  test.each(bad)("may not be %s", (_name, value) => {
    const call = () =>
      field === "preimage"
        ? isProofOfPayment(value as string, paymentHash)
        : isProofOfPayment(preimage, value as string);
    expectRefusal(call, { code: "INVALID_FIELD", field, says: [`${field}: expected 32 bytes or their hex`] });
  });
});

test.each(bad)("no preimage is in the error, for %s", (_name, value) => {
  const { message } = errorOf(() => isProofOfPayment(value as string, paymentHash));
  const secret = toHex(preimage);
  for (let start = 0; start + 4 <= secret.length; start++)
    expect(message).not.toContain(secret.slice(start, start + 4));
});
