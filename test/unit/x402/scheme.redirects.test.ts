import { wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
import { Agent, fetch as undiciFetch } from "undici";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { PaymentOrder } from "../../../src/x402/index.js";
import { checkOfferedResource, exactUmaClient, guardFetch } from "../../../src/x402/scheme/index.js";
import { hex } from "../../support/bytes.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { beforeExpiration } from "../../support/sampleFields.js";
import { scriptedServer } from "../../support/scriptedServer.js";
import { sellWeather, weatherPreimage } from "../../support/sellWeather.js";

const versions = [1, 2] as const;
const redirects = [301, 302, 303, 307, 308];

/** The published client with our scheme, as the README sets it up. */
function publishedClient(fetch: typeof globalThis.fetch = globalThis.fetch) {
  const orders: PaymentOrder[] = [];
  const scheme = exactUmaClient({
    pay: async (order) => {
      orders.push(order);
      return weatherPreimage;
    },
    maxAmount: { USD: "10.00" },
    keyResolver: { resolve: async () => ({ publicKey: hex(keys.first.publicKey), cached: false }) },
    now: () => beforeExpiration,
    wait: async () => {},
  });
  const client = new x402Client().register("uma:mainnet", scheme).registerV1("uma", scheme);
  client.setSpendControls({ maxAmountPerPayment: "$10" });
  const http = new x402HTTPClient(client).onPaymentRequired(checkOfferedResource);
  return { buy: wrapFetchWithPayment(guardFetch(fetch), http), orders };
}

/** A server that redirects all requests. */
function redirectTo(location: string, status = 302) {
  return scriptedServer(() => ({ status, headers: { location } }));
}

describe.each(versions)("with version %i, the published client", (version) => {
  test("buys what is sold where it was asked for", async () => {
    const { url } = await sellWeather({ version });
    const { buy, orders } = publishedClient();
    expect([await (await buy(url)).text(), orders.length]).toStrictEqual(["sunny", 1]);
  });

  test.each(redirects)("pays nothing behind a redirect to an honest shop: %i", async (status) => {
    const shop = await sellWeather({ version });
    const thief = await redirectTo(shop.url, status);
    const { buy, orders } = publishedClient();
    const error = await rejectionOf(buy(`${thief.origin}/weather`));
    expectError(error, { code: "OFFER_REFUSED", field: "url", says: ["behind a redirect"] });
    expect([orders.length, thief.received.length]).toStrictEqual([0, 1]);
  });

  test.each(redirects)("takes no proof elsewhere, if the paid request is redirected: %i", async (status) => {
    const elsewhere = await scriptedServer(() => ({ body: "mine now" }));
    const { url } = await sellWeather({
      version,
      paid: () => ({ status, headers: { location: elsewhere.origin } }),
    });
    const { buy, orders } = publishedClient();
    const response = await buy(url);
    expect([response.status, response.headers.get("location")]).toStrictEqual([status, elsewhere.origin]);
    expect([orders.length, elsewhere.received]).toStrictEqual([1, []]);
  });

  test("takes no proof elsewhere, if the paid request is redirected when it is sent again", async () => {
    const elsewhere = await scriptedServer(() => ({ body: "mine now" }));
    const { url } = await sellWeather({
      version,
      paid: (_request, count) =>
        count === 0 ? { status: 500 } : { status: 307, headers: { location: elsewhere.origin } },
    });
    const { buy } = publishedClient();
    await buy(url);
    await buy(url);
    expect(elsewhere.received).toStrictEqual([]);
  });

  test("works with the fetch of undici and a dispatcher, which knows no Request but its own", async () => {
    const { url } = await sellWeather({ version });
    const dispatcher = new Agent();
    onTestFinished(() => dispatcher.close());
    const { buy } = publishedClient(
      (input, init) => undiciFetch(input as string, { ...(init as object), dispatcher }) as never,
    );
    expect(await (await buy(url)).text()).toBe("sunny");
  });
});

describe("a guarded fetch", () => {
  test("follows redirects to what is free", async () => {
    const free = await scriptedServer(() => ({ body: "free" }));
    const { origin } = await redirectTo(free.origin);
    expect(await (await guardFetch()(origin)).text()).toBe("free");
  });

  test("hands on a 402 from where it was asked for, a fragment aside", async () => {
    const { origin } = await scriptedServer(() => ({ status: 402, body: "pay" }));
    expect((await guardFetch()(`${origin}/#here`)).status).toBe(402);
  });

  test("refuses a 402 of another URL where the implementation says nothing of redirects", async () => {
    const response = Object.defineProperties(new Response(null, { status: 402 }), {
      redirected: { value: undefined },
      url: { value: "https://shop.example.com/" },
    });
    const error = await rejectionOf(guardFetch(async () => response)("https://example.com/"));
    expectError(error, { code: "OFFER_REFUSED", field: "url", says: ["behind a redirect"] });
  });

  test("refuses a 402 of another URL also where the implementation denies a redirect", async () => {
    const response = Object.defineProperty(new Response(null, { status: 402 }), "url", {
      value: "https://shop.example.com/",
    });
    const error = await rejectionOf(guardFetch(async () => response)("https://example.com/"));
    expectError(error, { code: "OFFER_REFUSED", field: "url", says: ["behind a redirect"] });
  });

  test("hands on a 402 that says of no URL where it is from, as those made by hand", async () => {
    const response = new Response(null, { status: 402 });
    expect(await guardFetch(async () => response)("https://example.com/")).toBe(response);
  });

  test.each(["X-PAYMENT", "PAYMENT-SIGNATURE"])("tells fetch not to redirect what has %s", async (name) => {
    const inner = vi.fn<typeof fetch>(async () => new Response(null, { status: 402 }));
    const request = new Request("https://example.com/", { headers: { [name]: "e30=" }, redirect: "follow" });
    await guardFetch(inner)(request);
    await guardFetch(inner)("https://example.com/", { headers: { [name]: "e30=" }, redirect: "follow" });
    expect(inner.mock.calls.map(([, init]) => init?.redirect)).toStrictEqual(["manual", "manual"]);
  });

  test("uses the global fetch of the moment", async () => {
    const guarded = guardFetch();
    vi.stubGlobal("fetch", async () => new Response("replaced"));
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(await (await guarded("https://example.com/")).text()).toBe("replaced");
  });

  test("is made of a function", () => {
    expectRefusal(() => guardFetch(7 as never), { code: "INVALID_OPTION", field: "fetch" });
  });
});
