import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  createPaywall,
  decodePaymentRequired,
  decodePaymentResponse,
  type Hold,
  headerNames,
  type PaywallOptions,
  type Price,
  type Settlement,
  type X402Version,
} from "../../../src/x402/index.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import {
  fiveCents,
  openShop,
  paying,
  refusalOf,
  shopInvoices,
  shopOptions,
  shopUrl,
} from "../../support/openShop.js";
import { paymentHeaders } from "../../support/paymentHeaders.js";
import { beforeExpiration } from "../../support/sampleFields.js";
import { lightningPayment, shopSettlement } from "../../support/shopPayments.js";

const url = shopUrl;

const sunny = () => new Response("sunny");

const known: Settlement = { ...shopSettlement, resource: url };

describe("without a payment", () => {
  test("a request gets a 402", async () => {
    const { response } = await refusalOf(openShop(), new Request(url));
    expect(response.status).toBe(402);
  });

  test("no reason is given for a payment that there was not", async () => {
    const verdict = await refusalOf(openShop(), new Request(url));
    expect(verdict.reason).toBeUndefined();
    expect(verdict.response.headers.has("x-payment-response")).toBe(false);
  });

  test("the body is what version 1 says, to the letter of the document of the scheme", async () => {
    const shop = openShop({ description: "Access to protected content", mimeType: "application/json" });
    const { response } = await refusalOf(shop, new Request(url));
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toEqual({
      x402Version: 1,
      error: "payment is required: pay the invoice in extra.umaInvoice, not the address in payTo",
      accepts: [
        {
          scheme: "exact",
          network: "uma",
          maxAmountRequired: "5",
          asset: "USD",
          payTo: "$shop@vasp.com",
          resource: url,
          description: "Access to protected content",
          mimeType: "application/json",
          maxTimeoutSeconds: 300,
          extra: { paymentFlow: "upfront", umaInvoice: expect.stringMatching(/^uma1/), invoiceOnly: true },
        },
      ],
    });
  });

  test("the header says the same to version 2", async () => {
    const { response } = await refusalOf(openShop({ description: "Weather" }), new Request(url));
    const body = decodePaymentRequired(await response.text());
    const header = decodePaymentRequired(response.headers.get("payment-required")!);
    expect(header.x402Version).toBe(2);
    expect(header.accepts).toEqual(body.accepts);
  });

  test("no cache keeps the 402", async () => {
    const { response } = await refusalOf(openShop(), new Request(url));
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("the handler is not called", async () => {
    let called = false;
    await openShop().paywall.protect(() => {
      called = true;
      return sunny();
    })(new Request(url));
    expect(called).toBe(false);
  });

  test("the request's body is left alone", async () => {
    const request = new Request(url, { method: "POST", body: "question" });
    await openShop().paywall.admit(request);
    expect(await request.text()).toBe("question");
  });
});

describe.each<X402Version>([1, 2])("with a payment in version %i", (version) => {
  const { payment, response: responseHeader } = headerNames[version];

  test("the request is let through", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    const response = await shop.paywall.protect(sunny)(paying(preimage, url, version));
    expect([response.status, await response.text()]).toEqual([200, "sunny"]);
  });

  test("the answer has a receipt", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    const response = await shop.paywall.protect(sunny)(paying(preimage, url, version));
    expect(decodePaymentResponse(response.headers.get(responseHeader)!)).toEqual({
      x402Version: version,
      success: true,
      network: "uma",
      transaction: createHash("sha256").update(preimage, "hex").digest("hex"),
    });
  });

  test("a refusal is told in the answer's header", async () => {
    const preimage = randomBytes(32).toString("hex");
    const { response } = await refusalOf(openShop(), paying(preimage, url, version));
    expect(decodePaymentResponse(response.headers.get(responseHeader)!)).toEqual({
      x402Version: version,
      success: false,
      network: "uma",
      errorReason: "unknown_payment",
      transaction: "",
    });
  });

  test("a header of the other version is malformed", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    const value = Object.values(paymentHeaders(preimage, version === 1 ? 2 : 1))[0]!;
    const verdict = await refusalOf(shop, new Request(url, { headers: { [payment]: value } }));
    expect([verdict.reason, verdict.response.status]).toEqual(["invalid_x402_version", 400]);
  });
});

test("version 2 counts where a request has both headers", async () => {
  const shop = openShop();
  const preimage = await shop.buy(url);
  const headers = { ...paymentHeaders(preimage, 2), "x-payment": "garbage" };
  expect(await shop.paywall.admit(new Request(url, { headers }))).toMatchObject({ admitted: true });
});

test("a verdict says which payment it was", async () => {
  const shop = openShop();
  const preimage = await shop.buy(url);
  expect(await shop.paywall.admit(paying(preimage))).toMatchObject({
    paymentHash: createHash("sha256").update(preimage, "hex").digest("hex"),
    settlement: { amount: 5n, currency: "USD", receiverUma: "$shop@vasp.com" },
  });
});

test("a handler gets whatever else the wrapper is called with", async () => {
  const shop = openShop();
  const preimage = await shop.buy(url);
  const serve = shop.paywall.protect((_request, env: { city: string }) => new Response(env.city));
  expect(await (await serve(paying(preimage), { city: "Zürich" })).text()).toBe("Zürich");
});

describe("a payment that is refused", () => {
  /** What is wrong with what the VASP says of the payment, or with what is asked for by it. */
  const cases: [string, string, Partial<Settlement>, string?][] = [
    ["went to somebody else", "wrong_receiver", { receiverUma: "$bob@vasp.com" }],
    ["was in another currency", "wrong_currency", { currency: "EUR" }],
    ["was too little", "wrong_amount", { amount: 4n }],
    ["was too much", "wrong_amount", { amount: 6n }],
    ["was for another resource", "wrong_resource", {}, "https://example.com/weather?city=Bern"],
    ["was for the resource at another host", "wrong_resource", {}, url.replace(".com", ".org")],
    ["was for the resource by another scheme", "wrong_resource", {}, url.replace("https", "http")],
    [
      "paid an invoice that is not of this paywall",
      "wrong_resource",
      { invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f" },
    ],
    ["was for another resource by the VASP's word", "wrong_resource", { resource: "https://example.com/" }],
    ["came late", "late_payment", { settledAt: beforeExpiration + 361 }],
  ];

  describe.each(cases)("because it %s", (_name, reason, changes, at = url) => {
    test(`says ${reason}`, async () => {
      const shop = openShop();
      const preimage = await shop.buy(url, changes);
      const { response } = await refusalOf(shop, paying(preimage, at));
      expect(decodePaymentResponse(response.headers.get("x-payment-response")!).errorReason).toBe(reason);
    });

    test("is not used up", async () => {
      const shop = openShop();
      const preimage = await shop.buy(url, changes);
      await refusalOf(shop, paying(preimage, at));
      const hash = createHash("sha256").update(preimage, "hex").digest("hex");
      expect(await shop.settlements.reserve(hash, "attempt", "claim")).toBe("yours");
    });

    test("is answered with a fresh offer", async () => {
      const shop = openShop();
      const preimage = await shop.buy(url, changes);
      const verdict = await refusalOf(shop, paying(preimage, at));
      const again = await shop.pay(verdict.response);
      expect(await shop.paywall.admit(paying(again, at))).toMatchObject({ admitted: true });
    });
  });

  test("still opens what it was for", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    await refusalOf(shop, paying(preimage, "https://example.com/other"));
    expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
  });

  test.each([
    [300, undefined],
    [360, undefined],
    [300, 0],
    [305, 5],
  ])("is in time %i s after an offer of 300 s, with a grace of %s s", async (seconds, graceSeconds) => {
    const shop = openShop({ ...(graceSeconds !== undefined && { graceSeconds }) });
    const preimage = await shop.buy(url, { settledAt: beforeExpiration + seconds });
    expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
  });

  test.each([
    [361, undefined],
    [301, 0],
    [306, 5],
  ])("is late %i s after an offer of 300 s, with a grace of %s s", async (seconds, graceSeconds) => {
    const shop = openShop({ ...(graceSeconds !== undefined && { graceSeconds }) });
    const preimage = await shop.buy(url, { settledAt: beforeExpiration + seconds });
    expect((await refusalOf(shop, paying(preimage))).reason).toBe("late_payment");
  });

  test("may not be known yet, which a client is told to wait for", async () => {
    const { response } = await refusalOf(openShop(), paying(randomBytes(32).toString("hex")));
    expect(response.headers.get("retry-after")).toBe("1");
  });

  test("is answered for people as well", async () => {
    const { response } = await refusalOf(openShop(), paying(randomBytes(32).toString("hex")));
    expect(decodePaymentRequired(await response.text()).error).toBe(
      "no payment with this preimage is known to be settled",
    );
  });
});

test("letters of an address may be in either case", async () => {
  const shop = openShop();
  const preimage = await shop.buy(url, { receiverUma: "$Shop@VASP.com" });
  expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
});

test("the UUID of an invoice may be in upper case", async () => {
  const shop = openShop();
  const { response } = await refusalOf(shop, new Request(url));
  const { invoice } = await shop.offerOf(response.clone());
  const preimage = await shop.pay(response, { invoiceUUID: invoice.invoiceUUID.toUpperCase() });
  expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
});

describe("a payment that was redeemed", () => {
  test("is refused", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    await shop.paywall.admit(paying(preimage));
    const { reason, response } = await refusalOf(shop, paying(preimage));
    expect([reason, response.status]).toEqual(["duplicate_settlement", 402]);
  });

  test("is refused by the other version's header, too", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    await shop.paywall.admit(paying(preimage));
    expect((await refusalOf(shop, paying(preimage, url, 2))).reason).toBe("duplicate_settlement");
  });

  test("is refused with its preimage in upper case, too", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    await shop.paywall.admit(paying(preimage));
    const text = JSON.stringify({
      x402Version: 1,
      scheme: "exact",
      network: "uma",
      payload: { preimage: preimage.toUpperCase() },
    });
    const headers = { "x-payment": btoa(text) };
    expect((await refusalOf(shop, new Request(url, { headers }))).reason).toBe("duplicate_settlement");
  });

  test("lets one alone of a hundred requests in", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    const all = await Promise.all(
      Array.from({ length: 100 }, () => shop.paywall.protect(sunny)(paying(preimage))),
    );
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("counts as such only if the store says so, and nothing like it", async () => {
    const { settlements } = openShop();
    const held = { reserve: () => "yours" as const, redeem: () => true as unknown as Hold };
    const shop = openShop({ settlements: { ...settlements, settled: () => known, ...held } });
    expect((await refusalOf(shop, paying("07".repeat(32)))).reason).toBe("duplicate_settlement");
  });
});

describe("a malformed payment", () => {
  const encode = (value: unknown) => btoa(typeof value === "string" ? value : JSON.stringify(value));
  const good = { x402Version: 1, scheme: "exact", network: "uma", payload: { preimage: "07".repeat(32) } };

  test.each<[string, string]>([
    ["nothing", ""],
    ["no base64", "%%%"],
    ["no JSON", encode("nonsense")],
    ["a megabyte", "A".repeat(1_000_000)],
    ["a megabyte of preimage", encode({ ...good, payload: { preimage: "07".repeat(500_000) } })],
    ["a name twice", encode('{"x402Version":1,"x402Version":1}')],
    ["__proto__", encode('{"x402Version":1,"__proto__":{"scheme":"exact"}}')],
    ["no preimage", encode({ ...good, payload: {} })],
    ["a preimage of 31 bytes", encode({ ...good, payload: { preimage: "07".repeat(31) } })],
    ["a preimage of 33 bytes", encode({ ...good, payload: { preimage: "07".repeat(33) } })],
    ["a preimage that is no hex", encode({ ...good, payload: { preimage: "0g".repeat(32) } })],
  ])("that is %s gets a 400 with the reason, and no offer to pay again", async (_name, header) => {
    const request = new Request(url, { headers: { "x-payment": header } });
    const { reason, response } = await refusalOf(openShop(), request);
    expect([reason, response.status]).toEqual(["invalid_payload", 400]);
    const answer = decodePaymentResponse(response.headers.get("x-payment-response")!);
    expect(answer).toMatchObject({ success: false, errorReason: "invalid_payload" });
    expect(response.headers.get("payment-required")).toBeNull();
    expect(await response.json()).toEqual({
      error: expect.stringMatching(/^the payment is malformed: .*expected/),
    });
  });

  test.each<[string, object, string, number]>([
    ["another version", { x402Version: 3 }, "invalid_x402_version", 400],
    ["another scheme", { scheme: "upto" }, "unsupported_scheme", 402],
    ["another network", { network: "base" }, "invalid_network", 402],
  ])("of %s is refused by x402's name for that", async (_name, changes, reason, status) => {
    const headers = { "x-payment": encode({ ...good, ...changes }) };
    const verdict = await refusalOf(openShop(), new Request(url, { headers }));
    expect([verdict.reason, verdict.response.status]).toEqual([reason, status]);
  });

  test("of two headers is none", async () => {
    const shop = openShop();
    const value = Object.values(paymentHeaders(await shop.buy(url)))[0]!;
    const headers: [string, string][] = [
      ["x-payment", value],
      ["x-payment", value],
    ];
    expect((await refusalOf(shop, new Request(url, { headers }))).reason).toBe("invalid_payload");
  });

  test("never has the store asked", async () => {
    const settlements = {
      ...openShop().settlements,
      settled: () => {
        throw new Error("asked");
      },
    };
    const shop = openShop({ settlements });
    const request = new Request(url, { headers: { "x-payment": "%%%" } });
    expect((await refusalOf(shop, request)).reason).toBe("invalid_payload");
  });

  test("shows nothing of the preimage", async () => {
    const header = encode({ ...good, payload: { preimage: "0123456789abcdef".repeat(3) } });
    const { response } = await refusalOf(openShop(), new Request(url, { headers: { "x-payment": header } }));
    expect(await response.text()).not.toContain("0123");
  });
});

describe("prices", () => {
  const one: Price = { ...fiveCents, amount: 1n };
  const byPath = ({ url: at }: Request) => (new URL(at).pathname === "/dear" ? fiveCents : one);

  test("may depend on the request", async () => {
    const shop = openShop({ price: byPath });
    const amounts = await Promise.all(
      ["/dear", "/cheap"].map(async (path) => {
        const { response } = await refusalOf(shop, new Request(new URL(path, url)));
        return (await shop.offerOf(response)).invoice.amount;
      }),
    );
    expect(amounts).toEqual([5n, 1n]);
  });

  test("may take their time", async () => {
    const shop = openShop({ price: async (request) => byPath(request) });
    const preimage = await shop.buy("https://example.com/cheap");
    expect(await shop.paywall.admit(paying(preimage, "https://example.com/cheap"))).toMatchObject({
      admitted: true,
    });
  });

  test("of something cheap do not open what is dear", async () => {
    const shop = openShop({ price: byPath });
    const preimage = await shop.buy("https://example.com/cheap");
    expect((await refusalOf(shop, paying(preimage, "https://example.com/dear"))).reason).toBe("wrong_amount");
  });

  test("of something cheap do not open it in its dear form", async () => {
    const price = ({ headers }: Request) => (headers.has("x-gold") ? fiveCents : one);
    const shop = openShop({ price });
    const preimage = await shop.buy(url);
    const headers = { ...paymentHeaders(preimage), "x-gold": "1" };
    expect((await refusalOf(shop, new Request(url, { headers }))).reason).toBe("wrong_amount");
  });

  test("are not opened by the full amount on an invoice for less", async () => {
    let current = one;
    const shop = openShop({ price: () => current });
    const preimage = await shop.buy(url, { amount: 5n });
    current = fiveCents;
    expect((await refusalOf(shop, paying(preimage))).reason).toBe("wrong_resource");
  });

  test("that are fixed stay so", async () => {
    const price = { ...fiveCents };
    const shop = openShop({ price });
    (price as { amount: bigint }).amount = 1n;
    const { response } = await refusalOf(shop, new Request(url));
    expect((await shop.offerOf(response)).invoice.amount).toBe(5n);
  });

  test.each<[string, unknown]>([
    ["price", undefined],
    ["price.amount", { ...fiveCents, amount: 0n }],
    ["price.amount", { ...fiveCents, amount: -1n }],
    ["price.amount", { ...fiveCents, amount: 5 }],
    ["price.amount", { ...fiveCents, amount: 2n ** 64n }],
    ["price.currency", { amount: 5n, currency: "USD" }],
    ["price.currency.code", { amount: 5n, currency: { ...fiveCents.currency, code: "" } }],
  ])("with a wrong %s are refused before anything is served", (field, price) => {
    expectRefusal(() => createPaywall({ ...shopOptions, price: price as Price }), {
      code: "INVALID_OPTION",
      field,
    });
  });

  test("that a function gets wrong are an error", async () => {
    const shop = openShop({ price: () => ({ ...fiveCents, amount: 0n }) });
    const error = await rejectionOf(shop.paywall.admit(new Request(url)));
    expectError(error, { code: "INVALID_OPTION", field: "price.amount" });
  });
});

describe("a payment to the address, without an invoice,", () => {
  const { resource: _resource, ...bare } = known;

  async function verdictOn(settlement: Settlement, changes: Partial<PaywallOptions>) {
    const { settlements } = openShop();
    const { preimage, paymentHash } = lightningPayment();
    await settlements.settle(paymentHash, settlement);
    const { invoices: _invoices, ...plain } = shopOptions;
    const paywall = createPaywall({ ...plain, settlements, ...changes });
    const verdict = await paywall.admit(paying(preimage));
    return verdict.admitted ? "admitted" : verdict.reason;
  }

  test.each<[string, string, Settlement, Partial<PaywallOptions>]>([
    ["opens the resource that the settlement names", "admitted", known, {}],
    ["opens it beside invoices, too", "admitted", known, { invoices: shopInvoices }],
    [
      "opens it however its URL is written",
      "admitted",
      { ...known, resource: "HTTPS://Example.com:443/./weather?city=Zürich" },
      {},
    ],
    ["opens no other fragment of it", "wrong_resource", { ...known, resource: `${url}#more` }, {}],
    ["opens no other", "wrong_resource", { ...known, resource: "https://example.com/" }, {}],
    ["opens nothing if it may have been for anything", "unbound_payment", bare, {}],
    ["opens nothing beside invoices either", "unbound_payment", bare, { invoices: shopInvoices }],
    ["is enough at an address that is for nothing else", "admitted", bare, { payToIsDedicated: true }],
    [
      "has to name the right resource there, if it names one",
      "wrong_resource",
      { ...bare, resource: "https://example.com/" },
      { payToIsDedicated: true },
    ],
    [
      "has to be of the very price there",
      "wrong_amount",
      { ...bare, amount: 6n },
      { payToIsDedicated: true },
    ],
  ])("%s", async (_name, outcome, settlement, changes) => {
    expect(await verdictOn(settlement, changes)).toBe(outcome);
  });

  test("that paid some other invoice is for something else, dedicated or not", async () => {
    const settlement = { ...bare, invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f" };
    expect(await verdictOn(settlement, { payToIsDedicated: true })).toBe("wrong_resource");
  });

  test("with a UUID that is none is for something else", async () => {
    const settlements = { ...openShop().settlements, settled: () => ({ ...bare, invoiceUUID: "none" }) };
    const shop = openShop({ settlements });
    expect((await refusalOf(shop, paying("07".repeat(32)))).reason).toBe("wrong_resource");
  });
});

describe("what a store on a database says", () => {
  const given = (changes: object) => {
    const { settlements } = openShop();
    const settled = () => ({ ...known, ...changes }) as Settlement;
    return openShop({
      settlements: { ...settlements, settled, reserve: () => "yours", redeem: () => "yours" },
    });
  };

  test("may be null where there is nothing", async () => {
    const shop = given({ invoiceUUID: null, method: null });
    expect(await shop.paywall.admit(paying("07".repeat(32)))).toMatchObject({
      admitted: true,
      settlement: known,
    });
    const dedicated = given({ invoiceUUID: null, method: null, resource: null });
    expect((await refusalOf(dedicated, paying("07".repeat(32)))).reason).toBe("unbound_payment");
  });

  test.each<[string, unknown]>([
    ["amount", "5"],
    ["amount", 5],
    ["settledAt", new Date()],
    ["settledAt", `${beforeExpiration}`],
    ["settledAt", beforeExpiration * 1000],
    ["settledAt", beforeExpiration * 1e6],
    ["settledAt", BigInt(beforeExpiration)],
    ["settledAt", null],
    ["receiverUma", null],
    ["currency", null],
    ["invoiceUUID", new Uint8Array(16)],
  ])(
    "is no reason to refuse a payment if it is of a wrong type, but a failure: %s %s",
    async (name, value) => {
      const admitting = given({ [name]: value }).paywall.admit(paying("07".repeat(32)));
      expectError(await rejectionOf(admitting), { code: "INVALID_OPTION", field: `settlement.${name}` });
    },
  );
});
