import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import {
  createSettlementHandler,
  createSettlementNotifier,
  memorySettlements,
  type Settlement,
  type SettlementHandlerOptions,
  type SettlementNotifierOptions,
} from "../../../src/x402/index.js";
import { hex } from "../../support/bytes.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keyResolverOf } from "../../support/keyResolverOf.js";
import { keys } from "../../support/keys.js";
import { secp256k1 } from "../../support/nativeEcdsa.js";
import { beforeExpiration } from "../../support/sampleFields.js";
import { lightningPayment } from "../../support/shopPayments.js";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const url = "https://shop.example/settled";
const now = () => beforeExpiration;
const { paymentHash } = lightningPayment();
const settlement: Settlement = {
  receiverUma: "$shop@vasp.com",
  amount: 5n,
  currency: "USD",
  settledAt: beforeExpiration,
  invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
};
const told = { ...settlement, paymentHash, amount: "5" };

function openShop(options: Partial<SettlementHandlerOptions> = {}) {
  const settlements = memorySettlements({ now });
  const errors: unknown[] = [];
  const own = "vasp" in options ? {} : { secret };
  const all = { settlements, now, onError: (error: unknown) => errors.push(error), ...own, ...options };
  return { settlements, errors, handler: createSettlementHandler(all as SettlementHandlerOptions) };
}

type Told = {
  readonly id?: string;
  readonly body?: unknown;
  readonly at?: number;
  readonly headers?: object;
};

/** What the published package for Standard Webhooks makes of a notification. */
function signedByPeer({
  id = "msg_1",
  body = told,
  at = beforeExpiration,
  headers = {},
}: Told = {}): Request {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const signed = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": `${at}`,
    "webhook-signature": new Webhook(secret).sign(id, new Date(at * 1000), text),
    ...headers,
  };
  return new Request(url, { method: "POST", body: text, headers: signed });
}

async function answerTo(handler: (request: Request) => Promise<Response>, request: Request) {
  const response = await handler(request);
  const { code, reason } = await response.json();
  return { status: response.status, code, reason };
}

describe("what a VASP tells by Standard Webhooks", () => {
  test("as the published package signs it, is settled, and again, but once", async () => {
    const { handler, settlements } = openShop();
    for (const _ of [1, 2]) expect((await handler(signedByPeer())).status).toBe(200);
    expect(await settlements.settled(paymentHash)).toStrictEqual(settlement);
  });

  test("may hold other signatures beside the right one", async () => {
    const right = signedByPeer().headers.get("webhook-signature");
    const headers = { "webhook-signature": `v1a,${"A".repeat(86)}== v1,AAAA nonsense ${right}` };
    expect((await openShop().handler(signedByPeer({ headers }))).status).toBe(200);
  });

  test("stays as it was told first", async () => {
    const { handler, settlements } = openShop();
    await handler(signedByPeer());
    await handler(signedByPeer({ body: { ...told, amount: "6" } }));
    expect(await settlements.settled(paymentHash)).toStrictEqual(settlement);
  });

  test.each([
    ["as digits", "18446744073709551615", 18446744073709551615n],
    ["as a number that is exact", 7, 7n],
  ])("has its amount %s", async (_, amount, expected) => {
    const { handler, settlements } = openShop();
    expect((await handler(signedByPeer({ body: { ...told, amount } }))).status).toBe(200);
    expect((await settlements.settled(paymentHash))?.amount).toBe(expected);
  });

  const sixNines = new Array(9).fill("v1,AAAA").join(" ");
  test.each<[string, Told, string]>([
    ["without an id", { headers: { "webhook-id": "" } }, "webhook-id"],
    ["with an id that is ambiguous", { id: "a.1" }, "webhook-id"],
    ["by another id", { headers: { "webhook-id": "msg_2" } }, "webhook-signature"],
    ["without a time", { headers: { "webhook-timestamp": "" } }, "webhook-timestamp"],
    ["of five minutes and a second ago", { at: beforeExpiration - 301 }, "webhook-timestamp"],
    ["of five minutes and a second ahead", { at: beforeExpiration + 301 }, "webhook-timestamp"],
    ["at another time", { headers: { "webhook-timestamp": `${beforeExpiration + 1}` } }, "webhook-signature"],
    ["without a signature", { headers: { "webhook-signature": "" } }, "webhook-signature"],
    ["with a signature of nothing", { headers: { "webhook-signature": "v1," } }, "webhook-signature"],
    ["with no base64", { headers: { "webhook-signature": `v1,${"A".repeat(41)}` } }, "webhook-signature"],
    [
      "with too many signatures before it",
      { headers: { "webhook-signature": `${sixNines} ${signedByPeer().headers.get("webhook-signature")}` } },
      "webhook-signature",
    ],
    [
      "with its signature under another name",
      {
        headers: {
          "webhook-signature": signedByPeer().headers.get("webhook-signature")!.replace("v1", "es256k"),
        },
      },
      "webhook-signature",
    ],
  ])("%s is not the VASP's word", async (_, changes, field) => {
    const { handler, settlements } = openShop();
    const answer = await answerTo(handler, signedByPeer(changes));
    expect(answer).toMatchObject({ status: 401, code: "INVALID_SIGNATURE" });
    expect(answer.reason).toContain(field);
    expect(await settlements.settled(paymentHash)).toBeUndefined();
  });

  test("without any of the headers is not the VASP's word", async () => {
    const headers = { "content-type": "application/json" };
    const request = new Request(url, { method: "POST", headers, body: JSON.stringify(told) });
    expect((await openShop().handler(request)).status).toBe(401);
  });

  test("with a byte that is another is not the VASP's word", async () => {
    const { headers } = signedByPeer();
    const body = JSON.stringify({ ...told, amount: "6" });
    const answer = await answerTo(openShop().handler, new Request(url, { method: "POST", headers, body }));
    expect(answer).toMatchObject({ status: 401, code: "INVALID_SIGNATURE" });
  });

  test("is taken up to five minutes late, and by a clock of one's own", async () => {
    expect((await openShop().handler(signedByPeer({ at: beforeExpiration - 300 }))).status).toBe(200);
    const late = { at: beforeExpiration - 11 };
    expect((await openShop({ windowSeconds: 10 }).handler(signedByPeer(late))).status).toBe(401);
    expect((await openShop({ now: () => new Date() }).handler(signedByPeer())).status).toBe(401);
    const present = { at: Math.floor(Date.now() / 1000) };
    const settlements = memorySettlements();
    const handler = createSettlementHandler({ settlements, secret });
    expect((await handler(signedByPeer(present))).status).toBe(200);
  });

  test("names all that it lacks", async () => {
    const body = { paymentHash: null, receiverUma: "$shop@vasp.com", amount: "5" };
    const { handler } = openShop();
    expect(await answerTo(handler, signedByPeer({ body }))).toEqual({
      status: 400,
      code: "MISSING_REQUIRED_UMA_PARAMETERS",
      reason: "expected paymentHash, currency, settledAt, found none",
    });
  });

  test.each<[string, unknown]>([
    ["no JSON", "{"],
    ["a list", []],
    ["a hash of 31 bytes", { ...told, paymentHash: "00".repeat(31) }],
    ["an amount with a point", { ...told, amount: "5.00" }],
    ["an amount that no float holds", { ...told, amount: 2 ** 53 }],
    ["an amount of nothing", { ...told, amount: "0" }],
    ["an amount that no invoice holds", { ...told, amount: "18446744073709551616" }],
    ["no address", { ...told, receiverUma: "shop" }],
    ["a time in milliseconds", { ...told, settledAt: beforeExpiration * 1000 }],
    ["a time far ahead", { ...told, settledAt: beforeExpiration + 100_000 }],
    ["no UUID", { ...told, invoiceUUID: "1" }],
    ["a method in lower case", { ...told, method: "post" }],
  ])("is refused if it holds %s", async (_, body) => {
    const { handler, settlements, errors } = openShop();
    expect((await answerTo(handler, signedByPeer({ body }))).status).toBe(400);
    expect(await settlements.settled(paymentHash)).toBeUndefined();
    expect(errors).toEqual([]);
  });

  test.each<[number, Request]>([
    [405, new Request(url)],
    [415, signedByPeer({ headers: { "content-type": "text/plain" } })],
    [413, signedByPeer({ body: "x".repeat(20_000) })],
  ])("gets a %s where it is no notification at all", async (status, request) => {
    expect((await openShop().handler(request)).status).toBe(status);
  });

  test("is to be told again where the store fails, and nothing said of why", async () => {
    const settlements = { settle: () => Promise.reject(new Error("redis://secret")) };
    const { handler, errors } = openShop({ settlements });
    const answer = await answerTo(handler, signedByPeer());
    expect(answer).toMatchObject({ status: 500, code: "INTERNAL_ERROR" });
    expect(answer.reason).not.toContain("secret");
    expect(errors).toHaveLength(1);
  });
});

/** What tells the shop, over no network. */
function notifierTo(
  handler: (request: Request) => Promise<Response>,
  options: Partial<SettlementNotifierOptions> = { secret },
) {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    sent.push(request.clone());
    return handler(request);
  };
  const notifier = createSettlementNotifier({ url, now, fetch, ...options } as SettlementNotifierOptions);
  return { notifier, sent };
}

describe("the notifier", () => {
  test("tells what the published package verifies", async () => {
    const { notifier, sent } = notifierTo(async () => new Response());
    await notifier.settle(hex(paymentHash), settlement);
    const { headers } = sent[0]!;
    const body = await sent[0]!.text();
    const at = Number(headers.get("webhook-timestamp"));
    expect(at).toBe(beforeExpiration);
    // The package knows no clock but its own: the same again, at the present.
    const present = new Date();
    const signature = new Webhook(secret).sign(paymentHash, present, body);
    const seconds = `${Math.floor(present.getTime() / 1000)}`;
    const { notifier: punctual, sent: presently } = notifierTo(async () => new Response(), {
      secret,
      now: () => present,
    });
    await punctual.settle(paymentHash, settlement);
    expect(Object.fromEntries(presently[0]!.headers)).toMatchObject({
      "webhook-id": paymentHash,
      "webhook-timestamp": seconds,
      "webhook-signature": signature,
    });
    const verified = new Webhook(secret).verify(body, Object.fromEntries(presently[0]!.headers));
    expect(verified).toEqual({ ...told, amount: "5" });
  });

  test.each([
    ["a secret in base64", { secret }],
    ["a secret in bytes", { secret: Buffer.from(secret.slice(6), "base64") }],
  ])("is heard, by %s", async (_, options) => {
    const { handler, settlements } = openShop();
    await notifierTo(handler, options).notifier.settle(paymentHash, settlement);
    expect(await settlements.settled(paymentHash)).toStrictEqual(settlement);
  });

  const { secretKey } = keys.first;
  const vasp = { domain: "VASP.com", keyResolver: keyResolverOf(keys.first) };

  test.each([
    ["its key", secretKey],
    [
      "what signs with it",
      { sign: (digest: Uint8Array) => secp256k1.ecdsaSign(digest, hex(secretKey)).signature },
    ],
  ])("is heard, by %s", async (_, signingKey) => {
    const { handler, settlements } = openShop({ vasp });
    await notifierTo(handler, { signingKey }).notifier.settle(paymentHash, settlement);
    expect(await settlements.settled(paymentHash)).toStrictEqual(settlement);
  });

  test.each<[string, Partial<SettlementNotifierOptions>, Partial<Settlement>]>([
    ["another key", { signingKey: keys.second.secretKey }, {}],
    ["a secret where a key is asked for", { secret }, {}],
    [
      "a key that has no say of users elsewhere",
      { signingKey: secretKey },
      { receiverUma: "$eve@other.com" },
    ],
  ])("is not heard, by %s", async (_, options, changes) => {
    const { handler, settlements } = openShop({ vasp });
    const telling = notifierTo(handler, options).notifier.settle(paymentHash, { ...settlement, ...changes });
    expectError(await rejectionOf(telling), { code: "FETCH_FAILED", says: ["status 401"] });
    expect(await settlements.settled(paymentHash)).toBeUndefined();
  });

  test("by a key is not heard where a signature is of another length", async () => {
    const headers = { "webhook-signature": `es256k,${btoa("x".repeat(48))}` };
    expect((await openShop({ vasp }).handler(signedByPeer({ headers }))).status).toBe(401);
  });

  test("asks for nothing that is no settlement", async () => {
    const { notifier, sent } = notifierTo(async () => new Response());
    const telling = notifier.settle(paymentHash, { ...settlement, amount: 5 as never });
    expectError(await rejectionOf(telling), { code: "INVALID_FIELD", field: "settlement.amount" });
    expectError(await rejectionOf(notifier.settle("00", settlement)), {
      code: "INVALID_FIELD",
      field: "paymentHash",
    });
    expect(sent).toEqual([]);
  });

  test.each([400, 404, 500, 503])("tells that the shop answers %i", async (status) => {
    const { notifier } = notifierTo(async () => new Response("", { status }));
    expectError(await rejectionOf(notifier.settle(paymentHash, settlement)), {
      code: "FETCH_FAILED",
      says: [`status ${status}`],
    });
  });

  test("tells the time by itself", async () => {
    const { notifier, sent } = notifierTo(async () => new Response(), { secret, now: () => new Date() });
    const own = createSettlementNotifier({ url, secret, fetch: async () => new Response() });
    await Promise.all([notifier.settle(paymentHash, settlement), own.settle(paymentHash, settlement)]);
    expect(Math.abs(Number(sent[0]!.headers.get("webhook-timestamp")) - Date.now() / 1000)).toBeLessThan(60);
  });
});

describe("a wrong option is refused:", () => {
  test.each<[string, object]>([
    ["settlements.settle", { settlements: {} }],
    ["secret", { secret: undefined }],
    ["secret", { secret: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }],
    ["secret", { secret: "whsec_%" }],
    ["secret", { secret: new Uint8Array(23) }],
    ["secret", { secret: new Uint8Array(65) }],
    ["secret", { secret, vasp: { domain: "vasp.com", keyResolver: keyResolverOf(keys.first) } }],
    ["vasp.domain", { vasp: { domain: "", keyResolver: keyResolverOf(keys.first) } }],
    ["vasp.keyResolver", { vasp: { domain: "vasp.com" } }],
    ["windowSeconds", { windowSeconds: 0 }],
    ["maxBytes", { maxBytes: 0.5 }],
    ["onError", { onError: 1 }],
    ["now", { now: 1 }],
  ])("%s of the handler", (field, options) => {
    const error = errorOf(() => openShop(options));
    expectError(error, { code: "INVALID_OPTION", field });
    expect(error.message).not.toContain("MfKQ");
  });

  test.each<[string, object]>([
    ["secret", {}],
    ["secret", { secret, signingKey: keys.first.secretKey }],
    ["secret", { secret: "short" }],
    ["now", { secret, now: 1 }],
    ["timeoutSeconds", { secret, timeoutSeconds: 0 }],
  ])("%s of the notifier", (field, options) => {
    expectRefusal(() => notifierTo(async () => new Response(), options), { code: "INVALID_OPTION", field });
  });

  test("a URL that nobody ought to post to", () => {
    expectRefusal(() => notifierTo(async () => new Response(), { secret, url: "http://shop.example" }), {
      code: "INVALID_DOMAIN",
      field: "url",
    });
  });
});
