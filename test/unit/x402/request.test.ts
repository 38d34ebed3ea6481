import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  createPaywall,
  decodePaymentRequired,
  type PaywallOptions,
  type Settlement,
} from "../../../src/x402/index.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { openShop, paying, refusalOf, shopOptions, shopUrl } from "../../support/openShop.js";
import { paymentHeaders } from "../../support/paymentHeaders.js";
import { shopSettlement } from "../../support/shopPayments.js";

const url = shopUrl;

const known: Settlement = { ...shopSettlement, resource: url };

describe("the resource", () => {
  const resourceOf = async (at: string, changes: Partial<PaywallOptions> = {}) => {
    const shop = openShop(changes);
    return (await shop.offerOf((await refusalOf(shop, new Request(at))).response)).offer.resource;
  };

  test("has no fragment", async () => {
    expect(await resourceOf("https://example.com/a?b=c#d")).toBe("https://example.com/a?b=c");
  });

  test.each([{}, { origin: "https://example.com" }])(
    "keeps a query that is empty, with %o",
    async (changes) => {
      expect(await resourceOf("https://example.com/a?", changes)).toBe("https://example.com/a?");
    },
  );

  test("is seen where the option says", async () => {
    const origin = "https://api.example.com";
    expect(await resourceOf("http://10.0.0.1:8080/a?b=c", { origin })).toBe("https://api.example.com/a?b=c");
  });

  test("stays at the origin, whatever its path begins with", async () => {
    const origin = "https://api.example.com";
    expect(await resourceOf("http://10.0.0.1//evil.com/a", { origin })).toBe(
      "https://api.example.com//evil.com/a",
    );
  });

  test("may be named by the caller", async () => {
    const resource = ({ url: at }: Request) => new URL("/all", at).href;
    expect(await resourceOf("https://example.com/a?b=c", { resource })).toBe("https://example.com/all");
  });

  test("that is named by the caller is what a payment opens", async () => {
    const shop = openShop({ resource: () => "https://example.com/all" });
    const preimage = await shop.buy("https://example.com/a");
    expect(await shop.paywall.admit(paying(preimage, "https://example.com/b"))).toMatchObject({
      admitted: true,
    });
  });
});

test.each([undefined, null, "weather", "//example.com/", 7])(
  "what is sold has to be named by a URI, and not by %j",
  async (name) => {
    const shop = openShop({ resource: () => name as never });
    for (const request of [new Request(url), paying("07".repeat(32))])
      expectError(await rejectionOf(shop.paywall.admit(request)), {
        code: "INVALID_OPTION",
        field: "resource",
      });
  },
);

describe("a payment is for the request that it was made for", () => {
  const post = (body: string | null, headers: Record<string, string> = {}, method = "POST") =>
    new Request(url, { method, headers, body });

  /** Buys one request, and presents the payment with another. */
  async function verdictOn(
    bought: Request,
    presented: (headers: Record<string, string>) => Request,
    changes = {},
  ) {
    const shop = openShop(changes);
    const preimage = await shop.pay((await refusalOf(shop, bought)).response);
    const verdict = await shop.paywall.admit(presented(paymentHeaders(preimage)));
    return verdict.admitted ? "admitted" : verdict.reason;
  }

  test.each<[string, string, Request, (headers: Record<string, string>) => Request]>([
    ["the same", "admitted", post("a"), (headers) => post("a", headers)],
    ["the same without a body", "admitted", post(null), (headers) => post(null, headers)],
    ["one with an empty body and none", "admitted", post(""), (headers) => post(null, headers)],
    ["another body", "wrong_resource", post("a"), (headers) => post("b", headers)],
    ["no body", "wrong_resource", post("a"), (headers) => post(null, headers)],
    ["another method", "wrong_resource", post("a"), (headers) => post("a", headers, "PUT")],
    ["GET for DELETE", "wrong_resource", new Request(url), (headers) => post(null, headers, "DELETE")],
  ])("%s: %s", async (_name, outcome, bought, presented) => {
    expect(await verdictOn(bought, presented)).toBe(outcome);
  });

  test.each([
    ["de", "de", "admitted"],
    ["de", "en", "wrong_resource"],
    ["de", "", "wrong_resource"],
  ])("what else it is bound to counts: %j and %j", async (one, other, outcome) => {
    const bind = async ({ headers }: Request) => headers.get("accept-language") ?? "";
    const bought = new Request(url, { headers: { "accept-language": one } });
    const presented = (headers: Record<string, string>) =>
      new Request(url, { headers: { ...headers, "accept-language": other } });
    expect(await verdictOn(bought, presented, { bind })).toBe(outcome);
  });

  test("what it is bound to has to be a text", async () => {
    const { paywall } = openShop({ bind: (() => 7) as never });
    expectError(await rejectionOf(paywall.admit(new Request(url))), {
      code: "INVALID_OPTION",
      field: "bind",
    });
  });

  test.each<[string, string, string | undefined, Request]>([
    ["GET", "admitted", undefined, new Request(url)],
    ["HEAD with it", "admitted", undefined, new Request(url, { method: "HEAD" })],
    ["HEAD with it, by name", "admitted", "GET", new Request(url, { method: "HEAD" })],
    ["no GET for HEAD", "unbound_payment", "HEAD", new Request(url)],
    ["no other method", "unbound_payment", undefined, post(null, {}, "DELETE")],
    ["no method but the one that it names", "unbound_payment", "POST", new Request(url)],
    ["the method that it names", "admitted", "DELETE", post(null, {}, "DELETE")],
    ["no request with a body", "unbound_payment", "POST", post("a")],
  ])("a settlement that names the resource opens %s", async (_name, outcome, method, request) => {
    const { settlements } = openShop();
    const preimage = "07".repeat(32);
    const settlement = { ...known, ...(method !== undefined && { method }) };
    await settlements.settle(createHash("sha256").update(preimage, "hex").digest("hex"), settlement);
    const shop = openShop({ settlements });
    for (const [name, value] of Object.entries(paymentHeaders(preimage))) request.headers.set(name, value);
    const verdict = await shop.paywall.admit(request);
    expect(verdict.admitted ? "admitted" : verdict.reason).toBe(outcome);
  });

  test("a settlement that names the resource opens nothing that is bound to more", async () => {
    const settlements = { ...openShop().settlements, settled: () => known };
    const shop = openShop({ settlements, bind: () => "de" });
    expect((await refusalOf(shop, paying("07".repeat(32)))).reason).toBe("unbound_payment");
  });

  test("whoever has paid the address is told that the invoice counts", async () => {
    const { resource: _resource, ...bare } = known;
    const settlements = { ...openShop().settlements, settled: () => bare };
    const { response } = await refusalOf(openShop({ settlements }), paying("07".repeat(32)));
    const { error } = decodePaymentRequired(await response.text());
    expect(error).toBe(
      "nothing says that the payment was for this request: pay the invoice in extra.umaInvoice, not the address in payTo",
    );
  });

  test("an offer does not say that the invoice alone counts where the address does as well", async () => {
    const shop = openShop({ payToIsDedicated: true });
    const { response } = await refusalOf(shop, new Request(url));
    const { error, accepts } = decodePaymentRequired(await response.text());
    expect([error, accepts[0]!.extra]).toEqual([
      "payment is required",
      { paymentFlow: "upfront", umaInvoice: expect.any(String) },
    ]);
  });

  test("the handler still gets the body", async () => {
    const shop = openShop();
    const preimage = await shop.pay((await refusalOf(shop, post("question"))).response);
    const serve = shop.paywall.protect(async (request) => new Response(await request.text()));
    expect(await (await serve(post("question", paymentHeaders(preimage)))).text()).toBe("question");
  });

  test("a body that somebody has read cannot be digested", async () => {
    const request = post("question");
    await request.text();
    expectError(await rejectionOf(openShop().paywall.admit(request)), {
      code: "INVALID_OPTION",
      field: "body",
    });
  });

  test("a body that somebody is reading cannot be digested", async () => {
    const request = post("question");
    request.body!.getReader();
    expectError(await rejectionOf(openShop().paywall.admit(request)), {
      code: "INVALID_OPTION",
      field: "body",
    });
  });

  test("what reads the body of another request may fail", async () => {
    const failure = new Error("gone");
    const admitting = openShop().paywall.admit(new Request(url), () => Promise.reject(failure));
    await expect(admitting).rejects.toBe(failure);
  });

  test("nothing is read where nothing is bound to it", async () => {
    const { invoices: _invoices, ...plain } = shopOptions;
    const paywall = createPaywall({ ...plain, payToIsDedicated: true });
    const request = post("question");
    await request.text();
    expect((await refusalOf({ paywall }, request)).response.status).toBe(402);
  });
});
