import { expect, test } from "vitest";
import {
  createInvoice,
  createInvoiceAsync,
  decodeInvoiceTlv,
  encodeInvoice,
  encodeInvoiceTlv,
  isExpired,
  isProofOfPayment,
  selectUmaVersion,
  verifyInvoice,
  verifyInvoiceSignature,
  verifyInvoicesAsync,
} from "../../../src/index.js";
import { bytes, decodeMessage, encodeMessage, message, required } from "../../../src/tlv/index.js";
import { hex } from "../../support/bytes.js";
import { keys } from "../../support/keys.js";
import { secp256k1 } from "../../support/nativeEcdsa.js";
import { bytesOfOtherRealm, dataOfOtherRealm, fromOtherRealm } from "../../support/otherRealm.js";
import { beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const { secretKey, publicKey } = keys.first;
const key = bytesOfOtherRealm(hex(publicKey));
const invoice = createInvoice(requiredFields, secretKey);
const options = { publicKey: key, now: beforeExpiration };

test("what these tests are about: instanceof does not know bytes of another realm", () => {
  expect(key).not.toBeInstanceOf(Uint8Array);
});

test("keys are taken from another realm", async () => {
  expect(createInvoice(requiredFields, bytesOfOtherRealm(hex(secretKey)))).toEqual(invoice);
  expect(verifyInvoice(invoice, options)).toBe(invoice);
  expect(verifyInvoiceSignature(invoice, key)).toBe(true);
  const [result] = await verifyInvoicesAsync(
    fromOtherRealm<string[]>(`["${encodeInvoice(invoice)}"]`),
    options,
  );
  expect(result).toMatchObject({ status: "fulfilled" });
});

test("fields and options are taken from another realm", () => {
  const { amount, ...rest } = requiredFields;
  const fields = Object.assign(dataOfOtherRealm(rest), { amount });
  expect(createInvoice(fields, secretKey, dataOfOtherRealm({ integers: "binary" }))).toEqual(invoice);
  const expiration = fromOtherRealm<Date>(`new Date(${requiredFields.expiration * 1000 + 999})`);
  expect(createInvoice({ ...requiredFields, expiration }, secretKey)).toEqual(invoice);
});

test("a signer's answer is taken from another realm", async () => {
  const sign = (digest: Uint8Array) =>
    bytesOfOtherRealm(secp256k1.ecdsaSign(digest, hex(secretKey)).signature);
  expect(await createInvoiceAsync(requiredFields, { sign }, { publicKey: key })).toEqual(invoice);
});

test("dates, lists, preimages and TLV bytes are taken from another realm", () => {
  const at = (seconds: number) => fromOtherRealm<Date>(`new Date(${seconds * 1000})`);
  expect(isExpired(invoice, at(invoice.expiration))).toBe(true);
  expect(isExpired(invoice, at(invoice.expiration - 1))).toBe(false);
  expect(selectUmaVersion(invoice, fromOtherRealm(`["1.0"]`))).toBe("1.0");
  const preimage = bytesOfOtherRealm(new Uint8Array(32));
  const hash = bytesOfOtherRealm(hex("66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"));
  expect(isProofOfPayment(preimage, hash)).toBe(true);
  expect(decodeInvoiceTlv(bytesOfOtherRealm(encodeInvoiceTlv(invoice)))).toEqual(invoice);
});

test("values of a message of one's own are taken from another realm", () => {
  const blob = message({ data: required(0, bytes()) });
  const data = bytesOfOtherRealm(Uint8Array.of(1, 2));
  expect(encodeMessage(blob, { data })).toEqual(Uint8Array.of(0, 2, 1, 2));
  expect(decodeMessage(blob, bytesOfOtherRealm(Uint8Array.of(0, 2, 1, 2)))).toEqual({
    data: Uint8Array.of(1, 2),
  });
});
