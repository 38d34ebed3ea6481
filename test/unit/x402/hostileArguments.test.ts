import { describe, expect, test } from "vitest";
import {
  createPaywall,
  expressPaywall,
  honoPaywall,
  memorySettlements,
  nodePaywall,
  redisSettlements,
  UmaPaymentError,
} from "../../../src/x402/index.js";
import { exactUmaFacilitator, exactUmaServer } from "../../../src/x402/scheme/index.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { fiveCents, openShop, shopInvoices, shopTerms } from "../../support/openShop.js";

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** An object that throws whatever is read of it. */
const throwing = new Proxy(
  {},
  {
    get() {
      throw new TypeError("no");
    },
    ownKeys() {
      throw new TypeError("no");
    },
  },
);

const hostile: readonly (readonly [string, unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["a symbol", Symbol("x")],
  ["a bigint", 1n],
  ["NaN", Number.NaN],
  ["a text", "text"],
  ["an array", []],
  ["an empty object", {}],
  ["an object without a prototype", Object.create(null)],
  ["a revoked proxy", revoked()],
  ["a getter that throws", throwing],
];

test("a listener's onError has to be a function, and an offer's currency one of the server's", async () => {
  expectRefusal(() => nodePaywall(paywall, () => {}, { onError: 7 as never }), {
    code: "INVALID_OPTION",
    field: "onError",
  });
  const offering = server.enrichPaymentRequiredResponse({
    requirements: [{ ...requirements, asset: "EUR" } as never],
    resourceInfo: { url: "https://a.com/" },
    error: "pay",
  });
  expectError(await rejectionOf(offering), { code: "INVALID_FIELD", field: "requirements.asset" });
});

const settlements = memorySettlements();
const facilitator = exactUmaFacilitator({ settlements, maxWaitSeconds: 0 });
const server = exactUmaServer({ settlements, currencies: [fiveCents.currency], invoices: shopInvoices });
const redis = redisSettlements({ hGetAll: async () => ({}), eval: async () => "none" });
const { paywall } = openShop();
const requirements = { ...shopTerms, extra: {} };

/** What takes arguments from outside, by what it is called. */
const functions: readonly (readonly [string, (value: never) => unknown])[] = [
  ["createPaywall", createPaywall],
  ["admit", paywall.admit],
  ["protect", paywall.protect],
  ["expressPaywall", expressPaywall],
  ["honoPaywall", honoPaywall],
  ["nodePaywall", (value) => nodePaywall(value, () => {})],
  ["nodePaywall, its listener", (value) => nodePaywall(paywall, value)],
  ["nodePaywall, its options", (value) => nodePaywall(paywall, () => {}, value)],
  ["memorySettlements", memorySettlements],
  ["settle", (value) => settlements.settle(value, value)],
  ["settle, the settlement", (value) => settlements.settle("07".repeat(32), value)],
  ["settled", settlements.settled],
  ["reserve", (value) => settlements.reserve(value, value, value)],
  ["redeem", (value) => settlements.redeem(value, value)],
  ["restore", (value) => settlements.restore(value, value)],
  ["redisSettlements", redisSettlements],
  [
    "redisSettlements, its options",
    (value) => redisSettlements({ hGetAll: async () => ({}), eval: async () => 1 }, value),
  ],
  ["settle in Redis", (value) => redis.settle(value, value)],
  ["redeem in Redis", (value) => redis.redeem(value, value)],
  ["exactUmaFacilitator", exactUmaFacilitator],
  ["verify", (value) => facilitator.verify(value, value)],
  [
    "verify, the requirements",
    (value) => facilitator.verify({ x402Version: 2, payload: { preimage: "07".repeat(32) } }, value),
  ],
  ["facilitator.settle", (value) => facilitator.settle(value, value)],
  [
    "facilitator.settle, the extensions",
    (value) =>
      facilitator.settle(
        { x402Version: 2, payload: { preimage: "07".repeat(32) }, extensions: value },
        requirements as never,
      ),
  ],
  ["exactUmaServer", exactUmaServer],
  ["parsePrice", server.parsePrice],
  ["getAssetDecimals", server.getAssetDecimals],
  ["enhancePaymentRequirements", server.enhancePaymentRequirements],
  ["enrichPaymentRequiredResponse", server.enrichPaymentRequiredResponse],
  [
    "enrichPaymentRequiredResponse, an offer",
    (value) =>
      server.enrichPaymentRequiredResponse({
        requirements: [value],
        resourceInfo: { url: "https://a.com/" },
      }),
  ],
  [
    "enrichPaymentRequiredResponse, the terms",
    (value) =>
      server.enrichPaymentRequiredResponse({
        requirements: [{ ...requirements, amount: value, asset: value, payTo: value } as never],
        resourceInfo: { url: "https://a.com/" },
        error: "pay",
      }),
  ],
  [
    "enrichPaymentRequiredResponse, the context",
    (value) =>
      server.enrichPaymentRequiredResponse({
        requirements: [requirements as never],
        resourceInfo: { url: "https://a.com/" },
        error: "pay",
        transportContext: value,
      }),
  ],
  ["onBeforeSettle", server.schemeHooks.onBeforeSettle],
  [
    "onBeforeSettle, amid",
    (value) =>
      server.schemeHooks.onBeforeSettle({ phase: "cancel", paymentPayload: value, requirements: value }),
  ],
  ["onAfterSettle", server.schemeHooks.onAfterSettle],
  ["settleOnCancel", server.settleOnCancel],
];

describe.each(functions)("%s gives a result or a UmaInvoiceError", (_name, call) => {
  test.each(hostile)("for %s", async (_kind, value) => {
    try {
      await call(value as never);
    } catch (error) {
      expect(error).toMatchObject({ name: "UmaInvoiceError" });
    }
  });
});

const next = async () => {};
const context = { req: { raw: new Request("https://a.com/") }, header: () => {} };
test.each<[string, () => Promise<unknown>, string]>([
  ["expressPaywall's next", () => expressPaywall(paywall)({}, {} as never, 7 as never), "next"],
  ["honoPaywall's next", () => honoPaywall(paywall)(context as never, 7 as never), "next"],
  [
    "honoPaywall's context",
    () => honoPaywall(paywall)({ ...context, header: 7 } as never, next),
    "context.header",
  ],
  ["honoPaywall's request", () => honoPaywall(paywall)({ header() {} } as never, next), "context.req"],
  ["nodePaywall's response", () => nodePaywall(paywall, () => {})({}, {} as never), "response.setHeader"],
])("%s is checked before a payment is taken", async (_name, call, field) => {
  expectError(await rejectionOf(call()), { code: "INVALID_OPTION", field });
});

test("what there is no response for is handed to next", async () => {
  const errors: unknown[] = [];
  await expressPaywall(paywall)({}, {} as never, (error) => errors.push(error));
  expect(errors).toMatchObject([{ code: "INVALID_OPTION", field: "response.setHeader" }]);
});

test("a UmaPaymentError has one of two codes, and a receipt", () => {
  expectRefusal(() => new UmaPaymentError("INVALID_FIELD" as never, "no", {} as never), {
    code: "INVALID_OPTION",
    field: "code",
  });
  expectRefusal(() => new UmaPaymentError("PAYMENT_REFUSED", "no", {} as never), {
    code: "INVALID_OPTION",
    field: "receipt.resume",
  });
});
