import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, test, vi } from "vitest";
import * as core from "../../src/index.js";
import * as pay from "../../src/pay/index.js";
import * as qr from "../../src/qr/index.js";
import * as request from "../../src/request/index.js";
import * as tlv from "../../src/tlv/index.js";
import * as vasp from "../../src/vasp/index.js";
import * as wasm from "../../src/wasm/index.js";
import * as x402 from "../../src/x402/index.js";
import * as scheme from "../../src/x402/scheme/index.js";
import { hex } from "../support/bytes.js";
import { pemOf } from "../support/certificates.js";
import { hostile, isOwnFailure, spoilt } from "../support/hostile.js";
import { keyDocument } from "../support/keyDocument.js";
import { keys } from "../support/keys.js";
import { secp256k1 } from "../support/nativeEcdsa.js";
import { bindingKey, fiveCents, openShop, shopInvoices } from "../support/openShop.js";
import { payArguments } from "../support/payArguments.js";
import { beforeExpiration, requiredFields } from "../support/sampleFields.js";
import { x402Samples } from "../support/x402Samples.js";

const entries: { readonly [entry: string]: object } = {
  core,
  tlv,
  request,
  qr,
  vasp,
  wasm,
  pay,
  x402,
  scheme,
};

const { secretKey, publicKey } = keys.first;
const invoice = core.createInvoice(requiredFields, secretKey);
const text = core.encodeInvoice(invoice);
const invoiceForAda = core.createInvoice({ ...requiredFields, senderUma: "$ada@vasp1.com" }, secretKey);
const person = tlv.message({ name: tlv.required(0, tlv.text()), at: tlv.optional(1, tlv.integer()) });
const now = beforeExpiration;
const preimage = new Uint8Array(32);
const url = "https://shop.com/weather";
const keyResolver = { resolve: async () => ({ publicKey: hex(publicKey), cached: false }) };
const store = request.memoryInvoiceStore();
const document = keyDocument(keys.first);
const configuration = {
  uma_major_versions: [0],
  uma_request_endpoint: "https://vasp1.com/uma",
  status: "OK",
};
const ok = (json: unknown) => async () => Response.json(json);
const settlements = x402.memorySettlements();
const { paywall } = openShop();
const payer = { pay: async () => "07".repeat(32), maxAmount: { USD: "1.00" }, keyResolver, now: () => now };
const wire = {
  x402Version: 2,
  accepts: [x402Samples.wireTerms2],
  resource: { ...x402Samples.resource, url },
};
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
  "core.examineInvoice": [text, { now, maxLength: 1000 }],
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
  "tlv.UmaInvoiceError": ["INVALID_FIELD", "no", { field: "amount" }],
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
  ...Object.fromEntries(Object.entries(payArguments).map(([name, list]) => [`pay.${name}`, list])),
  "qr.toQrSvg": [text, { style: "uma:", errorCorrection: "medium", title: "Pay", moduleSize: 4 }],
  "qr.toQrTerminal": [text, { style: "uma:", errorCorrection: "medium", background: "dark" }],
  "request.DeliveryRefusedError": [{ status: 404, counterpartyCode: "USER_NOT_FOUND", reason: "none" }],
  "request.createRequestHandler": [
    { hosted: ["vasp1.com"], keyResolver, onInvoice: () => {}, onError: () => {}, store, now: () => now },
  ],
  "request.deliverInvoice": [
    core.encodeInvoice(invoiceForAda),
    { fetch: ok(configuration), now, timeoutSeconds: 1 },
  ],
  "request.memoryInvoiceStore": [{ maxEntries: 10, maxPerDomain: 5, now: () => now }],
  "request.parseDeepLink": [`uma:${text}`, { maxLength: 1000 }],
  "request.receiveInvoice": [text, { keyResolver, now, ecdsa: core.nobleEcdsa, maxLength: 1000 }],
  "request.toDeepLink": [text, { style: "uma://" }],
  "request.toQrText": [text, { style: "uma:" }],
  "scheme.checkOfferedResource": [{ paymentRequired: wire, requestUrl: url }],
  "scheme.createFacilitatorHandler": [
    {
      facilitator: scheme.exactUmaFacilitator({ settlements, maxWaitSeconds: 0 }),
      authorize: () => true,
      maxBytes: 1000,
      onError: () => {},
    },
  ],
  "scheme.exactUmaClient": [{ ...payer, wait: async () => {}, extensions: ["bazaar"] }],
  "scheme.exactUmaFacilitator": [
    {
      settlements,
      invoices: { bindingKey },
      graceSeconds: 60,
      maxWaitSeconds: 0,
      wait: async () => {},
      onError: () => {},
    },
  ],
  "scheme.exactUmaServer": [
    { settlements, currencies: [fiveCents.currency], invoices: shopInvoices, onError: () => {} },
  ],
  "scheme.guardFetch": [ok({})],
  "vasp.createKeyResolver": [
    { fetch: ok(document), now: () => now, maxAgeSeconds: 60, maxLookups: 2, timeoutSeconds: 1 },
  ],
  "vasp.createVaspHandler": [
    {
      keys: { signingPublicKey: publicKey, encryptionPublicKey: hex(publicKey) },
      configuration: { name: "VASP", umaMajorVersions: [0, 1], umaRequestEndpoint: url },
      maxAgeSeconds: 60,
      now: () => now,
    },
  ],
  "vasp.fetchVaspConfiguration": ["vasp2.com", { fetch: ok({ uma_major_versions: [0] }), timeoutSeconds: 1 }],
  "vasp.fetchVaspKeys": ["vasp2.com", { fetch: ok(document), now, timeoutSeconds: 1, checkHost: () => true }],
  "vasp.readCertificate": [pemOf("leaf")],
  "vasp.readSigningKey": [JSON.stringify(document)],
  "vasp.vaspDomain": ["$bob@vasp2.com"],
  "vasp.verifyInvoiceWithResolver": [invoice, { keyResolver, now, ecdsa: core.nobleEcdsa, maxLength: 1000 }],
  "x402.UmaPaymentError": [
    "PAYMENT_REFUSED",
    "no",
    { preimage: "07", resume: async () => ok({}) },
    new Error("cause"),
  ],
  "x402.createPaywall": [
    {
      price: fiveCents,
      payTo: "$shop@vasp.com",
      settlements,
      invoices: shopInvoices,
      now: () => now,
      onError: () => {},
    },
  ],
  "x402.createSettlementHandler": [
    {
      settlements,
      secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      windowSeconds: 60,
      maxBytes: 1000,
      onError: () => {},
      now: () => now,
    },
  ],
  "x402.createSettlementNotifier": [
    {
      url: "https://shop.com/settled",
      secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      fetch: ok({}),
      now: () => now,
      timeoutSeconds: 1,
    },
  ],
  "x402.createUmaTools": [
    { callTool: async () => ({ content: [] }) },
    { ...payer, maxWaitSeconds: 0, wait: async () => {} },
  ],
  "x402.mcpPaywall": [paywall, "weather", () => ({ content: [] })],
  "x402.paymentToObject": [x402Samples.payment2],
  "x402.paymentRequiredToObject": [x402Samples.required2],
  "x402.paymentResponseToObject": [{ x402Version: 1, success: true, network: "uma" }],
  "x402.createUmaFetch": [{ ...payer, fetch: ok({}), maxWaitSeconds: 0, wait: async () => {} }],
  "x402.decodePayment": [x402.encodePayment(x402Samples.payment2)],
  "x402.decodePaymentRequired": [x402.encodePaymentRequired(x402Samples.required2)],
  "x402.decodePaymentResponse": ["eyJzdWNjZXNzIjp0cnVlLCJuZXR3b3JrIjoidW1hIn0="],
  "x402.encodePayment": [x402Samples.payment2],
  "x402.encodePaymentRequired": [x402Samples.required2],
  "x402.encodePaymentResponse": [{ x402Version: 1, success: true, network: "uma" }],
  "x402.expressPaywall": [paywall],
  "x402.honoPaywall": [paywall],
  "x402.memorySettlements": [{ now: () => now }],
  "x402.nodePaywall": [paywall, () => {}, { onError: () => {} }],
  "x402.redisSettlements": [{ hGetAll: async () => ({}), eval: async () => "none" }],
  "core.UmaInvoiceError": [
    "INVALID_FIELD",
    "no",
    {
      field: "amount",
      fields: ["amount"],
      offset: 1,
      cause: new Error("cause"),
      meaning: ["INVALID_INPUT", 400],
    },
  ],
};
/** Of these, nothing that is good exists without more than is worth its while here; or nothing is expected. */
const mayGiveNothing = ["pay.settlePayment", "scheme.checkOfferedResource", "x402.receiptOf"];

// Nobody is asked who exists.
beforeAll(() => {
  vi.stubGlobal("fetch", ok({}));
  vi.spyOn(console, "error").mockReturnValue(undefined);
});

type Call = (...values: never[]) => unknown;

/** Every function that the entries export, classes among them, and the methods of the objects. */
const functions = Object.entries(entries).flatMap(([entry, exports]) =>
  Object.entries(exports).flatMap(([name, value]): (readonly [string, Call])[] => {
    const full = `${entry}.${name}`;
    if (typeof value === "function") return [[full, isClass(value) ? construct(value) : (value as Call)]];
    if (Object(value) !== value) return [];
    return Object.entries(value as object)
      .filter(([, method]) => typeof method === "function")
      .map(([method]) => [
        `${full}.${method}`,
        (...values) => (value as { [name: string]: Call })[method]!(...values),
      ]);
  }),
);

function isClass(value: object): value is new (...values: never[]) => object {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** Makes an error, and reads all that it says. */
function construct(of: new (...values: never[]) => object): Call {
  return (...values) => {
    const error = new of(...values);
    for (let at = error; at !== Error.prototype; at = Object.getPrototypeOf(at))
      for (const name of Object.getOwnPropertyNames(at)) void error[name as keyof object];
    return error;
  };
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
  // Only of good arguments all factories make something that can be called.
  const allGood = isFactory(name)
    ? [{ weight: 3, arbitrary: fc.constant(list.map((given) => () => given)) }]
    : [];
  return fc.oneof(all, { weight: 3, arbitrary: oneBad }, ...allGood);
}

describe("whatever it is given, there is a result or a UmaInvoiceError:", () => {
  test.each(functions)("%s", async (name, call) => {
    await fc.assert(
      fc.asyncProperty(argumentsOf(name), fc.array(hostile, { maxLength: 4 }), async (makers, later) => {
        const result = await expectCivil(() => call(...(makers.map((make) => make()) as never[])));
        // What factories give is called as well: functions, and the methods of objects.
        for (const [method, owner] of isFactory(name) ? methodsOf(result) : [])
          await expectCivil(() => method.call(owner as never, ...(later.map((make) => make()) as never[])));
      }),
      { numRuns: 300 },
    );
  });
});

function isFactory(name: string): boolean {
  // What mcpPaywall gives awaits a paywall and a handler of the caller's: of a proxy that was revoked, not even that works.
  return (
    /Ecdsa$|(?<!mcp)Paywall$|\.(create|memory|redis|exact|guard)[A-Z]/.test(name) &&
    !/createInvoice/.test(name)
  );
}

/** The functions that a factory gives, those within the objects that it gives among them. */
function methodsOf(made: unknown, owner: unknown = undefined): (readonly [Call, unknown])[] {
  if (typeof made === "function") return [[made as Call, owner]];
  const isObject = Object(made) === made && !Array.isArray(made);
  return isObject ? Object.values(made as object).flatMap((value) => methodsOf(value, made)) : [];
}

test("the arguments that count as good are", async () => {
  for (const [name, call] of functions)
    if (good[name] && !mayGiveNothing.includes(name))
      expect(await call(...(good[name] as never[])), name).toBeDefined();
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
