import { describe, expect, test, vi } from "vitest";
import {
  checkInterop,
  createInvoice,
  createInvoiceAsync,
  decodeInvoice,
  decodeInvoiceTlv,
  type Ecdsa,
  encodeInvoice,
  encodeInvoiceTlv,
  type Invoice,
  nobleEcdsa,
  UmaInvoiceError,
  validateInvoice,
  verifyInvoice,
  verifyInvoiceSignature,
} from "../../../src/index.js";
import { invoiceAround } from "../../../src/invoice/original.js";
import { UmaPaymentError } from "../../../src/x402/index.js";
import { unwrap, wrap } from "../../support/bech32.js";
import { errorOf } from "../../support/errorOf.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { rawRecords, rawText, signed, tlv } from "../../support/rawInvoice.js";
import { allFields, beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const { secretKey, publicKey } = keys.first;
const signedText = encodeInvoice(createInvoice(allFields, secretKey));

const waysToCopy: readonly (readonly [name: string, copy: (invoice: Invoice) => Invoice])[] = [
  ["spread", (invoice) => ({ ...invoice })],
  ["assigned", (invoice) => Object.assign({}, invoice)],
  ["cloned", (invoice) => structuredClone(invoice)],
  ["cloned and spread", (invoice) => ({ ...structuredClone(invoice) })],
];
const writers = [encodeInvoice, encodeInvoiceTlv, checkInterop] as const;

describe.each(waysToCopy)("a signed invoice, %s,", (_name, copy) => {
  test("is written as it was signed", () => {
    const invoice = copy(decodeInvoice(signedText));
    expect(encodeInvoice(invoice)).toBe(signedText);
    expect(wrap(encodeInvoiceTlv(invoice))).toBe(signedText);
    expect(validateInvoice(invoice, { now: beforeExpiration })).toEqual([]);
  });

  test.each<[string, Partial<Invoice>]>([
    ["its amount changed", { amount: 1n }],
    ["a field more", { maxNumPayments: 1 }],
    ["a field less", { commentCharsAllowed: undefined } as unknown as Partial<Invoice>],
    ["another callback", { callback: "https://evil.example/" }],
  ])("with %s is not written", (_what, changes) => {
    const invoice = { ...copy(decodeInvoice(signedText)), ...changes };
    for (const write of writers)
      expectRefusal(() => write(invoice), { code: "INVALID_SIGNATURE", field: "signature", says: ["copy"] });
    const problems = validateInvoice(invoice, { now: beforeExpiration });
    expect(problems.map(({ code }) => code)).toEqual(["INVALID_SIGNATURE"]);
  });

  test("is written without its signature, whatever was changed", () => {
    const { signature, ...unsigned } = copy(decodeInvoice(signedText));
    expect(encodeInvoice({ ...unsigned, amount: 1n })).toBe(encodeInvoice({ ...allFields, amount: 1n }));
  });

  test("is not written if records that nobody knows would be lost", () => {
    const text = wrap(tlv(signed([...rawRecords(), { tag: 50, value: "future" }])));
    expectRefusal(() => encodeInvoice(copy(decodeInvoice(text))), {
      code: "INVALID_SIGNATURE",
      field: "signature",
    });
  });

  test("is not written in another order than it was signed in", () => {
    const text = wrap(tlv(signed(rawRecords().reverse())));
    expect(errorOf(() => encodeInvoice(copy(decodeInvoice(text)))).code).toBe("INVALID_SIGNATURE");
  });

  test("is written in its own dialect alone", () => {
    const invoice = copy(createInvoice(allFields, secretKey, { integers: "decimal" }));
    expect(errorOf(() => encodeInvoice(invoice)).code).toBe("INVALID_SIGNATURE");
    expect(
      verifyInvoiceSignature(decodeInvoice(encodeInvoice(invoice, { integers: "decimal" })), publicKey),
    ).toBe(true);
  });
});

test("a signature that was put there by hand is written, whatever it signs", () => {
  const signature = Uint8Array.from(decodeInvoice(signedText).signature!);
  const text = encodeInvoice({ ...allFields, amount: 1n, signature });
  expect(decodeInvoice(text).signature).toEqual(signature);
});

test("a signature is written in full, and no more of what it is kept in", () => {
  const { signature } = decodeInvoice(signedText);
  expect([...signature!]).toEqual([...unwrap(signedText)].slice(-signature!.length));
  expect(encodeInvoice({ ...decodeInvoice(signedText) })).toBe(signedText);
});

test.each<[string, Invoice]>([
  ["a proxy of one", new Proxy(decodeInvoice(signedText), {})],
  ["an object that inherits from one", Object.create(decodeInvoice(signedText)) as Invoice],
])("%s is not written: what it was signed as is out of reach", (_name, invoice) => {
  for (const write of writers)
    expectRefusal(() => write(invoice), { code: "INVALID_SIGNATURE", field: "signature", says: ["proxy"] });
});

describe("with another copy of the library in the process", async () => {
  vi.resetModules();
  const other: typeof import("../../../src/index.js") = await import("../../../src/index.js");

  test("what these tests are about: it is another", () => {
    expect(other.UmaInvoiceError).not.toBe(UmaInvoiceError);
  });

  test.each([
    ["signed", signedText],
    ["unsigned", rawText()],
    ["with an unknown tag", wrap(tlv([...rawRecords(), { tag: 50, value: "future" }]))],
  ])("an invoice that it decoded, %s, is not written and does not verify", (_name, text) => {
    const invoice = other.decodeInvoice(text);
    for (const write of writers)
      expectRefusal(() => write(invoice), {
        code: "INVALID_SIGNATURE",
        field: "signature",
        says: ["another copy"],
      });
    expect(verifyInvoiceSignature(invoice, publicKey)).toBe(false);
    expectRefusal(() => verifyInvoice(invoice, { publicKey, now: beforeExpiration }), {
      code: "INVALID_SIGNATURE",
      field: "signature",
      says: ["another copy"],
    });
    const problems = validateInvoice(invoice, { now: beforeExpiration });
    expect(problems.map(({ code }) => code)).toEqual(["INVALID_SIGNATURE"]);
  });

  test("a spread copy of what it decoded is held to what was signed", () => {
    const invoice = other.decodeInvoice(signedText);
    expect(encodeInvoice({ ...invoice })).toBe(signedText);
    expect(errorOf(() => encodeInvoice({ ...invoice, amount: 1n })).code).toBe("INVALID_SIGNATURE");
  });

  test("an invoice of a version before this one is not written either", () => {
    const { signature, ...fields } = allFields as Invoice;
    const old = Object.freeze(
      Object.defineProperty({ ...fields }, "signature", { enumerable: true, get: () => Uint8Array.of(1) }),
    ) as Invoice;
    expect(errorOf(() => encodeInvoice(old)).message).toContain("another copy");
  });

  test("its errors are known", () => {
    const theirs = new other.UmaInvoiceError("TOO_LONG", "expected less");
    expect(theirs instanceof UmaInvoiceError).toBe(true);
    expect(new UmaInvoiceError("TOO_LONG", "expected less") instanceof other.UmaInvoiceError).toBe(true);
    expect(theirs instanceof UmaPaymentError).toBe(false);
  });
});

test.each<[string, Invoice]>([
  ["that is frozen", Object.freeze({ ...allFields })],
  [
    "with a getter for its signature",
    {
      ...allFields,
      get signature() {
        return Uint8Array.of(1);
      },
    },
  ],
  ["with a toJSON of its own", { ...allFields, toJSON: () => "mine" } as Invoice],
])("an object made by hand %s is written as it is", (_name, fields) => {
  const invoice = decodeInvoice(encodeInvoice(fields));
  expect(invoice).toMatchObject(allFields);
  expect(invoice.signature).toEqual(fields.signature);
});

test("a proxy that fails where it is looked at is refused like any", () => {
  const invoice = new Proxy({ ...requiredFields } as Invoice, {
    get(target, name) {
      if (name === "toJSON") throw new Error("not to be read");
      return Reflect.get(target, name);
    },
  });
  expect(errorOf(() => encodeInvoice(invoice)).code).toBe("INVALID_SIGNATURE");
});

describe("whatever becomes of bytes that were handed out or in, an invoice stays what it is:", () => {
  const waysToSpoil: readonly (readonly [name: string, spoil: (bytes: Uint8Array) => void])[] = [
    ["written over", (bytes) => new Uint8Array(bytes.buffer).fill(0)],
    ["detached", (bytes) => void structuredClone(bytes, { transfer: [bytes.buffer] })],
  ];
  const spoilAll: Ecdsa<Uint8Array> = {
    ...nobleEcdsa,
    verify(...[signature, digest, , message]) {
      for (const bytes of [signature, digest, message]) new Uint8Array(bytes.buffer).fill(0);
      return true;
    },
  };

  test.each(waysToSpoil)("its signature, its TLV form and that it was read from, %s", (_name, spoil) => {
    const given = unwrap(signedText);
    const invoice = decodeInvoiceTlv(given);
    const read = decodeInvoice(signedText);
    for (const bytes of [given, invoice.signature!, encodeInvoiceTlv(invoice), read.signature!]) spoil(bytes);
    for (const each of [invoice, read]) {
      expect(encodeInvoice(each)).toBe(signedText);
      expect(wrap(encodeInvoiceTlv(each))).toBe(signedText);
      expect(each.signature).toEqual(unwrap(signedText).slice(-each.signature!.length));
      expect(verifyInvoiceSignature(each, publicKey)).toBe(true);
    }
  });

  test("what an engine and a signer get to see", async () => {
    const invoice = decodeInvoice(signedText);
    verifyInvoiceSignature(invoice, publicKey, { ecdsa: spoilAll });
    expect(encodeInvoice(invoice)).toBe(signedText);
    expect(verifyInvoiceSignature(invoice, publicKey)).toBe(true);
    const signature = new Uint8Array(64).fill(1);
    const created = await createInvoiceAsync(requiredFields, {
      sign(digest) {
        digest.fill(0);
        return signature;
      },
    });
    const text = encodeInvoice(created);
    signature.fill(2);
    expect(encodeInvoice(created)).toBe(text);
    expect(encodeInvoiceTlv(created)).toEqual(unwrap(text));
  });
});

describe("a signature", () => {
  const invoice = createInvoice(requiredFields, secretKey);

  test("leads to the invoice that it was handed out with", () => {
    expect(invoiceAround(invoice.signature)).toEqual(encodeInvoiceTlv(invoice));
    expect(invoiceAround(structuredClone(invoice.signature))).toEqual(encodeInvoiceTlv(invoice));
  });

  test.each<[string, unknown]>([
    ["a copy of the bytes alone", invoice.signature!.slice()],
    ["no bytes", "3044"],
    ["nothing", undefined],
    ["bytes of no length", new Uint8Array(0)],
    ["bytes in front of others", new Uint8Array(300).subarray(16, 80)],
    ["bytes behind the first of those before an invoice", Uint8Array.of(0x9c, ...Array(300).fill(0))],
    [
      "bytes that do not give their memory",
      Object.defineProperty(new Uint8Array(64), "buffer", {
        get() {
          throw new Error("not to be read");
        },
      }),
    ],
  ])("that is %s leads nowhere", (_name, signature) => {
    expect(invoiceAround(signature)).toBeUndefined();
  });
});
