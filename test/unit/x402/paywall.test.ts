import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  createInvoice,
  createInvoiceAsync,
  decodeInvoice,
  type Invoice,
  verifyInvoice,
} from "../../../src/index.js";
import {
  createPaywall,
  decodePaymentRequired,
  decodePaymentResponse,
  encodePayment,
  type Hold,
  headerNames,
  type InvoiceToIssue,
  type Payment,
  type PaywallOptions,
  type Price,
  type Settlement,
  type X402Version,
} from "../../../src/x402/index.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { secp256k1 } from "../../support/nativeEcdsa.js";
import { bindingKey, fiveCents, openShop, type Shop, shopInvoices } from "../../support/openShop.js";
import { paymentHeaders } from "../../support/paymentHeaders.js";
import { beforeExpiration } from "../../support/sampleFields.js";
import { lightningPayment } from "../../support/shopPayments.js";

const url = "https://example.com/weather?city=Z%C3%BCrich";
const sunny = () => new Response("sunny");

function paying(preimage: string, at = url, version: X402Version = 1): Request {
  return new Request(at, { headers: paymentHeaders(preimage, version) });
}

/** The verdict on a request that has to be refused. */
async function refusalOf({ paywall }: Pick<Shop, "paywall">, request: Request) {
  const verdict = await paywall.admit(request);
  if (verdict.admitted) throw new Error("let through");
  return verdict;
}

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

describe("the invoice", () => {
  test("verifies with the key of the receiver's VASP, and asks for just the price", async () => {
    const shop = openShop();
    const { offer } = await shop.offerOf((await refusalOf(shop, new Request(url))).response);
    const { publicKey } = keys.first;
    expect(verifyInvoice(offer.extra!.umaInvoice!, { publicKey, now: beforeExpiration })).toMatchObject({
      receiverUma: "$shop@vasp.com",
      amount: 5n,
      receivingCurrency: fiveCents.currency,
      maxNumPayments: 1,
    });
  });

  test("is valid for as long as the payment may take", async () => {
    const shop = openShop({ maxTimeoutSeconds: 60, now: () => beforeExpiration + 0.9 });
    const { offer, invoice } = await shop.offerOf((await refusalOf(shop, new Request(url))).response);
    expect([offer.maxTimeoutSeconds, invoice.expiration]).toEqual([60, beforeExpiration + 60]);
  });

  test("is another one for each request", async () => {
    const shop = openShop();
    const [one, other] = await Promise.all(
      [1, 2].map(async () => shop.offerOf((await refusalOf(shop, new Request(url))).response)),
    );
    expect(one!.invoice.invoiceUUID).not.toBe(other!.invoice.invoiceUUID);
  });

  test("takes its randomness from where it is told to", async () => {
    const shop = openShop({ random: (length) => new Uint8Array(length).fill(0xff) });
    const { invoice } = await shop.offerOf((await refusalOf(shop, new Request(url))).response);
    expect(invoice.invoiceUUID).toMatch(/^[\da-f]{8}-ffff-8fff-bf[\da-f]{2}-[\da-f]{12}$/);
  });

  test("may be signed elsewhere", async () => {
    const kms = {
      sign: async (digest: Uint8Array) =>
        secp256k1.ecdsaSign(digest, Buffer.from(keys.second.secretKey, "hex")).signature,
    };
    const create: NonNullable<PaywallOptions["invoices"]>["create"] = (fields) =>
      createInvoiceAsync({ ...fields, isSubjectToTravelRule: true, callback: "https://vasp.com/" }, kms);
    const shop = openShop({ invoices: { create, bindingKey } });
    const { offer } = await shop.offerOf((await refusalOf(shop, new Request(url))).response);
    const { publicKey } = keys.second;
    expect(verifyInvoice(offer.extra!.umaInvoice!, { publicKey, now: beforeExpiration }).amount).toBe(5n);
  });

  test("is left out where there is nobody to sign it", async () => {
    const { invoices: _invoices, ...plain } = options;
    const { response } = await refusalOf({ paywall: createPaywall(plain) }, new Request(url));
    const { error, accepts } = decodePaymentRequired(await response.text());
    expect([error, accepts[0]!.extra]).toStrictEqual(["payment is required", { paymentFlow: "upfront" }]);
  });

  test.each<[string, object]>([
    ["receiverUma", { receiverUma: "$bob@vasp.com" }],
    ["invoiceUUID", { invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f" }],
    ["amount", { amount: 4n }],
    ["expiration", { expiration: beforeExpiration }],
    ["receivingCurrency.code", { receivingCurrency: { ...fiveCents.currency, code: "EUR" } }],
  ])("that asks for another %s is not handed out", async (field, changes) => {
    const create: NonNullable<PaywallOptions["invoices"]>["create"] = (fields) =>
      createInvoice(
        { ...fields, isSubjectToTravelRule: true, callback: "https://vasp.com/", ...changes },
        keys.first.secretKey,
      );
    const shop = openShop({ invoices: { create, bindingKey } });
    const error = await rejectionOf(shop.paywall.admit(new Request(url)));
    expectError(error, { code: "INVALID_OPTION", field: `invoice.${field}` });
  });
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a text", "uma1"],
  ["another object", {}],
])("%s for an invoice is not handed out", async (_name, made) => {
  const shop = openShop({ invoices: { create: () => made as Invoice, bindingKey } });
  const error = await rejectionOf(shop.paywall.admit(new Request(url)));
  expectError(error, { code: "INVALID_OPTION", field: "invoice.receiverUma" });
});

test("an invoice without a currency is not handed out", async () => {
  const create = (fields: InvoiceToIssue) => ({ ...fields, receivingCurrency: undefined }) as never;
  const shop = openShop({ invoices: { create, bindingKey } });
  const error = await rejectionOf(shop.paywall.admit(new Request(url)));
  expectError(error, { code: "INVALID_OPTION", field: "invoice.receivingCurrency.code" });
});

test("a clock in milliseconds is refused before anything is offered", async () => {
  const shop = openShop({ now: () => beforeExpiration * 1000 });
  const error = await rejectionOf(shop.paywall.admit(new Request(url)));
  expectError(error, { code: "INVALID_OPTION", field: "now" });
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
    expect(verdict.reason).toBe("invalid_payload");
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

test("everything of the handler's response stays", async () => {
  const shop = openShop();
  const preimage = await shop.buy(url);
  const headers: [string, string][] = [
    ["x-own", "1"],
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
  ];
  const serve = shop.paywall.protect(
    () => new Response("made", { status: 201, statusText: "Made", headers }),
  );
  const response = await serve(paying(preimage));
  expect([response.status, response.statusText, await response.text()]).toEqual([201, "Made", "made"]);
  expect([response.headers.get("x-own"), response.headers.getSetCookie()]).toEqual(["1", ["a=1", "b=2"]]);
});

test.each([
  [null, "no-store"],
  ["public, max-age=60", "no-store"],
  ['private="set-cookie"', "no-store"],
  ["x-private", "no-store"],
  ["private", "private"],
  ["max-age=60, Private", "max-age=60, Private"],
  ["no-store, max-age=0", "no-store, max-age=0"],
])("an answer with Cache-Control %s goes out with %s", async (own, sent) => {
  const shop = openShop();
  const preimage = await shop.buy(url);
  const headers = own === null ? undefined : { "cache-control": own };
  const response = await shop.paywall.protect(() => new Response("", { headers: headers ?? {} }))(
    paying(preimage),
  );
  expect(response.headers.get("cache-control")).toBe(sent);
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
    expect([reason, response.status]).toEqual(["already_redeemed", 402]);
  });

  test("is refused by the other version's header, too", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    await shop.paywall.admit(paying(preimage));
    expect((await refusalOf(shop, paying(preimage, url, 2))).reason).toBe("already_redeemed");
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
    expect((await refusalOf(shop, new Request(url, { headers }))).reason).toBe("already_redeemed");
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
    expect((await refusalOf(shop, paying("07".repeat(32)))).reason).toBe("already_redeemed");
  });
});

const known: Settlement = {
  receiverUma: "$shop@vasp.com",
  amount: 5n,
  currency: "USD",
  settledAt: beforeExpiration,
  resource: url,
};

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
    ["another version", encode({ ...good, x402Version: 3 })],
    ["another scheme", encode({ ...good, scheme: "upto" })],
    ["another network", encode({ ...good, network: "base" })],
    ["no preimage", encode({ ...good, payload: {} })],
    ["a preimage of 31 bytes", encode({ ...good, payload: { preimage: "07".repeat(31) } })],
    ["a preimage of 33 bytes", encode({ ...good, payload: { preimage: "07".repeat(33) } })],
    ["a preimage that is no hex", encode({ ...good, payload: { preimage: "0g".repeat(32) } })],
  ])("that is %s gets a 402 with the reason", async (_name, header) => {
    const { reason, response } = await refusalOf(
      openShop(),
      new Request(url, { headers: { "x-payment": header } }),
    );
    expect([reason, response.status]).toEqual(["invalid_payload", 402]);
    expect(decodePaymentRequired(await response.text()).error).toMatch(
      /^the payment is malformed: .*expected/,
    );
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
    expectRefusal(() => createPaywall({ ...options, price: price as Price }), {
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

const options: PaywallOptions = {
  price: fiveCents,
  payTo: "$shop@vasp.com",
  settlements: openShop().settlements,
  invoices: shopInvoices,
};

test.each<[string, object]>([
  ["payTo", { payTo: "shop@vasp.com" }],
  ["payTo", { payTo: undefined }],
  ["payToIsDedicated", { payToIsDedicated: "false" }],
  ["maxTimeoutSeconds", { maxTimeoutSeconds: 0 }],
  ["maxTimeoutSeconds", { maxTimeoutSeconds: 0.5 }],
  ["maxTimeoutSeconds", { maxTimeoutSeconds: 366 * 86_400 + 1 }],
  ["maxTimeoutSeconds", { maxTimeoutSeconds: 300_000_000_000 }],
  ["origin", { origin: "example.com" }],
  ["origin", { origin: "https://example.com/" }],
  ["origin", { origin: "https://example.com:443" }],
  ["origin", { origin: "ftp://example.com" }],
  ["settlements", { settlements: undefined }],
  ["settlements.settled", { settlements: {} }],
  ["settlements.reserve", { settlements: { settled() {} } }],
  ["settlements.redeem", { settlements: { settled() {}, reserve() {} } }],
  ["settlements.restore", { settlements: { settled() {}, reserve() {}, redeem() {} } }],
  ["invoices.create", { invoices: { bindingKey } }],
  ["invoices.bindingKey", { invoices: { ...shopInvoices, bindingKey: "2b" } }],
  ["invoices.bindingKey", { invoices: { ...shopInvoices, bindingKey: undefined } }],
])("an option with a wrong %s is refused", (field, changes) => {
  expectRefusal(() => createPaywall({ ...options, ...changes } as PaywallOptions), {
    code: "INVALID_OPTION",
    field,
  });
});

test("no options are refused", () => {
  expectRefusal(() => createPaywall(undefined as never), { code: "INVALID_OPTION", field: "payTo" });
});

test("a wrong binding key is not shown", () => {
  const secret = "0123456789abcdef";
  const invoices = { ...shopInvoices, bindingKey: secret };
  const { message } = expectRefusal(() => createPaywall({ ...options, invoices }), {
    code: "INVALID_OPTION",
    field: "invoices.bindingKey",
    says: ["16 characters"],
  });
  expect(message).not.toContain("0123");
});

test("the clock of the machine counts by default", async () => {
  const { response } = await refusalOf({ paywall: createPaywall(options) }, new Request(url));
  const [offer] = decodePaymentRequired(await response.text()).accepts;
  const { expiration } = decodeInvoice(offer!.extra!.umaInvoice!);
  expect(expiration).toBeGreaterThan(Date.now() / 1000);
});

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

describe("a payment to the address, without an invoice,", () => {
  const { resource: _resource, ...bare } = known;

  async function verdictOn(settlement: Settlement, changes: Partial<PaywallOptions>) {
    const { settlements } = openShop();
    const { preimage, paymentHash } = lightningPayment();
    await settlements.settle(paymentHash, settlement);
    const { invoices: _invoices, ...plain } = options;
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

test.each([undefined, null, "weather", "ftp://example.com/", 7])(
  "what is sold has to be named by a URL, and not by %j",
  async (name) => {
    const shop = openShop({ resource: () => name as never });
    for (const request of [new Request(url), paying("07".repeat(32))])
      expectError(await rejectionOf(shop.paywall.admit(request)), {
        code: "INVALID_OPTION",
        field: "resource",
      });
  },
);

test("whoever is gone when their payment has been taken has it given back", async () => {
  const shop = openShop();
  const preimage = await shop.buy(url);
  const { settlements } = shop;
  const controller = new AbortController();
  const redeem = (...of: Parameters<typeof settlements.redeem>) => {
    controller.abort();
    return settlements.redeem(...of);
  };
  const slow = openShop({ settlements: { ...settlements, redeem } });
  const { signal } = controller;
  const serve = slow.paywall.protect(() => expect.fail("nobody is there"));
  expect((await serve(new Request(paying(preimage), { signal }))).status).toBe(503);
  expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
});

describe("a handler that fails", () => {
  const failures: [string, () => Response][] = [
    ["answers 500", () => new Response("sorry", { status: 500 })],
    ["answers 503", () => new Response("sorry", { status: 503 })],
    [
      "throws",
      () => {
        throw new Error("sorry");
      },
    ],
  ];

  test.each(failures)("and %s gives the payment back", async (_name, fail) => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    await shop.paywall
      .protect(fail)(paying(preimage))
      .catch(() => undefined);
    expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
  });

  test("has its error passed on", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    await expect(shop.paywall.protect(failures[2]![1])(paying(preimage))).rejects.toThrow("sorry");
  });

  test("has its answer say that the payment was not taken", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    const response = await shop.paywall.protect(failures[0]![1])(paying(preimage));
    expect([response.status, await response.text()]).toEqual([500, "sorry"]);
    expect(decodePaymentResponse(response.headers.get("x-payment-response")!)).toMatchObject({
      success: false,
      errorReason: "resource_failed",
    });
  });

  test.each([200, 204, 304, 400, 404, 499])("but answers %i has earned the payment", async (status) => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    const serve = shop.paywall.protect(() => new Response(null, { status }));
    expect((await serve(paying(preimage))).status).toBe(status);
    expect((await refusalOf(shop, paying(preimage))).reason).toBe("already_redeemed");
  });

  test.each(failures)("and %s is not heard of before the payment is back", async (_name, fail) => {
    const events: string[] = [];
    const settlements = {
      settled: () => known,
      reserve: () => "yours" as const,
      redeem: () => "yours" as const,
      async restore() {
        await new Promise((resolve) => setImmediate(resolve));
        events.push("restored");
      },
    };
    const { paywall } = openShop({ settlements });
    await paywall
      .protect(fail)(paying("07".repeat(32)))
      .catch(() => undefined);
    expect(events).toEqual(["restored"]);
  });
});

test("a payment is given back once, however often the failure is told", async () => {
  const shop = openShop();
  const preimage = await shop.buy(url);
  const failed = await shop.paywall.admit(paying(preimage));
  if (!failed.admitted) throw new Error("refused");
  await failed.conclude(500).done;
  expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
  await failed.conclude(500).done;
  expect((await refusalOf(shop, paying(preimage))).reason).toBe("already_redeemed");
});

test("what a store throws passes through, and nothing is served", async () => {
  const settlements = {
    ...openShop().settlements,
    settled: async () => {
      throw new Error("no connection");
    },
  };
  const { paywall } = openShop({ settlements });
  let served = false;
  const serve = paywall.protect(() => {
    served = true;
    return sunny();
  });
  await expect(serve(paying("07".repeat(32)))).rejects.toThrow("no connection");
  expect(served).toBe(false);
});

describe("pages of other origins", () => {
  const needed = ["PAYMENT-REQUIRED", "PAYMENT-RESPONSE", "X-PAYMENT-RESPONSE", "Retry-After"];
  const exposedBy = ({ headers }: Response) => headers.get("access-control-expose-headers");

  test("see the headers of a 402", async () => {
    expect(exposedBy((await refusalOf(openShop(), new Request(url))).response)).toBe(needed.join(", "));
  });

  test("see those of a refusal", async () => {
    const { response } = await refusalOf(openShop(), paying(randomBytes(32).toString("hex")));
    expect(exposedBy(response)).toBe(needed.join(", "));
  });

  test.each<[string | null, string]>([
    [null, needed.join(", ")],
    ["", needed.join(", ")],
    ["X-Own", ["X-Own", ...needed].join(", ")],
    [
      "retry-after , ,payment-response",
      "retry-after, payment-response, PAYMENT-REQUIRED, X-PAYMENT-RESPONSE",
    ],
    ["*", ["*", ...needed].join(", ")],
    ["X-Own, *", ["X-Own, *", ...needed].join(", ")],
  ])("see those of an answer that exposes %j", async (own, exposed) => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    const headers = own === null ? {} : { "Access-Control-Expose-Headers": own };
    const serve = shop.paywall.protect(() => new Response("sunny", { headers }));
    expect(exposedBy(await serve(paying(preimage)))).toBe(exposed);
  });
});

describe("what no payer could accept", () => {
  function isRefused(call: () => unknown): boolean {
    try {
      call();
      return false;
    } catch {
      return true;
    }
  }

  test.each<[string, Partial<PaywallOptions>]>([
    ["description", { description: "d".repeat(7000) }],
    ["description", { description: "d".repeat(4500) }],
    ["description", { description: "\u20ac".repeat(2000) }],
    ["mimeType", { mimeType: "m".repeat(7000) }],
    ["origin", { origin: `https://${"a".repeat(60)}.${"b.".repeat(2500)}com` }],
    [
      "price.currency.code",
      { price: { ...fiveCents, currency: { ...fiveCents.currency, code: "U".repeat(300) } } },
    ],
    [
      "price.currency.name",
      { price: { ...fiveCents, currency: { ...fiveCents.currency, name: "U".repeat(300) } } },
    ],
    ["price.currency.name", { price: { amount: 1n, currency: { code: "USD" } as never } }],
    ["price.amount", { price: { ...fiveCents, amount: 2n ** 63n } }],
    ["payTo", { payTo: `$shop@${`${"a".repeat(60)}.`.repeat(5)}com` }],
  ])("is refused when the paywall is made: %s", (field, changes) => {
    expectRefusal(() => createPaywall({ ...options, ...changes }), { code: "INVALID_OPTION", field });
  });

  test("is refused where there are no invoices, too", () => {
    const { invoices: _invoices, ...plain } = options;
    const price = { amount: 5n, currency: { ...fiveCents.currency, code: "U".repeat(7000) } };
    expectRefusal(() => createPaywall({ ...plain, price }), {
      code: "INVALID_OPTION",
      field: "price.currency.code",
    });
  });

  test("is less than what a seller may say", async () => {
    const shop = openShop({ description: "d".repeat(2000) });
    const { response } = await refusalOf(shop, new Request(url));
    const required = decodePaymentRequired(response.headers.get("payment-required")!);
    const payment: Payment = {
      ...required,
      scheme: "exact",
      network: "uma",
      payload: { preimage: "07".repeat(32) },
      accepted: required.accepts[0]!,
    };
    expect(encodePayment(payment).length).toBeLessThanOrEqual(8000);
  });

  test("is a URL of 12 kB, which gets an answer that says so, and no invoice", async () => {
    let issued = 0;
    const create: typeof shopInvoices.create = (fields) => {
      issued++;
      return shopInvoices.create(fields);
    };
    const shop = openShop({ invoices: { create, bindingKey } });
    const { response, reason } = await refusalOf(shop, new Request(`${url}&${"a".repeat(12_000)}`));
    expect([response.status, reason, issued]).toEqual([414, undefined, 0]);
    expect(await response.json()).toEqual({ error: "the URL is too long to be paid for" });
  });

  test("is a URL that leaves no room for the invoice", async () => {
    let issued = 0;
    const create: typeof shopInvoices.create = (fields) => {
      issued++;
      return shopInvoices.create(fields);
    };
    const { paywall } = openShop({ invoices: { create, bindingKey } });
    const statuses = new Set<string>();
    for (let length = 3000; length < 6000; length += 100) {
      issued = 0;
      const { response } = await refusalOf({ paywall }, new Request(`${url}&${"a".repeat(length)}`));
      statuses.add(`${response.status} ${issued}`);
    }
    expect([...statuses]).toEqual(["402 1", "414 1", "414 0"]);
  });

  test("is an invoice with too much in it: that is the seller's", async () => {
    const create: typeof shopInvoices.create = (fields) =>
      createInvoice(
        {
          ...fields,
          isSubjectToTravelRule: false,
          callback: "https://vasp.com/".padEnd(255, "a"),
          requiredPayerData: { ["a".repeat(250)]: { mandatory: true } },
          senderUma: `$${"a".repeat(64)}@${`${"b".repeat(60)}.`.repeat(2)}com`,
        },
        keys.first.secretKey,
      );
    // The longest that still leaves room for what invoices have in them as a rule.
    let description = "d".repeat(4500);
    const open = () => openShop({ invoices: { create, bindingKey }, description });
    while (isRefused(open)) description = description.slice(10);
    const shop = open();
    expectError(await rejectionOf(shop.paywall.admit(new Request(url))), {
      code: "INVALID_OPTION",
      field: "offer",
    });
  });
});

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
    const { invoices: _invoices, ...plain } = options;
    const paywall = createPaywall({ ...plain, payToIsDedicated: true });
    const request = post("question");
    await request.text();
    expect((await refusalOf({ paywall }, request)).response.status).toBe(402);
  });
});

describe("a handler that gives what cannot be sent", () => {
  const used = async () => {
    const response = new Response("sunny");
    await response.text();
    return response;
  };
  const locked = () => {
    const response = new Response("sunny");
    response.body!.getReader();
    return response;
  };

  test.each<[string, string, () => unknown]>([
    ["an error", "response.status", () => Response.error()],
    ["nothing", "response.status", () => undefined],
    ["null", "response.status", () => null],
    ["a status that is none", "response.status", () => ({ status: 700, headers: new Headers() })],
    ["a body that was read", "response.body", used],
    ["a body that is being read", "response.body", locked],
  ])("%s has failed, and the payment is given back", async (_name, field, answer) => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    const serve = shop.paywall.protect(answer as () => Response);
    expectError(await rejectionOf(serve(paying(preimage))), { code: "INVALID_OPTION", field });
    expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
  });

  test.each([0, 99, 500, 600, Number.NaN, "200", undefined, Symbol("200")])(
    "or %s for a status: the payment is given back",
    async (status) => {
      const shop = openShop();
      const preimage = await shop.buy(url);
      const verdict = await shop.paywall.admit(paying(preimage));
      if (!verdict.admitted) throw new Error("refused");
      const conclusion = verdict.conclude(status as number);
      await conclusion.done;
      // It may not be said to have been taken any more.
      expect(verdict.conclude(200).headers["X-PAYMENT-RESPONSE"]).toBe(
        conclusion.headers["X-PAYMENT-RESPONSE"],
      );
      expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
    },
  );
});

describe("whatever is handed over, there is a UmaInvoiceError or a result", () => {
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const hostile: [string, unknown][] = [
    ["null", null],
    ["a symbol", Symbol("x")],
    ["a bigint", 1n],
    ["a function", () => 1],
    ["a revoked proxy", revoked()],
    [
      "a getter that throws",
      Object.defineProperty({}, "price", {
        enumerable: true,
        get() {
          throw new Error("no");
        },
      }),
    ],
  ];

  test.each(hostile)("%s for the options", (_name, value) => {
    expect(errorOf(() => createPaywall(value as PaywallOptions)).code).toBe("INVALID_OPTION");
  });

  test.each(
    Object.keys({
      ...options,
      bind: 1,
      resource: 1,
      origin: 1,
      now: 1,
      random: 1,
      wait: 1,
      onError: 1,
    }).flatMap((name) => hostile.map(([kind, value]) => [name, kind, value] as const)),
  )("%s that is %s", (name, _kind, value) => {
    try {
      createPaywall({ ...options, [name]: value });
    } catch (error) {
      expect(error).toMatchObject({ name: "UmaInvoiceError", code: "INVALID_OPTION" });
    }
  });

  test.each(hostile)("%s for a request or a handler", async (_name, value) => {
    const { paywall } = openShop();
    expect((await rejectionOf(paywall.admit(value as Request))).field).toBe("request");
    if (typeof value !== "function")
      expect(errorOf(() => paywall.protect(value as never)).field).toBe("handler");
  });
});
