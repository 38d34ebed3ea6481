import { createHash } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { addInvoiceToMetadata, createInvoice, type Invoice, type InvoiceFields } from "../../../src/index.js";
import {
  createPayRequestHandler,
  decodeLightningInvoice,
  decodePayResponse,
  encodePayRequest,
  encryptTravelRuleInfo,
  type LightningInvoiceToCreate,
  memoryIncomingPayments,
  type PayRequestHandlerOptions,
  parseDecimal,
  settlePayment,
  signPayRequest,
  type UnsignedPayRequest,
  type VerifiedPayment,
  verifyPayResponse,
} from "../../../src/pay/index.js";
import { hex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keyResolverOf } from "../../support/keyResolverOf.js";
import { keys } from "../../support/keys.js";
import {
  integerWords,
  requiredFields as lightningFields,
  payee,
  rawLightningInvoice,
  wordsOf,
} from "../../support/rawLightningInvoice.js";
import { beforeExpiration, requiredFields } from "../../support/sampleFields.js";
import { lightningPayment } from "../../support/shopPayments.js";

const alice = "$alice@vasp1.com";
const bob = "$bob@vasp2.com";
const url = "https://vasp2.com/uma/payreq/1";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const metadata = '[["text/plain","Coffee"]]';
const currency = {
  code: "USD",
  name: "US Dollar",
  symbol: "$",
  multiplier: parseDecimal("23400"),
  decimals: 2,
  convertible: { min: 10n, max: 100_000n },
};

/** How the receiver's node errs. */
type Errors = {
  readonly amountMsat?: bigint;
  readonly descriptionHash?: string;
  readonly prefix?: string;
  readonly expirySeconds?: number;
};

/** A receiver's VASP, with one invoice that it is asked for, or one address. */
function setUp(
  changes: Partial<InvoiceFields> = {},
  {
    errs = {},
    address,
    ...options
  }: Partial<PayRequestHandlerOptions> & { readonly errs?: Errors; readonly address?: object } = {},
) {
  const clock = { seconds: beforeExpiration };
  const now = () => clock.seconds;
  const invoice = createInvoice({ ...requiredFields, ...changes }, keys.second.secretKey);
  const asked: LightningInvoiceToCreate[] = [];
  const errors: unknown[] = [];
  const payments = memoryIncomingPayments({ now });
  const handler = createPayRequestHandler({
    find: () =>
      address ? { umaAddress: bob, metadata, currencies: [currency], ...address } : { invoice, metadata },
    rate: () => ({ multiplier: parseDecimal("23400"), feeMsat: 250n }),
    async createLightningInvoice(wanted) {
      asked.push(wanted);
      const { amountMsat, descriptionHash, expirySeconds, prefix } = {
        ...wanted,
        ...errs,
      } as LightningInvoiceToCreate & Errors;
      return rawLightningInvoice({
        prefix: prefix ?? `lnbc${amountMsat * 10n}p`,
        timestamp: now(),
        fields: [
          ["p", wordsOf(hex(lightningPayment().paymentHash))],
          ...lightningFields.filter(([type]) => type === "s"),
          ["h", wordsOf(hex(descriptionHash))],
          ["x", integerWords(expirySeconds)],
        ],
      });
    },
    signingKey: keys.second.secretKey,
    keyResolver: keyResolverOf(keys.first),
    payments,
    now,
    onError: (error) => errors.push(error),
    ...options,
  });

  async function post(unsigned: UnsignedPayRequest, key = keys.first.secretKey) {
    const request = await signPayRequest(unsigned, key, { now: clock.seconds });
    return answerOf(await handler(postOf(encodePayRequest(request))));
  }
  return { handler, post, asked, errors, invoice, clock, payments };
}

function postOf(body: string, init: RequestInit = {}): Request {
  return new Request(url, { method: "POST", body, headers: { "content-type": "application/json" }, ...init });
}

async function answerOf(response: Response) {
  const text = await response.text();
  return {
    status: response.status,
    text,
    body: JSON.parse(text) as { code?: string; reason?: string; pr?: string },
  };
}

/** What Alice's VASP asks for. */
function askingFor(invoice: Invoice, changes: Partial<UnsignedPayRequest> = {}): UnsignedPayRequest {
  return {
    umaMajorVersion: 1,
    convert: "USD",
    amount: { value: 1000n, currency: "USD" },
    payerData: { identifier: alice, compliance: { kycStatus: "VERIFIED", utxos: [] } },
    invoiceUUID: invoice.invoiceUUID,
    ...changes,
  };
}
const withoutUuid = ({ invoiceUUID: _, ...request }: UnsignedPayRequest) => request;
const payer = (identifier: string) => ({
  identifier,
  compliance: { kycStatus: "VERIFIED" as const, utxos: [] },
});

describe("an invoice", () => {
  test("is answered with a Lightning invoice of just what it costs, that describes it", async () => {
    const { post, invoice, asked, clock } = setUp();
    const { status, text } = await post(askingFor(invoice));
    expect(status).toBe(200);
    const response = decodePayResponse(text);
    expect(asked).toEqual([
      {
        amountMsat: 23_400_250n,
        descriptionHash: sha256(addInvoiceToMetadata(metadata, invoice.invoiceUUID)),
        expirySeconds: 600,
      },
    ]);
    expect(decodeLightningInvoice(response.pr).amountMsat).toBe(23_400_250n);
    const verified = await verifyPayResponse(
      response,
      { payerIdentifier: alice, payeeIdentifier: bob },
      { publicKey: keys.second.publicKey, nonces: { take: () => true }, now: clock.seconds },
    );
    expect(verified).toMatchObject({
      converted: {
        amount: 1000n,
        currencyCode: "USD",
        decimals: 2,
        fee: 250n,
        multiplier: parseDecimal("23400"),
      },
      payeeData: { identifier: bob, compliance: { utxos: [], nodePubKey: payee } },
    });
  });

  test("may be asked for without its UUID, by its callback", async () => {
    const find = vi.fn();
    const { post, invoice } = setUp({}, { find });
    find.mockReturnValue({ invoice });
    expect((await post(withoutUuid(askingFor(invoice)))).status).toBe(200);
    expect(find.mock.calls).toEqual([[{ url }]]);
  });

  test("is asked for by its UUID, in whatever case", async () => {
    const find = vi.fn();
    const { post, invoice, asked } = setUp({}, { find });
    find.mockReturnValue({ invoice });
    const invoiceUUID = invoice.invoiceUUID.toUpperCase();
    expect((await post(askingFor(invoice, { invoiceUUID }))).status).toBe(200);
    expect(find.mock.calls).toEqual([[{ url, invoiceUUID }]]);
    expect(asked[0]!.descriptionHash).toBe(
      sha256(addInvoiceToMetadata(JSON.stringify([["text/plain", `Pay ${bob}`]]), invoice.invoiceUUID)),
    );
  });

  test("is never outlived by its Lightning invoice", async () => {
    const { post, invoice, asked } = setUp({ expiration: beforeExpiration + 60 });
    await post(askingFor(invoice));
    expect(asked[0]!.expirySeconds).toBe(60);
  });

  test("that is about to expire gets a second", async () => {
    const clocks = [0, 0, 0, 59.5];
    const { post, invoice, asked } = setUp(
      { expiration: beforeExpiration + 60 },
      {
        now: () => beforeExpiration + (clocks.length > 1 ? clocks.shift()! : clocks[0]!),
      },
    );
    await post(askingFor(invoice));
    expect(asked[0]?.expirySeconds ?? 1).toBeGreaterThanOrEqual(1);
  });

  test.each<[string, Partial<InvoiceFields>, Partial<UnsignedPayRequest>, number, string, string?]>([
    [
      "another UUID",
      {},
      { invoiceUUID: "11111111-1111-4111-8111-111111111111" },
      404,
      "REQUEST_NOT_FOUND",
      "invoiceUUID",
    ],
    [
      "another amount",
      {},
      { amount: { value: 999n, currency: "USD" } },
      400,
      "AMOUNT_OUT_OF_RANGE",
      "amount",
    ],
    [
      "another currency",
      {},
      { convert: "EUR", amount: { value: 1000n, currency: "EUR" } },
      400,
      "INVALID_CURRENCY",
      "convert",
    ],
    [
      "an amount in another currency",
      {},
      { amount: { value: 1000n, currency: "EUR" } },
      400,
      "INVALID_CURRENCY",
      "convert",
    ],
    ["an amount in millisatoshi", {}, { amount: { value: 1000n } }, 400, "INVALID_CURRENCY", "convert"],
    ["a comment", {}, { comment: "a" }, 400, "INVALID_INPUT", "comment"],
    ["a comment too long", { commentCharsAllowed: 2 }, { comment: "abc" }, 400, "INVALID_INPUT", "comment"],
    [
      "another sender",
      { senderUma: "$carol@vasp1.com" },
      {},
      400,
      "SENDER_NOT_ACCEPTED",
      "payerData.identifier",
    ],
    [
      "too little of the payer",
      { requiredPayerData: { name: { mandatory: true }, email: { mandatory: false } } },
      {},
      400,
      "MISSING_MANDATORY_PAYER_DATA",
      "payerData.name",
    ],
    [
      "what it knows nothing of",
      {},
      { payeeData: { name: { mandatory: false }, pet: { mandatory: true } } },
      501,
      "UNRECOGNIZED_MANDATORY_PAYEE_DATA_KEY",
      "payeeData",
    ],
    ["more payments than it takes", { maxNumPayments: 0 }, {}, 400, "INVALID_INVOICE"],
  ])("is refused with %s", async (_, changes, asks, status, code, says = "") => {
    const { post, invoice, asked, errors } = setUp(changes);
    const answer = await post(askingFor(invoice, asks));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.reason).toContain(says);
    expect([asked, errors]).toEqual([[], []]);
  });

  test("is given to the sender that it names, in whatever case, with all that was asked for", async () => {
    const { post, invoice } = setUp({
      senderUma: "$ALICE@vasp1.com",
      commentCharsAllowed: 2,
      requiredPayerData: { name: { mandatory: true }, identifier: { mandatory: true } },
    });
    const asks = askingFor(invoice, { comment: "ab", payerData: { ...payer(alice), name: "Alice" } });
    expect((await post(asks)).status).toBe(200);
  });

  test("that has expired is refused", async () => {
    const { post, invoice, clock } = setUp();
    clock.seconds = requiredFields.expiration;
    expect(await post(askingFor(invoice))).toMatchObject({ status: 400, body: { code: "INVOICE_EXPIRED" } });
  });

  test("is refused in version 0, even where that is spoken", async () => {
    for (const [umaMajorVersions, code] of [
      [[1], "UNSUPPORTED_UMA_VERSION"],
      [[0, 1], "UNSUPPORTED_UMA_VERSION"],
    ] as const) {
      const { post, invoice } = setUp({}, { umaMajorVersions });
      const old = withoutUuid(askingFor(invoice, { umaMajorVersion: 0 }));
      expect(await post(old)).toMatchObject({ status: 412, body: { code } });
    }
  });

  test("that nobody knows is refused", async () => {
    const { post, invoice } = setUp({}, { find: () => undefined });
    expect(await post(askingFor(invoice))).toMatchObject({
      status: 404,
      body: { code: "REQUEST_NOT_FOUND" },
    });
  });
});

describe("places", () => {
  test("the same payer gets the same Lightning invoice, signed anew", async () => {
    const { post, invoice, asked } = setUp({ maxNumPayments: 1 });
    const [first, second] = [await post(askingFor(invoice)), await post(askingFor(invoice))];
    expect(second.body.pr).toBe(first.body.pr);
    expect(second.text).not.toBe(first.text);
    expect(asked).toHaveLength(1);
  });

  test("another payer is refused while one may pay, and gets one later", async () => {
    const { post, invoice, clock } = setUp({ maxNumPayments: 1 });
    const carol = askingFor(invoice, { payerData: payer("$carol@vasp1.com") });
    await post(askingFor(invoice));
    const refused = await post(carol);
    expect(refused).toMatchObject({ status: 400, body: { code: "INVALID_INVOICE" } });
    expect(refused.body.reason).toContain("720 seconds");
    clock.seconds += 719;
    expect((await post(carol)).status).toBe(400);
    clock.seconds += 1;
    expect((await post(carol)).status).toBe(200);
  });

  test("there are as many as it may be paid, and without a number no end of them", async () => {
    for (const [changes, statuses] of [
      [{ maxNumPayments: 2 }, [200, 200, 400]],
      [{}, [200, 200, 200]],
    ] as const) {
      const { post, invoice } = setUp(changes);
      const found: number[] = [];
      for (const name of ["a", "b", "c"])
        found.push((await post(askingFor(invoice, { payerData: payer(`$${name}@vasp1.com`) }))).status);
      expect(found).toEqual(statuses);
    }
  });

  test("one is taken for good by a payment that came", async () => {
    const { post, invoice, clock, payments } = setUp({ maxNumPayments: 1 });
    const { body } = await post(askingFor(invoice));
    const { paymentHash } = decodeLightningInvoice(body.pr!);
    expect(await settlePayment(paymentHash, { payments, settledAt: clock.seconds })).toMatchObject({
      isNews: true,
    });
    clock.seconds += 10_000;
    expect((await post(askingFor(invoice))).status).toBe(400);
  });

  test("of many that ask at once, no more get one than there are", async () => {
    const { post, invoice } = setUp({ maxNumPayments: 3 });
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        post(askingFor(invoice, { payerData: payer(`$user${i}@vasp1.com`) })),
      ),
    );
    expect(all.filter(({ status }) => status === 200)).toHaveLength(3);
  });
});

describe("an address", () => {
  const asking = (changes: Partial<UnsignedPayRequest> = {}): UnsignedPayRequest => ({
    umaMajorVersion: 1,
    convert: "USD",
    amount: { value: 1000n, currency: "USD" },
    payerData: payer(alice),
    ...changes,
  });

  test("is paid any number of times, each with a Lightning invoice of its own", async () => {
    const { post, asked } = setUp({}, { address: { commentAllowed: 3 } });
    const [first, second] = [await post(asking({ comment: "abc" })), await post(asking())];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.body.pr).not.toBe(second.body.pr);
    expect(asked[0]!.descriptionHash).not.toBe(sha256(metadata));
  });

  test("is paid an amount in millisatoshi: the receiver gets what is left of it", async () => {
    const { post, asked } = setUp({}, { address: {} });
    const { text } = await post(asking({ amount: { value: 23_423_000n } }));
    expect(decodePayResponse(text)).toMatchObject({ converted: { amount: 1000n, fee: 250n } });
    expect(asked[0]!.amountMsat).toBe(23_423_000n);
  });

  test("is paid in version 0 where that is spoken", async () => {
    const { post } = setUp({}, { address: {}, umaMajorVersions: [0, 1] });
    const { status, text } = await post(asking({ umaMajorVersion: 0 }));
    expect([status, decodePayResponse(text)]).toMatchObject([
      200,
      { umaMajorVersion: 0, compliance: { nodePubKey: payee } },
    ]);
  });

  test.each<[string, Partial<UnsignedPayRequest>, object, number, string]>([
    ["an invoice's UUID", { invoiceUUID: requiredFields.invoiceUUID }, {}, 404, "REQUEST_NOT_FOUND"],
    [
      "another currency",
      { convert: "EUR", amount: { value: 1000n, currency: "EUR" } },
      {},
      400,
      "INVALID_CURRENCY",
    ],
    [
      "millisatoshi for another currency",
      { convert: "EUR", amount: { value: 1000n } },
      {},
      400,
      "INVALID_CURRENCY",
    ],
    ["an amount in another one", { amount: { value: 1000n, currency: "EUR" } }, {}, 400, "INVALID_CURRENCY"],
    ["too little", { amount: { value: 9n, currency: "USD" } }, {}, 400, "AMOUNT_OUT_OF_RANGE"],
    ["too much", { amount: { value: 100_001n, currency: "USD" } }, {}, 400, "AMOUNT_OUT_OF_RANGE"],
    ["millisatoshi that leave too little", { amount: { value: 234_249n } }, {}, 400, "AMOUNT_OUT_OF_RANGE"],
    [
      "millisatoshi that the fee takes all of",
      { amount: { value: 250n } },
      { currencies: [{ ...currency, convertible: { min: 0n, max: 10n } }] },
      400,
      "AMOUNT_OUT_OF_RANGE",
    ],
    [
      "too little of the payer",
      {},
      { payerData: { name: { mandatory: true } } },
      400,
      "MISSING_MANDATORY_PAYER_DATA",
    ],
    ["a comment", { comment: "a" }, {}, 400, "INVALID_INPUT"],
  ])("is refused with %s", async (_, asks, address, status, code) => {
    const { post, asked, errors } = setUp({}, { address });
    expect(await post(asking(asks))).toMatchObject({ status, body: { code } });
    expect([asked, errors]).toEqual([[], []]);
  });
});

describe("who pays", () => {
  test("is refused with a signature by another key", async () => {
    const { post, invoice } = setUp();
    const answer = await post(askingFor(invoice), keys.second.secretKey);
    expect(answer).toMatchObject({ status: 401, body: { code: "INVALID_SIGNATURE" } });
  });

  test("is refused with a request that came before, or long ago", async () => {
    const { handler, invoice, clock } = setUp();
    const text = encodePayRequest(
      await signPayRequest(askingFor(invoice), keys.first.secretKey, { now: clock.seconds }),
    );
    expect((await handler(postOf(text))).status).toBe(200);
    expect(await answerOf(await handler(postOf(text)))).toMatchObject({ body: { code: "INVALID_NONCE" } });
    clock.seconds += 301;
    expect(await answerOf(await handler(postOf(text)))).toMatchObject({
      body: { code: "INVALID_TIMESTAMP" },
    });
  });

  test("tells its travel rule information to this VASP alone", async () => {
    const seen: VerifiedPayment[] = [];
    const accept = (payment: VerifiedPayment) => seen.push(payment) > 0;
    const encryptedTravelRuleInfo = await encryptTravelRuleInfo("Alice", keys.second.publicKey);
    const said = {
      identifier: alice,
      compliance: { kycStatus: "VERIFIED" as const, utxos: [], encryptedTravelRuleInfo },
    };
    for (const [encryptionKey, status] of [
      [keys.second.secretKey, 200],
      [undefined, 200],
      [keys.first.secretKey, 400],
    ] as const) {
      const { post, invoice } = setUp({}, { accept, ...(encryptionKey && { encryptionKey }) });
      expect((await post(askingFor(invoice, { payerData: said }))).status).toBe(status);
    }
    expect(seen.map(({ travelRuleInfo }) => travelRuleInfo)).toEqual(["Alice", undefined]);
    expect(seen[0]).toMatchObject({ request: { payerData: { identifier: alice } }, payable: { metadata } });
  });

  test.each([[false], [undefined], ["yes"]])("is declined where accept says %j", async (answer) => {
    const { post, invoice, asked } = setUp({}, { accept: async () => answer as boolean });
    expect(await post(askingFor(invoice))).toMatchObject({
      status: 403,
      body: { code: "COUNTERPARTY_NOT_ALLOWED" },
    });
    expect(asked).toEqual([]);
  });
});

describe("what fails on this side is 500, told to onError, and takes no place", () => {
  const boom = () => {
    throw new Error("secret words");
  };
  test.each<[string, Partial<PayRequestHandlerOptions> & { errs?: Errors }]>([
    ["find", { find: boom }],
    ["rate", { rate: boom }],
    ["a rate that is none", { rate: () => ({ multiplier: 5 as never }) }],
    ["no rate", { rate: () => undefined as never }],
    ["accept", { accept: boom }],
    ["createLightningInvoice", { createLightningInvoice: boom }],
    ["no Lightning invoice", { createLightningInvoice: () => "lnbc1" }],
    ["a Lightning invoice of another amount", { errs: { amountMsat: 23_400_249n } }],
    ["one that describes something else", { errs: { descriptionHash: "00".repeat(32) } }],
    ["one on another network", { errs: { prefix: "lntb234002500p" } }],
    ["one that holds for longer", { errs: { expirySeconds: 721 } }],
    ["payments", { payments: { take: boom, settle: boom } }],
    ["the signer", { signingKey: { sign: boom } }],
    ["the clock", { now: () => "now" as never }],
  ])("%s", async (_, options) => {
    const errors: unknown[] = [];
    const { handler, invoice } = setUp({}, { ...options, onError: (error) => errors.push(error) });
    const request = await signPayRequest(askingFor(invoice), keys.first.secretKey, { now: beforeExpiration });
    const answer = await answerOf(await handler(postOf(encodePayRequest(request))));
    expect(answer).toMatchObject({ status: 500, body: { status: "ERROR", code: "INTERNAL_ERROR" } });
    expect(answer.text).not.toContain("secret");
    expect(errors).toHaveLength(1);
  });

  test("metadata that are no text", async () => {
    const { post, errors } = setUp({}, { address: { metadata: '["\ud800"]' } });
    const asking = { ...withoutUuid(askingFor(createInvoice(requiredFields, keys.second.secretKey))) };
    expect((await post(asking)).status).toBe(500);
    expect(errors).toHaveLength(1);
  });

  test("with a node that recovers, the same payer gets a place", async () => {
    let fails = true;
    const { post, invoice } = setUp(
      { maxNumPayments: 1 },
      {
        createLightningInvoice: (asked) => {
          if (!fails)
            return rawLightningInvoice({
              prefix: `lnbc${asked.amountMsat * 10n}p`,
              timestamp: beforeExpiration,
              fields: [
                ...lightningFields.filter(([type]) => type !== "d"),
                ["h", wordsOf(hex(asked.descriptionHash))],
              ],
            });
          throw new Error("down");
        },
        expirySeconds: 3600,
      },
    );
    expect((await post(askingFor(invoice))).status).toBe(500);
    fails = false;
    expect((await post(askingFor(invoice))).status).toBe(200);
  });
});

describe("a request that is none", () => {
  test.each<[string, Request, number, string]>([
    ["GET", new Request(url), 405, "INVALID_REQUEST_FORMAT"],
    ["text", new Request(url, { method: "POST", body: "{}" }), 415, "INVALID_REQUEST_FORMAT"],
    ["no JSON", postOf("{"), 400, "PARSE_PAYREQ_REQUEST_ERROR"],
    ["something else", postOf('{"pr":"lnbc1"}'), 400, "PARSE_PAYREQ_REQUEST_ERROR"],
    ["more than may be read", postOf(JSON.stringify("a".repeat(70_000))), 413, "INVALID_REQUEST_FORMAT"],
  ])("is refused: %s", async (_, request, status, code) => {
    const { handler, errors } = setUp();
    expect(await answerOf(await handler(request))).toMatchObject({ status, body: { code } });
    expect(errors).toEqual([]);
  });

  test("but what a body parser has left is this side's failure", async () => {
    const { handler, errors } = setUp();
    const request = new Request(url, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json", "content-length": "900" },
    });
    expect((await handler(request)).status).toBe(500);
    expect(String(errors[0])).toContain("body parser");
  });
});

describe("at its creation, a handler refuses", () => {
  test.each<[string, unknown]>([
    ["find", undefined],
    ["rate", 5],
    ["createLightningInvoice", {}],
    ["accept", true],
    ["onError", "log"],
    ["now", 5],
    ["random", 5],
    ["signingKey", undefined],
    ["keyResolver", {}],
    ["network", "mainnet"],
    ["umaMajorVersions", []],
    ["umaMajorVersions", [1, 2]],
    ["umaMajorVersions", "1"],
    ["expirySeconds", 0],
    ["graceSeconds", -1],
    ["windowSeconds", 86_401],
    ["maxBytes", 0],
    ["payments", { take() {} }],
    ["nonces", {}],
    ["ecdsa", {}],
  ])("a wrong %s (%#)", (field, value) => {
    const error = errorOf(() => setUp({}, { [field]: value }));
    expect(error.code).toBe("INVALID_OPTION");
    expect(error.field).toMatch(new RegExp(`^${field}`));
  });

  test("a key that is none", () => {
    expect(errorOf(() => setUp({}, { encryptionKey: "00" })).code).toBe("INVALID_KEY");
  });

  test("no options", () => {
    expectError(
      errorOf(() => createPayRequestHandler(undefined as never)),
      { code: "INVALID_OPTION", field: "find" },
    );
  });
});

test("a handler needs no more than the receiver's side, and may sign by an engine and a signer of its own", async () => {
  const { nobleEcdsa } = await import("../../../src/index.js");
  const invoice = createInvoice({ ...requiredFields, expiration: 4_102_444_800 }, keys.second.secretKey);
  const handler = createPayRequestHandler({
    find: () => ({ invoice }),
    rate: () => ({ multiplier: parseDecimal("1") }),
    createLightningInvoice: ({ amountMsat, descriptionHash }) =>
      rawLightningInvoice({
        prefix: `lnbc${amountMsat * 10n}p`,
        timestamp: Math.floor(Date.now() / 1000),
        fields: [
          ...lightningFields.filter(([type]) => type !== "d"),
          ["h", wordsOf(hex(descriptionHash))],
          ["x", integerWords(600)],
        ],
      }),
    signingKey: keys.second.secretKey,
    publicKey: keys.second.publicKey,
    ecdsa: nobleEcdsa,
    keyResolver: keyResolverOf(keys.first),
  });
  const request = await signPayRequest(askingFor(invoice), keys.first.secretKey);
  const answer = await answerOf(await handler(postOf(encodePayRequest(request))));
  expect(decodePayResponse(answer.text)).toMatchObject({ converted: { fee: 0n } });
});
