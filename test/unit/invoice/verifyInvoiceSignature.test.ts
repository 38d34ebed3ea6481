import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  createInvoice,
  decodeInvoice,
  type Ecdsa,
  encodeInvoice,
  type Invoice,
  nobleEcdsa,
  verifyInvoiceSignature,
} from "../../../src/index.js";
import { badPublicKeys } from "../../support/badKeys.js";
import { wrap } from "../../support/bech32.js";
import { hex, toHex } from "../../support/bytes.js";
import {
  badSignatures,
  derInteger,
  derSequence,
  order,
  readDer,
  wellFormedSignature,
} from "../../support/der.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { type RawRecord, rawRecords, rawText, signed, tags, tlv } from "../../support/rawInvoice.js";
import { allFields } from "../../support/sampleFields.js";

const { publicKey, compressedPublicKey, secretKey } = keys.first;
const records = signed(rawRecords());
const invoice = decodeInvoice(wrap(tlv(records)));

/** Says yes to everything that it is asked. */
const credulous: Ecdsa<Uint8Array> = { ...nobleEcdsa, verify: () => true };

describe("true", () => {
  test.each<[string, Uint8Array | string]>([
    ["65 bytes", hex(publicKey)],
    ["33 bytes", hex(compressedPublicKey)],
    ["the hex of 65 bytes", publicKey],
    ["the hex of 33 bytes", compressedPublicKey],
    ["upper-case hex", publicKey.toUpperCase()],
    ["a Buffer", Buffer.from(publicKey, "hex")],
  ])("with the key in %s", (_name, key) => {
    expect(verifyInvoiceSignature(invoice, key)).toBe(true);
  });

  test("for a high s", () => {
    const { r, s } = readDer(invoice.signature!);
    const signature = derSequence(derInteger(r), derInteger(order - s));
    const high = decodeInvoice(rawText({ signature }));
    expect(high.signature).toStrictEqual(signature);
    expect(verifyInvoiceSignature(high, publicKey)).toBe(true);
  });

  test("with unknown tags, which are signed too", () => {
    const more: RawRecord[] = [{ tag: 99, value: "below" }, ...rawRecords(), { tag: 150, value: "above" }];
    expect(verifyInvoiceSignature(decodeInvoice(wrap(tlv(signed(more)))), publicKey)).toBe(true);
  });

  test("with the signature in the middle", () => {
    const moved = records.toSpliced(3, 0, records.at(-1)!).slice(0, -1);
    expect(verifyInvoiceSignature(decodeInvoice(wrap(tlv(moved))), publicKey)).toBe(true);
  });

  test("with records behind the signature, which are signed too", () => {
    const [signature, ...others] = signed([...rawRecords(), { tag: 150, value: "behind" }]).reverse();
    const inside = others.reverse().toSpliced(-1, 0, signature!);
    expect(verifyInvoiceSignature(decodeInvoice(wrap(tlv(inside))), publicKey)).toBe(true);
  });

  test("however often it is asked", () => {
    const answers = Array.from({ length: 5 }, () => verifyInvoiceSignature(invoice, publicKey));
    expect(answers).toStrictEqual([true, true, true, true, true]);
  });

  test("for the right one of many keys, more than an engine's are remembered", () => {
    const ecdsa: Ecdsa<string> = {
      sign: nobleEcdsa.sign,
      importPublicKey: (bytes) => Buffer.from(bytes).toString("hex"),
      verify: (_signature, _digest, key) => key === publicKey,
    };
    const others = Array.from({ length: 600 }, (_, i) => `04${i.toString(16).padStart(128, "0")}`);
    const accepted = [...others, publicKey, ...others, publicKey].filter((key) =>
      verifyInvoiceSignature(invoice, key, { ecdsa }),
    );
    expect(accepted).toStrictEqual([publicKey, publicKey]);
  });
});

describe("false", () => {
  test("with another key", () => {
    expect(verifyInvoiceSignature(invoice, keys.second.publicKey)).toBe(false);
  });

  test("with the other of the two points of the same x", () => {
    const other = compressedPublicKey.replace(/^0[23]/, (form) => (form === "02" ? "03" : "02"));
    expect(verifyInvoiceSignature(invoice, other)).toBe(false);
  });

  test("without a signature", () => {
    expect(verifyInvoiceSignature(decodeInvoice(rawText()), publicKey, { ecdsa: credulous })).toBe(false);
  });

  test("with the signature of another invoice", () => {
    const other = createInvoice(allFields, secretKey);
    const text = rawText({ signature: other.signature! });
    expect(verifyInvoiceSignature(decodeInvoice(text), publicKey)).toBe(false);
  });

  test("with the s of another signature", () => {
    const { r } = readDer(invoice.signature!);
    const { s } = readDer(createInvoice(allFields, secretKey).signature!);
    const signature = derSequence(derInteger(r), derInteger(s));
    expect(verifyInvoiceSignature(decodeInvoice(rawText({ signature })), publicKey)).toBe(false);
  });

  test("with r and s exchanged", () => {
    const { r, s } = readDer(invoice.signature!);
    const signature = derSequence(derInteger(s), derInteger(r));
    expect(verifyInvoiceSignature(decodeInvoice(rawText({ signature })), publicKey)).toBe(false);
  });

  test("for the same fields in other bytes", () => {
    const wider = decodeInvoice(
      wrap(
        tlv(
          records.map((record) =>
            record.tag === tags.amount ? { ...record, value: hex("000003e8") } : record,
          ),
        ),
      ),
    );
    expect(wider).toStrictEqual(invoice);
    expect(verifyInvoiceSignature(wider, publicKey)).toBe(false);
  });

  test.each(badSignatures)(
    "for what is not strict DER, without asking the engine: %s",
    (_name, signature) => {
      const malformed = decodeInvoice(rawText({ signature }));
      expect(verifyInvoiceSignature(malformed, publicKey, { ecdsa: credulous })).toBe(false);
    },
  );

  test("but for what is well-formed, the engine is asked", () => {
    const wellFormed = decodeInvoice(rawText({ signature: wellFormedSignature }));
    expect(verifyInvoiceSignature(wellFormed, publicKey, { ecdsa: credulous })).toBe(true);
  });

  test.each<[string, (from: Invoice) => Invoice]>([
    ["a spread copy", (from) => ({ ...from })],
    ["a deep copy", (from) => structuredClone(from)],
    ["an object that inherits from it", (from) => Object.create(from)],
    [
      "a copy with all property descriptors",
      (from) => Object.create(Object.getPrototypeOf(from), Object.getOwnPropertyDescriptors(from)),
    ],
    ["a proxy", (from) => new Proxy(from, {})],
    ["a copy with another amount", (from) => ({ ...from, amount: 1n })],
  ])("for %s of a valid invoice", (_name, copyOf) => {
    expect(verifyInvoiceSignature(copyOf(invoice), publicKey, { ecdsa: credulous })).toBe(false);
  });

  test("for an object made by hand", () => {
    expect(verifyInvoiceSignature({ ...allFields, signature: invoice.signature! }, publicKey)).toBe(false);
  });

  test.each([undefined, null, "uma1", 7])("for %j in the place of an invoice", (value) => {
    expect(verifyInvoiceSignature(value as unknown as Invoice, publicKey)).toBe(false);
  });
});

describe("no one can make it verify otherwise", () => {
  test("by setting a field: it is frozen", () => {
    expect(() => Object.assign(invoice, { amount: 1n })).toThrow(TypeError);
    expect(() => Object.defineProperty(invoice, "signature", { value: hex("00") })).toThrow(TypeError);
  });

  test("by writing into the signature that it gives out", () => {
    invoice.signature!.fill(0);
    expect(verifyInvoiceSignature(invoice, publicKey)).toBe(true);
  });

  test("by moving its bytes to another object through a copy of its properties", () => {
    const forged = Object.defineProperties(
      {},
      { ...Object.getOwnPropertyDescriptors(invoice), amount: { value: 1n, enumerable: true } },
    ) as Invoice;
    expect(verifyInvoiceSignature(forged, publicKey, { ecdsa: credulous })).toBe(false);
    expect(encodeInvoiceOrNothing(forged)).not.toBe(encodeInvoice(invoice));
  });
});

describe("the key", () => {
  test.each(badPublicKeys)("may not be %s", (_name, key) => {
    expectRefusal(() => verifyInvoiceSignature(invoice, key as string), {
      code: "INVALID_KEY",
      says: ["public key: ", "33 or 65 bytes"],
    });
  });

  test("is looked at first, so that a bad one never passes for a bad signature", () => {
    expectRefusal(() => verifyInvoiceSignature({ ...invoice }, "02"), { code: "INVALID_KEY" });
    expectRefusal(() => verifyInvoiceSignature(decodeInvoice(rawText()), "02"), { code: "INVALID_KEY" });
  });

  test("is left as it is", () => {
    const key = hex(compressedPublicKey);
    verifyInvoiceSignature(invoice, key);
    expect(key).toStrictEqual(hex(compressedPublicKey));
  });

  test("may change after the call: what is remembered of it does not", () => {
    const ecdsa: Ecdsa<Uint8Array> = {
      importPublicKey: (bytes) => bytes,
      sign: nobleEcdsa.sign,
      verify: (signature, digest, key, message) =>
        nobleEcdsa.verify(signature, digest, nobleEcdsa.importPublicKey(key), message),
    };
    const key = hex(publicKey);
    expect(verifyInvoiceSignature(invoice, key, { ecdsa })).toBe(true);
    key.set(hex(keys.second.publicKey));
    expect(verifyInvoiceSignature(invoice, key, { ecdsa })).toBe(false);
    expect(verifyInvoiceSignature(invoice, publicKey, { ecdsa })).toBe(true);
  });
});

describe("the engine", () => {
  test("gets r and a low s, the digest, the key as it imported it, and what was signed", () => {
    const { r, s } = readDer(invoice.signature!);
    const high = decodeInvoice(rawText({ signature: derSequence(derInteger(r), derInteger(order - s)) }));
    const asked: unknown[] = [];
    const ecdsa: Ecdsa<string> = {
      sign: nobleEcdsa.sign,
      importPublicKey: (bytes) => `imported ${bytes.length}`,
      verify: (signature, digest, key, message) => {
        asked.push([toHex(signature), toHex(digest), key, toHex(message)]);
        return true;
      },
    };
    verifyInvoiceSignature(high, publicKey, { ecdsa });
    const low = r.toString(16).padStart(64, "0") + s.toString(16).padStart(64, "0");
    const message = tlv(rawRecords());
    const digest = createHash("sha256").update(message).digest("hex");
    expect(asked).toStrictEqual([[low, digest, "imported 65", toHex(message)]]);
  });

  test("that throws at a key has refused it, and its error is the cause", () => {
    const cause = new RangeError("off the curve");
    const ecdsa: Ecdsa<Uint8Array> = {
      ...nobleEcdsa,
      importPublicKey: () => {
        throw cause;
      },
    };
    const error = expectRefusal(() => verifyInvoiceSignature(invoice, publicKey, { ecdsa }), {
      code: "INVALID_KEY",
      says: ["public key: "],
    });
    expect(error.cause).toBe(cause);
  });

  test("that answers anything but true has refused", () => {
    for (const answer of [Promise.resolve(true), 1, "true", undefined, {}]) {
      const ecdsa = { ...nobleEcdsa, verify: () => answer as boolean };
      expect(verifyInvoiceSignature(invoice, publicKey, { ecdsa })).toBe(false);
    }
  });
});

function encodeInvoiceOrNothing(candidate: Invoice): string | undefined {
  try {
    return encodeInvoice(candidate);
  } catch {
    return undefined;
  }
}
