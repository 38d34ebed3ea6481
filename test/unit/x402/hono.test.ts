import type { RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { describe, expect, test } from "vitest";
import { honoPaywall } from "../../../src/x402/index.js";
import { adapterContract } from "../../support/adapterContract.js";
import { openShop } from "../../support/openShop.js";
import { paymentHeaders } from "../../support/paymentHeaders.js";
import { serveWeb } from "../../support/serve.js";

describe("as middleware of Hono", () => {
  adapterContract((paywall) => {
    const app = new Hono();
    app.use(honoPaywall(paywall));
    app.get("/weather", (context) => context.text("sunny", 200, { "x-own": "1", "cache-control": "public" }));
    app.post("/echo", async (context) => context.text(await context.req.text()));
    app.get("/fails", (context) => context.text("sorry", 503));
    app.get("/throws", () => {
      throw new Error("sorry");
    });
    app.onError((error, context) => context.text(error.message, 500));
    return getRequestListener(app.fetch) as RequestListener;
  });
});

test("what is thrown without being an error gives the payment back, and passes through", async () => {
  const shop = openShop();
  const url = "https://example.com/weather";
  const app = new Hono().use(honoPaywall(shop.paywall)).get("/weather", () => {
    throw "sorry";
  });
  const preimage = await shop.buy(url);
  const request = () => new Request(url, { headers: paymentHeaders(preimage) });
  await expect((async () => app.fetch(request()))()).rejects.toBe("sorry");
  expect(await shop.paywall.admit(request())).toMatchObject({ admitted: true });
});

test("a failure is not heard of before the payment is back", async () => {
  const url = "https://example.com/weather";
  const events: string[] = [];
  const settlements = {
    settled: () => ({
      receiverUma: "$shop@vasp.com",
      amount: 5n,
      currency: "USD",
      settledAt: 1,
      resource: url,
    }),
    reserve: () => "yours" as const,
    redeem: () => "yours" as const,
    async restore() {
      await new Promise((resolve) => setImmediate(resolve));
      events.push("restored");
    },
  };
  const app = new Hono().use(honoPaywall(openShop({ settlements }).paywall));
  app.get("/weather", (context) => context.text("sorry", 503));
  await app.fetch(new Request(url, { headers: paymentHeaders("07".repeat(32)) }));
  expect(events).toEqual(["restored"]);
});

describe("a handler that gives what cannot be sent has failed, and the payment is given back", () => {
  const used = async () => {
    const response = new Response("sunny");
    await response.text();
    return response;
  };

  test.each<[string, (context: Context) => unknown]>([
    ["an error", () => Response.error()],
    ["nothing", () => undefined],
    ["a body that was read", used],
    [
      "a body that was read, by itself",
      async (context) => {
        context.res = await used();
      },
    ],
  ])("%s", async (_name, handler) => {
    const shop = openShop();
    const url = "https://example.com/weather";
    const app = new Hono().use(honoPaywall(shop.paywall)).get("/weather", handler as never);
    app.onError((_error, context) => context.text("failed", 500));
    const preimage = await shop.buy(url);
    const request = () => new Request(url, { headers: paymentHeaders(preimage) });
    expect((await app.fetch(request())).status).toBe(500);
    expect(await shop.paywall.admit(request())).toMatchObject({ admitted: true });
  });
});

test("a fetched response, whose headers cannot be set, is served with a receipt", async () => {
  const shop = openShop();
  const url = "https://example.com/weather";
  const origin = await serveWeb(() => new Response("sunny"));
  const app = new Hono().use(honoPaywall(shop.paywall)).get("/weather", () => fetch(`http://${origin}`));
  const preimage = await shop.buy(url);
  const response = await app.fetch(new Request(url, { headers: paymentHeaders(preimage) }));
  expect([response.status, await response.text(), response.headers.has("x-payment-response")]).toEqual([
    200,
    "sunny",
    true,
  ]);
});

test.each([402, 200])(
  "what a middleware for CORS exposes is exposed beside what is needed, with %i",
  async (status) => {
    const shop = openShop();
    const url = "https://example.com/weather";
    const app = new Hono().use(cors({ origin: "*", exposeHeaders: ["X-Own"] }), honoPaywall(shop.paywall));
    app.get("/weather", (context) => context.text("sunny"));
    const headers = status === 200 ? paymentHeaders(await shop.buy(url)) : {};
    const response = await app.fetch(new Request(url, { headers }));
    expect([response.status, response.headers.get("access-control-expose-headers")]).toEqual([
      status,
      "X-Own, PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE, Retry-After",
    ]);
  },
);
