import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createInvoice,
  decodeInvoice,
  decodeInvoiceTlv,
  encodeInvoice,
  encodeInvoiceTlv,
  type Invoice,
  nobleEcdsa,
  verifyInvoice,
  verifyInvoiceSignature,
} from "../../src/index.js";
import { fieldsAndDialect, foreignInvoice, secretKey, signedForeignInvoice } from "../support/arbitraries.js";
import { wrap } from "../support/bech32.js";
import { expectEqual } from "../support/expectEqual.js";
import { keys } from "../support/keys.js";
import { nativeEcdsa, secp256k1 } from "../support/nativeEcdsa.js";
import { rawFields, tlv } from "../support/rawInvoice.js";

describe("encoding", () => {
  test("and decoding gives the fields again", () => {
    fc.assert(
      fc.property(fieldsAndDialect, ({ fields, integers }) => {
        expectEqual(decodeInvoice(encodeInvoice(fields, { integers })), fields);
      }),
      { numRuns: 1000 },
    );
  });

  test("gives the bytes that the wire format asks for, in the order of its table", () => {
    fc.assert(
      fc.property(fieldsAndDialect, ({ fields, integers }) => {
        expect(encodeInvoiceTlv(fields, { integers })).toStrictEqual(
          tlv(rawFields(fields, integers).invoice),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("wraps the bytes as the bech32 package does", () => {
    fc.assert(
      fc.property(fieldsAndDialect, ({ fields, integers }) => {
        const bytes = encodeInvoiceTlv(fields, { integers });
        expect(encodeInvoice(fields, { integers })).toBe(wrap(bytes));
      }),
    );
  });
});

describe("decoding", () => {
  test("gives the fields whatever the order and width of the records, and the tags between them", () => {
    fc.assert(
      fc.property(foreignInvoice, ({ records, fields }) => {
        expectEqual(decodeInvoice(wrap(tlv(records))), fields);
      }),
      { numRuns: 1000 },
    );
  });

  test("and encoding gives the text again", () => {
    fc.assert(
      fc.property(foreignInvoice, ({ records }) => {
        const text = wrap(tlv(records));
        expect(encodeInvoice(decodeInvoice(text))).toBe(text);
        expect(encodeInvoice(decodeInvoice(text.toUpperCase()))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test("and encoding as TLV gives the bytes again", () => {
    fc.assert(
      fc.property(foreignInvoice, ({ records }) => {
        const bytes = tlv(records);
        expect(encodeInvoiceTlv(decodeInvoiceTlv(bytes))).toStrictEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test("gives the same from text and from TLV", () => {
    fc.assert(
      fc.property(foreignInvoice, ({ records }) => {
        const bytes = tlv(records);
        expectEqual(decodeInvoiceTlv(bytes), decodeInvoice(wrap(bytes)));
      }),
    );
  });
});

describe("a created invoice", () => {
  test("verifies with the public key once it has been through text", () => {
    fc.assert(
      fc.property(fieldsAndDialect, secretKey, ({ fields, integers }, secret) => {
        const text = encodeInvoice(createInvoice(fields, secret, { integers }));
        const publicKey = secp256k1.publicKeyCreate(secret, true);
        expect(verifyInvoiceSignature(decodeInvoice(text), publicKey)).toBe(true);
      }),
    );
  });

  test("does not verify with another key", () => {
    fc.assert(
      fc.property(fieldsAndDialect, secretKey, secretKey, ({ fields, integers }, secret, other) => {
        fc.pre(Buffer.compare(secret, other) !== 0);
        const invoice = createInvoice(fields, secret, { integers });
        expect(verifyInvoiceSignature(invoice, secp256k1.publicKeyCreate(other, true))).toBe(false);
      }),
    );
  });

  test("has the fields that it was created from", () => {
    fc.assert(
      fc.property(fieldsAndDialect, ({ fields, integers }) => {
        const created = createInvoice(fields, keys.first.secretKey, { integers, ecdsa: nativeEcdsa });
        const { signature: _, ...rest } = created;
        const { signature: __, ...meant } = fields;
        expectEqual(rest, meant);
      }),
    );
  });

  test("has the same signature by every engine: the nonce is that of RFC 6979", () => {
    fc.assert(
      fc.property(fieldsAndDialect, secretKey, ({ fields }, secret) => {
        const [byNoble, byNative] = [nobleEcdsa, nativeEcdsa].map((ecdsa) =>
          createInvoice(fields, secret, { ecdsa, integers: "decimal" }),
        );
        expect(byNoble!.signature).toStrictEqual(byNative!.signature);
      }),
    );
  });
});

describe("a signed invoice, in any order and with unknown tags", () => {
  const { publicKey } = keys.first;
  const verify = (invoice: Invoice) => verifyInvoiceSignature(invoice, publicKey, { ecdsa: nativeEcdsa });

  test("verifies as it was decoded", () => {
    fc.assert(
      fc.property(signedForeignInvoice, ({ records }) => {
        expect(verify(decodeInvoice(wrap(tlv(records))))).toBe(true);
      }),
    );
  });

  test("verifies wherever the signature stands among the records", () => {
    fc.assert(
      fc.property(signedForeignInvoice, fc.nat(), ({ records }, position) => {
        const signature = records.at(-1)!;
        const others = records.slice(0, -1);
        const moved = others.toSpliced(position % records.length, 0, signature);
        expect(verify(decodeInvoice(wrap(tlv(moved))))).toBe(true);
      }),
    );
  });

  test("does not verify with its records in another order", () => {
    fc.assert(
      fc.property(signedForeignInvoice, fc.nat(), fc.nat(), ({ records }, from, to) => {
        const [a, b] = [from % (records.length - 1), to % (records.length - 1)];
        fc.pre(a !== b);
        const moved = records.toSpliced(a, 1).toSpliced(b, 0, records[a]!);
        expect(verify(decodeInvoice(wrap(tlv(moved))))).toBe(false);
      }),
    );
  });

  test("does not verify as a copy", () => {
    fc.assert(
      fc.property(signedForeignInvoice, ({ records }) => {
        const invoice = decodeInvoice(wrap(tlv(records)));
        for (const copy of [{ ...invoice }, structuredClone(invoice), Object.create(invoice) as Invoice])
          expect(verify(copy)).toBe(false);
      }),
    );
  });

  test("verifies after somebody has written into the signature that it gave out", () => {
    fc.assert(
      fc.property(signedForeignInvoice, ({ records }) => {
        const text = wrap(tlv(records));
        const invoice = decodeInvoice(text);
        const before = invoice.signature!.slice();
        invoice.signature!.fill(0);
        expect(invoice.signature).toStrictEqual(before);
        expect(verify(invoice)).toBe(true);
        expect(encodeInvoice(invoice)).toBe(text);
      }),
    );
  });

  test("verifyInvoice gives back the invoice itself", () => {
    fc.assert(
      fc.property(signedForeignInvoice, ({ records }) => {
        const invoice = decodeInvoice(wrap(tlv(records)));
        fc.pre(invoice.expiration > 0);
        const now = invoice.expiration - 1;
        expect(verifyInvoice(invoice, { publicKey, now, ecdsa: nativeEcdsa })).toBe(invoice);
      }),
    );
  });
});
