import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as core from "../../src/index.js";
import * as qr from "../../src/qr/index.js";
import * as request from "../../src/request/index.js";
import * as tlv from "../../src/tlv/index.js";
import * as vasp from "../../src/vasp/index.js";
import * as x402 from "../../src/x402/index.js";
import * as scheme from "../../src/x402/scheme/index.js";
import { hex } from "../support/bytes.js";
import { hostile, isOwnFailure, spoilt } from "../support/hostile.js";
import { keys } from "../support/keys.js";
import { secp256k1 } from "../support/nativeEcdsa.js";
import { beforeExpiration, requiredFields } from "../support/sampleFields.js";

const entries: { readonly [entry: string]: object } = { core, tlv, request, qr, vasp, x402, scheme };

/** Functions of layers that do not keep to this yet, and why. */
const skipped: { readonly [name: string]: string } = {
  "core.formatAmount": "done with the fallbacks for Intl",
  ...Object.fromEntries(
    ["request", "qr", "vasp", "x402", "scheme"].flatMap((entry) =>
      Object.keys(entries[entry]!).map((name) => [
        `${entry}.${name}`,
        `the layer "${entry}" is done on its own`,
      ]),
    ),
  ),
};
/** What is done in those layers all the same. */
const done = ["vasp.verifyInvoiceWithResolver"];

const { secretKey, publicKey } = keys.first;
const invoice = core.createInvoice(requiredFields, secretKey);
const text = core.encodeInvoice(invoice);
const person = tlv.message({ name: tlv.required(0, tlv.text()), at: tlv.optional(1, tlv.integer()) });
const now = beforeExpiration;
const preimage = new Uint8Array(32);
const signer = { sign: (digest: Uint8Array) => secp256k1.ecdsaSign(digest, hex(secretKey)).signature };

/** Arguments that each function takes; for the others, all arguments are hostile. */
const good: { readonly [name: string]: readonly unknown[] } = {
  "core.addInvoiceToMetadata": ["[]", invoice.invoiceUUID],
  "core.checkInterop": [invoice],
  "core.createInvoice": [requiredFields, secretKey, { integers: "binary", ecdsa: core.nobleEcdsa }],
  "core.createInvoiceAsync": [requiredFields, signer, { publicKey, ecdsa: core.nobleEcdsa }],
  "core.decodeInvoice": [text, { maxLength: 1000 }],
  "core.decodeInvoiceTlv": [core.encodeInvoiceTlv(invoice)],
  "core.encodeInvoice": [{ ...invoice }, { integers: "binary" }],
  "core.encodeInvoiceTlv": [{ ...invoice }, { integers: "binary" }],
  "core.inspectInvoice": [text, { maxLength: 1000 }],
  "core.isExpired": [invoice, now],
  "core.isProofOfPayment": [preimage, createHash("sha256").update(preimage).digest()],
  "core.missingPayerData": [{ requiredPayerData: { name: { mandatory: true } } }, { name: "" }],
  "core.secp256k1Ecdsa": [secp256k1],
  "core.selectUmaVersion": [invoice, ["0.3", "1.0"]],
  "core.validateInvoice": [{ ...invoice }, { now }],
  "core.verifyInvoice": [invoice, { publicKey, now, ecdsa: core.nobleEcdsa, maxLength: 1000 }],
  "core.verifyInvoiceSignature": [invoice, publicKey, { ecdsa: core.nobleEcdsa }],
  "core.verifyInvoicesAsync": [[text, invoice], { publicKey, now, ecdsa: core.nobleEcdsa, maxLength: 1000 }],
  "core.nobleEcdsa.sign": [preimage, hex(secretKey)],
  "core.nobleEcdsa.importPublicKey": [hex(publicKey)],
  "core.nobleEcdsa.verify": [new Uint8Array(64).fill(1), preimage, hex(publicKey), preimage],
  "tlv.custom": [tlv.integer(), { expected: "a number", encode: (n: number) => n, decode: (n: number) => n }],
  "tlv.decodeMessage": [person, tlv.encodeMessage(person, { name: "Ada" }), { integers: "binary" }],
  "tlv.encodeMessage": [
    person,
    { name: "Ada", at: 1, [tlv.unknownRecords]: [{ tag: 9, value: preimage }] },
    { integers: "decimal" },
  ],
  "tlv.enumeration": [["red", "green"]],
  "tlv.integer": [7],
  "tlv.message": [person.fields],
  "tlv.nested": [person],
  "tlv.optional": [1, tlv.text()],
  "tlv.required": [1, tlv.text()],
  "tlv.text": [{ expected: "anything", test: () => true }],
  "vasp.verifyInvoiceWithResolver": [
    invoice,
    { keyResolver: { resolve: async () => ({ publicKey: hex(publicKey), cached: false }) }, now },
  ],
};

type Call = (...values: never[]) => unknown;

/** Every function that the entries export, and the methods of the objects. */
const functions = Object.entries(entries).flatMap(([entry, exports]) =>
  Object.entries(exports).flatMap(([name, value]): (readonly [string, Call])[] => {
    const full = `${entry}.${name}`;
    if (full in skipped && !done.includes(full)) return [];
    if (typeof value === "function") return isClass(value) ? [] : [[full, value as Call]];
    if (Object(value) !== value) return [];
    return Object.entries(value as object)
      .filter(([, method]) => typeof method === "function")
      .map(([method]) => [
        `${full}.${method}`,
        (...values) => (value as { [name: string]: Call })[method]!(...values),
      ]);
  }),
);

/** Errors are made by this library, not by those who use it. */
function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** Gives a result, or an error of this library's; what a caller's own code throws comes through. */
async function expectCivil(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (!isOwnFailure(error)) {
      expect(error).toBeInstanceOf(core.UmaInvoiceError);
      const { message } = error as Error;
      expect(message.length).toBeLessThan(1000);
    }
    return undefined;
  }
}

/** Arguments of which at least one is hostile, or holds something that is. */
function argumentsOf(name: string): fc.Arbitrary<(() => unknown)[]> {
  const list = good[name];
  const all = fc.array(hostile, { maxLength: list?.length ?? 3 });
  if (!list) return all;
  const oneBad = fc.nat({ max: list.length - 1 }).chain((bad) => {
    const value = list[bad];
    const isPlain = Object(value) === value && !ArrayBuffer.isView(value);
    return (isPlain ? fc.oneof(hostile, spoilt(value as object)) : hostile).map((make) =>
      list.map((given, i) => (i === bad ? make : () => given)),
    );
  });
  return fc.oneof(all, { weight: 3, arbitrary: oneBad });
}

describe("whatever it is given, there is a result or a UmaInvoiceError:", () => {
  test.each(functions)("%s", async (name, call) => {
    await fc.assert(
      fc.asyncProperty(argumentsOf(name), hostile, async (makers, then) => {
        const result = await expectCivil(() => call(...(makers.map((make) => make()) as never[])));
        // What factories give is called as well: functions, and the methods of objects.
        const methods =
          typeof result === "function" ? [result] : isFactory(name) ? Object.values(Object(result)) : [];
        for (const method of methods)
          if (typeof method === "function")
            await expectCivil(() => method.call(result, ...Array.from({ length: 4 }, () => then())));
      }),
      { numRuns: 300 },
    );
  });
});

function isFactory(name: string): boolean {
  return /Ecdsa$|\.(create|memory|redis|exact)[A-Z]/.test(name) && !/createInvoice/.test(name);
}

test("the arguments that count as good are", async () => {
  for (const [name, call] of functions)
    if (good[name]) expect(await call(...(good[name] as never[])), name).toBeDefined();
});

describe("messages of one's own with hostile rules are civil, too:", () => {
  test("formats and conversions", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (a, b, value) => {
        for (const make of [
          () => tlv.text({ expected: "something", test: a() as () => boolean }),
          () =>
            tlv.custom(tlv.text(), {
              expected: "something",
              encode: a() as () => string,
              decode: b() as () => string,
            }),
          () =>
            tlv.custom(tlv.bytes(), {
              expected: "something",
              encode: a() as () => Uint8Array,
              decode: b() as () => string,
            }),
        ]) {
          const kind = await expectCivil(make);
          if (kind === undefined) continue;
          const own = tlv.message({ a: tlv.required(0, kind as never) });
          await expectCivil(() => tlv.encodeMessage(own, { a: value() } as never));
          await expectCivil(() => tlv.encodeMessage(own, { a: "text" } as never));
          await expectCivil(() => tlv.decodeMessage(own, Uint8Array.of(0, 1, 0x41)));
        }
      }),
      { numRuns: 500 },
    );
  });
});
