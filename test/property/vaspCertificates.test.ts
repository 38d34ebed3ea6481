import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { UmaInvoiceError } from "../../src/index.js";
import { parseCertificate } from "../../src/vasp/certificate.js";
import { verifyChain } from "../../src/vasp/chain.js";
import { readCertificate } from "../../src/vasp/index.js";
import { derOf } from "../support/certificates.js";

const leaf = derOf("leaf");
const authority = [parseCertificate(derOf("intermediate"))];
const now = Date.parse("2026-01-01") / 1000;

/** The leaf with bytes changed, left out, put in, or put in twice. */
const damaged = fc
  .array(
    fc.tuple(
      fc.nat(leaf.length - 1),
      fc.constantFrom("change", "drop", "insert", "repeat"),
      fc.integer({ min: 0, max: 255 }),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((damages) => {
    const bytes = [...leaf];
    for (const [at, kind, byte] of damages) {
      if (kind === "change") bytes[at] = byte;
      else if (kind === "drop") bytes.splice(at, 1);
      else bytes.splice(at, 0, kind === "insert" ? byte : bytes[at]!);
    }
    return Uint8Array.from(bytes);
  })
  .filter((bytes) => Buffer.compare(bytes, leaf) !== 0);

/** The key and the end of a certificate, if Node.js can read it: it knows fewer kinds of text in names. */
function nodeReading(bytes: Uint8Array) {
  try {
    const { publicKey, validTo } = new X509Certificate(bytes);
    const spki = publicKey.export({ type: "spki", format: "der" });
    return { publicKey: new Uint8Array(spki.subarray(-65)), notAfter: new Date(validTo) };
  } catch {
    return undefined;
  }
}

test("a damaged certificate is refused with our error, or read as Node.js reads it", () => {
  fc.assert(
    fc.property(damaged, (bytes) => {
      try {
        const { publicKey, notAfter } = readCertificate(bytes);
        const expected = nodeReading(bytes);
        if (expected) expect({ publicKey, notAfter }).toEqual(expected);
      } catch (error) {
        if (!(error instanceof UmaInvoiceError)) throw error;
        expect(error.code).toBe("INVALID_CERTIFICATE");
      }
    }),
    { numRuns: 1000 },
  );
});

test("no damaged certificate is signed by the authority", async () => {
  await fc.assert(
    fc.asyncProperty(damaged, async (bytes) => {
      const verified = (async () => verifyChain([parseCertificate(bytes)], authority, now))();
      await expect(verified).rejects.toBeInstanceOf(UmaInvoiceError);
    }),
    { numRuns: 300 },
  );
});

test("bytes of any kind are refused with our error", () => {
  const nested = fc
    .array(fc.constantFrom(0x30, 0x31, 0x02, 0x03, 0x04, 0x06, 0x80, 0xa0, 0x82, 0x84, 0, 1, 0xff))
    .map((bytes) => Uint8Array.from(bytes));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), nested, fc.string()), (bytes) => {
      expect(() => readCertificate(bytes)).toThrow(UmaInvoiceError);
    }),
    { numRuns: 1000 },
  );
});

test("sequences within sequences, as many as a body can hold, are refused with our error", () => {
  const deep = new Uint8Array(60_000).fill(0x30);
  for (const bytes of [deep, deep.map((byte, i) => (i % 2 ? 0x80 : byte))])
    expect(() => readCertificate(bytes)).toThrow(UmaInvoiceError);
});
