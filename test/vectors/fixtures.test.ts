import { describe, expect, test } from "vitest";
import { decodeInvoice, encodeInvoice, verifyInvoiceSignature } from "../../src/index.js";
import { unwrap, wrap } from "../support/bech32.js";
import { hex } from "../support/bytes.js";
import { languages, readFixtures } from "../support/fixtures.js";
import { isAccepted } from "../support/isAccepted.js";
import { recordsOf, tags } from "../support/rawInvoice.js";

/** Half the order of secp256k1 (SEC 2, section 2.4.1), rounded down. */
const halfOrder = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

describe.each(languages)("the invoices of the SDK for %s", (language) => {
  const fixtures = readFixtures(language);

  test("are at least 60", () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(60);
  });

  test.each(fixtures)("$name: decodes to the fields that were meant", ({ text, fields }) => {
    const { signature, ...decoded } = decodeInvoice(text);
    expect(decoded).toStrictEqual(fields);
    expect(signature).toBeInstanceOf(Uint8Array);
  });

  test.each(fixtures)("$name: verifies with the writer's key in every form", ({ text, key }) => {
    const invoice = decodeInvoice(text);
    for (const form of [key.publicKey, key.compressedPublicKey]) {
      expect(verifyInvoiceSignature(invoice, form)).toBe(true);
      expect(verifyInvoiceSignature(invoice, hex(form))).toBe(true);
    }
  });

  test.each(fixtures)("$name: does not verify with another key", ({ text, otherKey }) => {
    expect(verifyInvoiceSignature(decodeInvoice(text), otherKey.publicKey)).toBe(false);
  });

  test.each(fixtures)("$name: encodes to the same text again", ({ text }) => {
    expect(encodeInvoice(decodeInvoice(text))).toBe(text);
  });

  test.each(fixtures)("$name: upper case decodes alike, and encodes to lower case", ({ text }) => {
    const invoice = decodeInvoice(text.toUpperCase());
    expect(invoice).toStrictEqual(decodeInvoice(text));
    expect(encodeInvoice(invoice)).toBe(text);
  });

  test.each(fixtures)("$name: no byte can be changed", ({ text, key }) => {
    const bytes = unwrap(text);
    expect(isAccepted(text, key.publicKey)).toBe(true);
    const unnoticed = Array.from(bytes.keys()).filter((offset) => {
      const changed = bytes.slice();
      // The lowest bit: letters stay letters, and digits digits, so that most changes get past the decoder.
      changed[offset]! ^= 1;
      return isAccepted(wrap(changed), key.publicKey);
    });
    expect(unnoticed).toEqual([]);
  });
});

test("the signatures of the SDK for go have both high and low s", () => {
  const isHigh = readFixtures("go").map(({ text }) => sOf(text) > halfOrder);
  expect(isHigh).toContain(true);
  expect(isHigh).toContain(false);
});

/** The second INTEGER of an invoice's signature: 30 … 02 length r 02 length s. */
function sOf(text: string): bigint {
  const der = recordsOf(unwrap(text)).find(({ tag }) => tag === tags.signature)!.value;
  const s = der.subarray(4 + der[3]! + 2);
  return BigInt(`0x${Buffer.from(s).toString("hex")}`);
}
