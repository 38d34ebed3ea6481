import { describe, expect, test, vi } from "vitest";
import { memorySettlements } from "../../../src/x402/index.js";
import {
  createFacilitatorHandler,
  exactUmaFacilitator,
  type FacilitatorHandlerOptions,
} from "../../../src/x402/scheme/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { shopTerms } from "../../support/openShop.js";
import { beforeExpiration } from "../../support/sampleFields.js";
import { lightningPayment } from "../../support/shopPayments.js";

const token = "Bearer shop";
const resource = "https://example.com/weather";
const paymentRequirements = { ...shopTerms, extra: { resource } };

/** A facilitator over HTTP, that knows of one payment. */
function setUp(options: Partial<FacilitatorHandlerOptions> = {}) {
  const settlements = memorySettlements({ now: () => beforeExpiration });
  const { preimage, paymentHash } = lightningPayment();
  const { payTo: receiverUma, asset: currency } = shopTerms;
  settlements.settle(paymentHash, {
    receiverUma,
    amount: 5n,
    currency,
    settledAt: beforeExpiration,
    resource,
  });
  const errors: unknown[] = [];
  const handler = createFacilitatorHandler({
    facilitator: exactUmaFacilitator({ settlements, maxWaitSeconds: 0 }),
    authorize: (request) => request.headers.get("authorization") === token,
    onError: (error) => errors.push(error),
    ...options,
  });
  const paymentPayload = { x402Version: 2, payload: { preimage }, accepted: paymentRequirements };
  async function ask(path: string, body?: unknown, init: RequestInit = {}) {
    const headers = { authorization: token, "content-type": "application/json" };
    const posted = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await handler(
      new Request(`https://shop.example${path}`, { headers, ...posted, ...init }),
    );
    return { status: response.status, answer: await response.json(), headers: response.headers };
  }
  const asked = { x402Version: 2, paymentPayload, paymentRequirements };
  return { ask, asked, paymentHash, errors, handler };
}

test("tells what it supports", async () => {
  const { ask } = setUp();
  expect(await ask("/supported")).toMatchObject({
    status: 200,
    answer: {
      kinds: [{ x402Version: 2, scheme: "exact", network: "uma:mainnet" }],
      extensions: [],
      signers: {},
    },
  });
});

test("verifies a payment, settles it, and settles it once, wherever it is mounted", async () => {
  const { ask, asked, paymentHash } = setUp();
  expect(await ask("/x402/verify", asked)).toMatchObject({ status: 200, answer: { isValid: true } });
  const settled = await ask("/x402/settle?shop=1", asked);
  const network = "uma:mainnet";
  expect(settled.answer).toEqual({ success: true, transaction: paymentHash, network });
  expect(settled.headers.get("cache-control")).toBe("no-store");
  const refused = { success: false, errorReason: "duplicate_settlement", transaction: "", network };
  expect(await ask("/settle", asked)).toMatchObject({ status: 200, answer: refused });
});

describe("refuses, and asks the facilitator nothing:", () => {
  const facilitator = { getSupported: vi.fn(), verify: vi.fn(), settle: vi.fn() };

  test.each<[string, string, unknown, RequestInit, number, string]>([
    ["another path", "/", undefined, {}, 404, "INVALID_REQUEST_FORMAT"],
    ["a path that ends otherwise", "/verify/1", {}, {}, 404, "INVALID_REQUEST_FORMAT"],
    ["nobody's request", "/supported", undefined, { headers: {} }, 403, "FORBIDDEN"],
    ["nobody's payment", "/settle", {}, { headers: {} }, 403, "FORBIDDEN"],
    ["a GET of /settle", "/settle", undefined, {}, 405, "INVALID_REQUEST_FORMAT"],
    ["a POST of /supported", "/supported", {}, {}, 405, "INVALID_REQUEST_FORMAT"],
    ["no JSON", "/verify", undefined, { method: "POST", body: "{" }, 400, "INVALID_REQUEST_FORMAT"],
    ["a list", "/verify", [], {}, 400, "INVALID_REQUEST_FORMAT"],
    ["no payment", "/verify", { paymentRequirements }, {}, 400, "INVALID_REQUEST_FORMAT"],
    ["no requirements", "/settle", { paymentPayload: {} }, {}, 400, "INVALID_REQUEST_FORMAT"],
    [
      "two versions",
      "/settle",
      { x402Version: 1, paymentPayload: { x402Version: 2 }, paymentRequirements },
      {},
      400,
      "INVALID_REQUEST_FORMAT",
    ],
    ["too much", "/settle", { much: "x".repeat(1000) }, {}, 413, "INVALID_REQUEST_FORMAT"],
    [
      "a form",
      "/settle",
      {},
      { headers: { authorization: token, "content-type": "application/x-www-form-urlencoded" } },
      415,
      "INVALID_REQUEST_FORMAT",
    ],
  ])("%s", async (_, path, body, init, status, code) => {
    const { ask } = setUp({ facilitator, maxBytes: 1000 });
    const { answer, ...response } = await ask(path, body, init);
    expect({ status: response.status, answer }).toEqual({
      status,
      answer: { status: "ERROR", reason: expect.stringContaining("expected"), code },
    });
    for (const method of Object.values(facilitator)) expect(method).not.toHaveBeenCalled();
  });

  test.each([
    ["says anything but true", () => 1 as never, 403, 0],
    ["fails", () => Promise.reject(new Error("down")), 500, 1],
  ])("where authorize %s", async (_, authorize, status, logged) => {
    const { ask, asked, errors } = setUp({ facilitator, authorize });
    expect((await ask("/settle", asked)).status).toBe(status);
    expect(errors).toHaveLength(logged);
  });

  test("what is no request at all", async () => {
    const { handler } = setUp({ facilitator });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect((await handler(proxy as Request)).status).toBe(404);
  });
});

test("says which method an endpoint takes", async () => {
  const { ask } = setUp();
  expect((await ask("/settle")).headers.get("allow")).toBe("POST");
});

test("says no more than that it failed where the settlements do, and that it may be asked again", async () => {
  const settlements = { ...memorySettlements(), settled: () => Promise.reject(new Error("redis://secret")) };
  const { ask, asked, errors } = setUp({
    facilitator: exactUmaFacilitator({ settlements, maxWaitSeconds: 0 }),
  });
  for (const path of ["/verify", "/settle"]) {
    const { status, answer } = await ask(path, asked);
    expect({ status, answer }).toEqual({
      status: 500,
      answer: {
        status: "ERROR",
        code: "INTERNAL_ERROR",
        reason: expect.stringContaining("send it again later"),
      },
    });
  }
  expect(errors).toHaveLength(2);
});

test.each([
  ["facilitator.verify", { facilitator: { getSupported() {} } }],
  ["authorize", { authorize: true }],
  ["maxBytes", { maxBytes: 0 }],
  ["onError", { onError: 1 }],
])("a wrong %s is refused", (field, options) => {
  expectRefusal(() => setUp(options as never), { code: "INVALID_OPTION", field });
});
