import type { RequestListener } from "node:http";
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
