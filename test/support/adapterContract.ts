import type { RequestListener } from "node:http";
import { expect, test } from "vitest";
import { decodePaymentRequired, decodePaymentResponse, type Paywall } from "../../src/x402/index.js";
import { openShop, type Shop } from "./openShop.js";
import { paymentHeaders } from "./paymentHeaders.js";
import { serve } from "./serve.js";

/**
 * What a paywall has to do wherever it is built in, over real HTTP.
 *
 * @param build - puts a paywall before a server that answers `/weather` with 200 and `sunny`, with
 * headers `X-Own: 1` and `Cache-Control: public` of its own, `/echo` with the body of the request,
 * `/fails` with 503, and that throws at `/throws`
 */
export function adapterContract(build: (paywall: Paywall) => RequestListener): void {
  async function start(): Promise<{ shop: Shop; origin: string }> {
    const shop = openShop();
    return { shop, origin: `http://${await serve(build(shop.paywall))}` };
  }

  /** Asks, pays, and asks again. */
  async function buy(path: string, init: RequestInit = {}) {
    const { shop, origin } = await start();
    const preimage = await shop.pay(await fetch(origin + path, init));
    const again = () => fetch(origin + path, { ...init, headers: paymentHeaders(preimage) });
    return { response: await again(), again };
  }

  test("who has not paid gets a 402 that names the URL asked for", async () => {
    const { origin } = await start();
    const response = await fetch(`${origin}/weather?city=Bern`);
    expect([response.status, response.headers.get("cache-control")]).toEqual([402, "no-store"]);
    const { accepts } = decodePaymentRequired(await response.text());
    expect(accepts[0]!.resource).toBe(`${origin}/weather?city=Bern`);
  });

  test("the 402 has its header for version 2", async () => {
    const { origin } = await start();
    const response = await fetch(`${origin}/weather`);
    expect(decodePaymentRequired(response.headers.get("payment-required")!).x402Version).toBe(2);
  });

  test("who has paid is served, with a receipt", async () => {
    const { response } = await buy("/weather");
    expect([response.status, await response.text()]).toEqual([200, "sunny"]);
    expect(decodePaymentResponse(response.headers.get("x-payment-response")!).success).toBe(true);
  });

  test("the handler's headers stay, but no cache may keep the answer", async () => {
    const { response } = await buy("/weather");
    expect([response.headers.get("x-own"), response.headers.get("cache-control")]).toEqual(["1", "no-store"]);
  });

  test("a payment opens once", async () => {
    const { again } = await buy("/weather");
    expect((await again()).status).toBe(402);
  });

  test("the body of the request reaches the handler", async () => {
    const { response } = await buy("/echo", { method: "POST", body: "question" });
    expect(await response.text()).toBe("question");
  });

  test.each(["/fails", "/throws"])("a payment for what fails at %s is given back", async (path) => {
    const { response, again } = await buy(path);
    expect(response.status).toBeGreaterThanOrEqual(500);
    expect(decodePaymentResponse(response.headers.get("x-payment-response")!).success).toBe(false);
    expect((await again()).status).toBe(response.status);
  });
}
