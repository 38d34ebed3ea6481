import { once } from "node:events";
import { get, type IncomingMessage, type RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import cors from "cors";
import express from "express";
import { describe, expect, test } from "vitest";
import { decodePaymentRequired, expressPaywall } from "../../../src/x402/index.js";
import { adapterContract } from "../../support/adapterContract.js";
import { openShop } from "../../support/openShop.js";
import { paymentHeaders } from "../../support/paymentHeaders.js";
import { serve } from "../../support/serve.js";

describe("as middleware of Express", () => {
  adapterContract((paywall) => {
    const app = express();
    // Quiet: Express prints errors otherwise.
    app.set("env", "test");
    app.use(expressPaywall(paywall));
    app.get("/weather", (_request, response) => {
      response.set({ "x-own": "1", "cache-control": "public" }).send("sunny");
    });
    app.post("/echo", express.text({ type: "*/*" }), (request, response) => {
      response.send(request.body);
    });
    app.get("/fails", (_request, response) => {
      response.status(503).send("sorry");
    });
    app.get("/throws", () => {
      throw new Error("sorry");
    });
    return app as RequestListener;
  });
});

test("a resource below a router is named by its whole URL", async () => {
  const { paywall } = openShop();
  const router = express.Router().get("/weather", expressPaywall(paywall));
  const origin = `http://${await serve(express().use("/api", router) as RequestListener)}`;
  const { accepts } = decodePaymentRequired(await (await fetch(`${origin}/api/weather`)).text());
  expect(accepts[0]!.resource).toBe(`${origin}/api/weather`);
});

test("what a store throws goes to the app's handler of errors", async () => {
  const settlements = {
    ...openShop().settlements,
    settled: async () => {
      throw new Error("no connection");
    },
  };
  const { paywall } = openShop({ settlements });
  const app = express().use(expressPaywall(paywall));
  app.use(((error: Error, _request, response, _next) => {
    response.status(503).send(error.message);
  }) satisfies express.ErrorRequestHandler);
  const origin = `http://${await serve(app as RequestListener)}`;
  const response = await fetch(origin, { headers: paymentHeaders("07".repeat(32)) });
  expect([response.status, await response.text()]).toEqual([503, "no connection"]);
});

describe("behind cors()", () => {
  /** A shop that sells the weather to pages of any origin. */
  async function openMarket() {
    const shop = openShop();
    const app = express().use(cors({ exposedHeaders: ["X-Own"] }), expressPaywall(shop.paywall));
    app.get("/weather", (_request, response) => {
      response.send("sunny");
    });
    return { shop, url: `http://${await serve(app as RequestListener)}/weather` };
  }
  const exposed = "X-Own, PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE, Retry-After";

  test("a page may ask with a payment", async () => {
    const { url } = await openMarket();
    const headers = {
      Origin: "https://page.example",
      "Access-Control-Request-Method": "GET",
      "Access-Control-Request-Headers": "payment-signature",
    };
    const response = await fetch(url, { method: "OPTIONS", headers });
    expect([response.status, response.headers.get("access-control-allow-headers")]).toEqual([
      204,
      "payment-signature",
    ]);
  });

  test("a page sees all that a client needs, of the offer, the refusal and the answer", async () => {
    const { shop, url } = await openMarket();
    const offer = await fetch(url);
    const answers = [
      await fetch(url, { headers: paymentHeaders("07".repeat(32)) }),
      await fetch(url, { headers: paymentHeaders(await shop.pay(offer.clone())) }),
    ];
    expect(
      [offer, ...answers].map(({ status, headers }) => [
        status,
        headers.get("access-control-expose-headers"),
      ]),
    ).toEqual([
      [402, exposed],
      [402, exposed],
      [200, exposed],
    ]);
  });
});

test("an answer keeps what its handler exposes", async () => {
  const shop = openShop();
  const app = express().use(expressPaywall(shop.paywall), (_request, response) => {
    response.writeHead(200, { "Access-Control-Expose-Headers": "X-Own" }).end();
  });
  const url = `http://${await serve(app as RequestListener)}/`;
  const response = await fetch(url, { headers: paymentHeaders(await shop.pay(await fetch(url))) });
  expect(response.headers.get("access-control-expose-headers")).toMatch(/^X-Own, PAYMENT-REQUIRED,/);
});

test("a request that URLs take for another gets an answer that says why", async () => {
  const app = express().use(expressPaywall(openShop().paywall));
  const [host, port] = (await serve(app as RequestListener)).split(":");
  const outgoing = get({ host, port, path: "/dear/../cheap" });
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  expect([response.statusCode, JSON.parse(await text(response))]).toEqual([
    400,
    { error: expect.stringContaining("url: expected a path") },
  ]);
});
