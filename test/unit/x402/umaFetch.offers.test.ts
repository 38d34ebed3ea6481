import { describe, expect, test, vi } from "vitest";
import { createInvoice, encodeInvoice, nobleEcdsa, type UmaInvoiceError } from "../../../src/index.js";
import { createUmaFetch, type UmaFetchOptions } from "../../../src/x402/index.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { beforeExpiration, requiredFields } from "../../support/sampleFields.js";
import { type Sale, sellWeather } from "../../support/sellWeather.js";

const euro = { code: "EUR", name: "Euro", symbol: "€", decimals: 2 };
const versions = [1, 2] as const;

/** What a purchase is rejected with, of which nothing may have been paid or proved. */
async function refusalOf(sale: Sale, path = ""): Promise<UmaInvoiceError> {
  const { umaFetch, url, orders, paidRequests } = await sellWeather(sale);
  const error = await rejectionOf(umaFetch(url + path));
  expect([orders.length, paidRequests().length]).toStrictEqual([0, 0]);
  return error;
}

/** The errors of all offers. */
function errorsOf(error: UmaInvoiceError): readonly UmaInvoiceError[] {
  expectError(error, { code: "OFFER_REFUSED", field: "accepts" });
  return (error.cause as AggregateError).errors;
}

/** Why the only offer was refused. */
async function reasonOf(sale: Sale): Promise<UmaInvoiceError> {
  const [reason = expect.fail(), ...others] = errorsOf(await refusalOf(sale));
  expect(others).toHaveLength(0);
  return reason;
}

/** A text of the sample invoice, with changes. */
function invoiceText(changes: object, secretKey = keys.first.secretKey): string {
  return encodeInvoice(createInvoice({ ...requiredFields, ...changes }, secretKey));
}

function withInvoice(umaInvoice: unknown): Sale {
  return { offers: [{ extra: { umaInvoice } }] };
}

describe("an invoice is not paid", () => {
  test("of another receiver", async () => {
    const reason = await reasonOf({ invoice: { receiverUma: "$eve@vasp2.com" } });
    expectError(reason, {
      code: "OFFER_REFUSED",
      field: "receiverUma",
      says: ["$bob@vasp2.com", "$eve@vasp2.com"],
    });
  });

  test("for a higher amount than offered", async () => {
    const reason = await reasonOf({
      invoice: { amount: 1001n },
      client: { maxAmount: { USD: { amount: 5000n, decimals: 2 } } },
    });
    expectError(reason, { code: "OFFER_REFUSED", field: "amount", says: ["1 to 1000", "1001"] });
  });

  test("for more than the caller's limit", async () => {
    const reason = await reasonOf({ client: { maxAmount: { USD: { amount: 999n, decimals: 2 } } } });
    expectError(reason, { code: "OFFER_REFUSED", field: "amount", says: ["1 to 999", "1000"] });
  });

  test("for nothing", async () => {
    expectError(await reasonOf({ invoice: { amount: 0n } }), { code: "OFFER_REFUSED", field: "amount" });
  });

  test("in another currency", async () => {
    const reason = await reasonOf({
      invoice: { receivingCurrency: euro },
      client: { maxAmount: { USD: { amount: 1000n, decimals: 2 }, EUR: { amount: 1000n, decimals: 2 } } },
    });
    expectError(reason, { code: "OFFER_REFUSED", field: "receivingCurrency", says: ['"USD"', '"EUR"'] });
  });

  test("that has expired", async () => {
    const reason = await reasonOf({ invoice: { expiration: beforeExpiration } });
    expectError(reason, { code: "INVOICE_EXPIRED", field: "expiration" });
  });

  test("that has expired by the present, if there is no other clock", async () => {
    const { now: _, ...client } = { now: undefined };
    const { url } = await sellWeather({ invoice: { expiration: beforeExpiration } });
    const umaFetch = createUmaFetch({ ...options, ...client });
    const [reason] = errorsOf(await rejectionOf(umaFetch(url)));
    expect(reason).toMatchObject({ code: "INVOICE_EXPIRED" });
  });

  test("that somebody else signed", async () => {
    const reason = await reasonOf(withInvoice(invoiceText({}, keys.second.secretKey)));
    expectError(reason, { code: "INVALID_SIGNATURE", field: "signature" });
  });

  test("that nobody signed", async () => {
    const { signature: _, ...unsigned } = createInvoice(requiredFields, keys.first.secretKey);
    const reason = await reasonOf(withInvoice(encodeInvoice(unsigned)));
    expect(reason).toMatchObject({ code: "MISSING_SIGNATURE" });
  });

  test.each([
    ["INVALID_BECH32", "uma1qqqq"],
    ["INVALID_BECH32", ""],
    ["UNEXPECTED_PREFIX", "lnbc1qqqqqqqqqqqq"],
  ])("that is malformed: %s", async (code, text) => {
    expect(await reasonOf(withInvoice(text))).toMatchObject({ code });
  });

  test("whose VASP's key cannot be had", async () => {
    const unreachable = expectRefusal(() => createUmaFetch({} as never), {
      code: "INVALID_OPTION",
      field: "maxAmount",
    });
    const keyResolver = { resolve: () => Promise.reject(unreachable) };
    expect(await reasonOf({ client: { keyResolver } })).toBe(unreachable);
  });

  test("when the resolver of keys fails in a way of its own: that comes through", async () => {
    const keyResolver = { resolve: () => Promise.reject("out of order") };
    const { umaFetch, url, orders } = await sellWeather({ client: { keyResolver } });
    await expect(umaFetch(url)).rejects.toBe("out of order");
    expect(orders).toHaveLength(0);
  });
});

describe("an invoice is paid", () => {
  test("for less than offered", async () => {
    const { umaFetch, url, orders } = await sellWeather({ invoice: { amount: 1n } });
    await umaFetch(url);
    expect(orders).toMatchObject([{ invoice: { amount: 1n } }]);
  });

  test.each(["$bob@VASP2.com", "$Bob@vasp2.com"])("whose receiver is spelt %s", async (receiverUma) => {
    const { umaFetch, url, orders } = await sellWeather({ invoice: { receiverUma } });
    await umaFetch(url);
    expect(orders).toHaveLength(1);
  });

  test("if the engine given verifies it", async () => {
    const verify = vi.fn(nobleEcdsa.verify);
    const { umaFetch, url } = await sellWeather({ client: { ecdsa: { ...nobleEcdsa, verify } } });
    await umaFetch(url);
    expect(verify).toHaveBeenCalledOnce();
  });
});

describe("an offer is not accepted", () => {
  test.each([
    ["another path", "/news"],
    ["another query", "/weather?at=noon"],
    ["a slash more", "/weather/"],
  ])("for %s", async (_name, path) => {
    const { umaFetch, origin, orders } = await sellWeather({ offers: [{ resource: "http://127.0.0.1/" }] });
    const error = await rejectionOf(umaFetch(`${origin}${path}`));
    expect(errorsOf(error)).toMatchObject([{ code: "OFFER_REFUSED", field: "resource" }]);
    expect(orders).toHaveLength(0);
  });

  test.each(versions)("for another resource, in version %s", async (version) => {
    const reason = await reasonOf({ version, resource: "https://example.com/weather" });
    expectError(reason, {
      code: "OFFER_REFUSED",
      field: "resource",
      says: ['"https://example.com/weather"'],
    });
  });

  test("over the caller's limit, by address", async () => {
    const reason = await reasonOf({
      invoice: "none",
      client: { maxAmount: { USD: { amount: 999n, decimals: 2 } } },
    });
    expectError(reason, {
      code: "OFFER_REFUSED",
      field: "maxAmountRequired",
      says: ["at most 999 USD", "1000"],
    });
  });

  test.each(["EUR", "constructor", "__proto__", "toString"])(
    "in a currency without a limit: %s",
    async (asset) => {
      const reason = await reasonOf({ invoice: "none", offers: [{ asset }] });
      expectError(reason, {
        code: "OFFER_REFUSED",
        field: "asset",
        says: [`expected a currency with a limit in maxAmount, found "${asset}"`],
      });
    },
  );

  test("and the error for all of them counts them, and says why of the first", async () => {
    const error = await refusalOf({ offers: [{ asset: "EUR" }, { network: "eip155:8453" }] });
    expectError(error, {
      code: "OFFER_REFUSED",
      field: "accepts",
      says: ["expected an offer that can be accepted, found 2: asset: expected a currency"],
    });
    const { message, errors } = error.cause as AggregateError;
    expect(message).toBe("no offer can be accepted");
    expect(errors[1].message).toBe('network: expected exact on uma, found "exact on eip155:8453"');
  });

  test.each(versions)("of another scheme or network, in version %s", async (version) => {
    const offers = [{ network: "eip155:8453" }, { scheme: "upto" }];
    const errors = errorsOf(await refusalOf({ version, offers }));
    expect(errors.map(({ field, message }) => [field, /"(.*)"/.exec(message)?.[1]])).toStrictEqual([
      ["network", "exact on eip155:8453"],
      ["network", version === 1 ? "upto on uma" : "upto on uma:mainnet"],
    ]);
  });

  test("behind a redirect", async () => {
    const target = await sellWeather();
    const { umaFetch, url, orders } = await sellWeather({
      unpaid: () => ({ status: 302, headers: { location: target.url } }),
    });
    const error = await rejectionOf(umaFetch(url));
    expectError(error, { code: "OFFER_REFUSED", field: "url", says: ["behind a redirect"] });
    expect([orders.length, target.paidRequests().length]).toStrictEqual([0, 0]);
  });

  test.each([undefined, null])(
    "behind a redirect that an implementation does not tell of: %s",
    async (redirected) => {
      const elsewhere = (response: Response) =>
        Object.defineProperty(response, "redirected", { value: redirected });
      const target = await sellWeather();
      const { umaFetch, url, orders } = await sellWeather({
        unpaid: () => ({ status: 302, headers: { location: target.url } }),
        client: { fetch: async (input, init) => elsewhere(await fetch(input, init)) },
      });
      expectError(await rejectionOf(umaFetch(url)), { code: "OFFER_REFUSED", field: "url" });
      expect(orders).toHaveLength(0);
    },
  );

  test("over http from another machine", async () => {
    const url = "http://example.com/weather";
    const sale = await sellWeather({ resource: url });
    const umaFetch = createUmaFetch({ ...options, fetch: () => fetch(sale.url) });
    const error = await rejectionOf(umaFetch(url));
    expectError(error, { code: "OFFER_REFUSED", field: "url", says: ["an https URL", "http://example.com"] });
  });

  test.each([7000, 30_000])(
    "if it cannot be sent back in a header, which would be found out too late: %s characters",
    async (length) => {
      const error = await refusalOf({
        version: 2,
        message: { extensions: { long: "x".repeat(length) } },
        // As a body, which may be longer than a header.
        unpaid: (_request, { headers }) => ({
          status: 402,
          body: Buffer.from(headers!["PAYMENT-REQUIRED"]!, "base64").toString(),
        }),
      });
      expectError(error, { code: "OFFER_REFUSED", field: "accepts", says: ["a header of 8000 characters"] });
    },
  );
});

describe("an offer is accepted", () => {
  test("over https", async () => {
    const url = "https://example.com/weather";
    const sale = await sellWeather({ resource: url });
    const toSale: typeof fetch = (_input, init) => fetch(sale.url, init);
    const umaFetch = createUmaFetch({ ...options, fetch: toSale, now: () => beforeExpiration });
    expect((await umaFetch(url)).status).toBe(200);
  });

  test("in a header, whatever becomes of the body", async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error("terminated") });
    const { umaFetch, url } = await sellWeather({
      version: 2,
      client: {
        fetch: async (input, init) => {
          const { status, headers, body } = await fetch(input, init);
          return new Response(status === 402 ? broken : body, { status, headers });
        },
      },
    });
    expect((await umaFetch(url)).status).toBe(200);
  });

  test("in a header, without a look at the body, which is let go", async () => {
    const cancel = vi.fn();
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(9)),
      cancel,
    });
    const { umaFetch, url } = await sellWeather({
      version: 2,
      client: {
        fetch: async (input, init) => {
          const { status, headers, body } = await fetch(input, init);
          return new Response(status === 402 ? endless : body, { status, headers });
        },
      },
    });
    await umaFetch(url);
    expect(cancel).toHaveBeenCalledOnce();
  });

  test("whose URL is written in another way", async () => {
    const { umaFetch, url, origin } = await sellWeather({
      offers: [{ resource: "" }],
      unpaid: (_request, required) => ({
        ...required,
        body: required.body!.replace(
          '"resource":""',
          `"resource":"${origin.replace("http", "HTTP")}/a/../weather#x"`,
        ),
      }),
    });
    expect((await umaFetch(url)).status).toBe(200);
  });

  test("if it is the first of several that can be", async () => {
    const { umaFetch, url, orders } = await sellWeather({
      invoice: "none",
      offers: [
        { network: "base" },
        { asset: "EUR" },
        { maxAmountRequired: "5000" },
        { maxAmountRequired: "900" },
        { maxAmountRequired: "1" },
      ],
    });
    await umaFetch(url);
    expect(orders).toMatchObject([{ amount: 900n }]);
  });
});

describe("a message that is not what x402 says is refused", () => {
  const code = "INVALID_PAYMENT_REQUIREMENTS";

  test.each(["1e3", "-1", "0x10", "1".padEnd(31, "0")])("an amount of %s", async (amount) => {
    const offers = [{ maxAmountRequired: amount }];
    expectError(await refusalOf({ offers }), { code, field: "accepts[0].maxAmountRequired" });
    const version2 = { version: 2, offers: [{ amount }] } as const;
    expectError(await refusalOf(version2), { code, field: "accepts[0].amount" });
  });

  test.each(["__proto__", "constructor", "prototype"])("the name %s", async (name) => {
    const unpaid = () => ({ status: 402, body: `{"x402Version":1,"accepts":[{"${name}":{}}]}` });
    expectError(await refusalOf({ unpaid }), { code, field: "paymentRequired", says: [name] });
  });

  test("a name twice", async () => {
    const unpaid: Sale["unpaid"] = (_request, { status = 0, body = "" }) => ({
      status,
      body: body.replace('"payTo"', '"payTo":"$eve@vasp2.com","payTo"'),
    });
    expectError(await refusalOf({ unpaid }), { code, field: "paymentRequired", says: ['"payTo" twice'] });
  });

  test("a body in another encoding than UTF-8", async () => {
    const { umaFetch, url } = await sellWeather({
      client: {
        fetch: async () =>
          new Response(Buffer.from('{"x402Version":1,"error":"\xfc"}', "latin1"), { status: 402 }),
      },
    });
    expectError(await rejectionOf(umaFetch(url)), { code, field: "paymentRequired", says: ["UTF-8"] });
  });

  test("a header that is no base64", async () => {
    const unpaid = () => ({ status: 402, headers: { "PAYMENT-REQUIRED": "e30" } });
    expectError(await refusalOf({ unpaid }), { code, field: "paymentRequired", says: ["base64"] });
  });

  test("a header of 1 MB", async () => {
    const headers = { "PAYMENT-REQUIRED": "A".repeat(1_000_000) };
    const { umaFetch, url } = await sellWeather({
      client: { fetch: async () => new Response(null, { status: 402, headers }) },
    });
    const error = await rejectionOf(umaFetch(url));
    expectError(error, { code, field: "paymentRequired", says: ["at most 16384 characters"] });
  });

  test("a header of 1 MB over HTTP, by fetch itself", async () => {
    const headers = { "PAYMENT-REQUIRED": "A".repeat(1_000_000) };
    const { umaFetch, url, orders } = await sellWeather({ unpaid: () => ({ status: 402, headers }) });
    await expect(umaFetch(url)).rejects.toThrow(TypeError);
    expect(orders).toHaveLength(0);
  });

  test("a body that breaks off, as fetch itself refuses it", async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error("terminated") });
    const { umaFetch, url, orders } = await sellWeather({
      client: { fetch: async () => new Response(broken, { status: 402 }) },
    });
    await expect(umaFetch(url)).rejects.toBe("terminated");
    expect(orders).toHaveLength(0);
  });
});

describe("createUmaFetch refuses", () => {
  test.each([
    ["maxAmount", undefined],
    ["maxAmount", null],
    ["maxAmount", 1000n],
    ["maxAmount.USD", { USD: 1000 }],
    ["maxAmount.USD", { USD: 1000n }],
    ["maxAmount.USD", { USD: null }],
    ["maxAmount.USD.amount", { USD: { amount: -1n, decimals: 2 } }],
    ["maxAmount.USD.amount", { USD: { amount: 10, decimals: 2 } }],
    ["maxAmount.USD.decimals", { USD: { amount: 10n } }],
    ["maxAmount.USD.decimals", { USD: { amount: 10n, decimals: 31 } }],
    ["maxAmount.USD.decimals", { USD: { amount: 10n, decimals: 1.5 } }],
    ["maxAmount.USD", { USD: "1e3" }],
    ["maxAmount.USD", { USD: "-1" }],
    ["maxAmount.USD", { USD: "1,000" }],
    ["maxAmount.USD", { USD: "1." }],
    ["maxAmount.USD", { USD: ".5" }],
    ["maxAmount.USD", { USD: "" }],
    ["maxAmount.USD", { USD: "1".repeat(65) }],
    ['maxAmount["$"]', { $: 5n }],
    ["marginSeconds", -1],
    ["marginSeconds", 3601],
    ["marginSeconds", 10n],
    ["maxWaitSeconds", 10n],
    ["pay", "pay"],
    ["keyResolver", undefined],
    ["keyResolver.resolve", {}],
    ["share", 1],
    ["maxWaitSeconds", -1],
    ["maxWaitSeconds", Number.NaN],
    ["maxWaitSeconds", 3601],
    ["fetch", "fetch"],
    ["ecdsa", {}],
    ["ecdsa", null],
    ["now", 1_735_689_600],
    ["wait", 1],
  ])("an option %s that is not what it has to be (%#)", (field, value) => {
    const name = /^\w+/.exec(field)![0];
    expectRefusal(() => createUmaFetch({ ...options, [name]: value } as never), {
      code: "INVALID_OPTION",
      field,
    });
  });

  test("no options at all", () => {
    expectRefusal(() => createUmaFetch(undefined as never), { code: "INVALID_OPTION", field: "maxAmount" });
  });
});

const options: UmaFetchOptions = {
  pay: async () => "07".repeat(32),
  maxAmount: { USD: { amount: 1000n, decimals: 2 } },
  keyResolver: {
    resolve: async () => ({
      publicKey: new Uint8Array(Buffer.from(keys.first.publicKey, "hex")),
      cached: false,
    }),
  },
};
