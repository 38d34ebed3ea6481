import type { PaymentPayload } from "@x402/core/types";
import {
  declarePaymentIdentifierExtension,
  extractAndValidatePaymentIdentifier,
  isValidPaymentId,
} from "@x402/extensions/payment-identifier";
import { wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
import { describe, expect, test } from "vitest";
import { nobleEcdsa, UmaInvoiceError } from "../../../src/index.js";
import type { PaymentOrder, PaymentRequirements } from "../../../src/x402/index.js";
import {
  checkOfferedResource,
  type ExactUmaClientOptions,
  exactUmaClient,
} from "../../../src/x402/scheme/index.js";
import { base64 } from "../../support/base64.js";
import { hex } from "../../support/bytes.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { beforeExpiration } from "../../support/sampleFields.js";
import type { Answer, Received } from "../../support/scriptedServer.js";
import { type Sale, sellWeather, weatherPreimage } from "../../support/sellWeather.js";
import { x402Samples } from "../../support/x402Samples.js";

const versions = [1, 2] as const;

const keyResolver = { resolve: async () => ({ publicKey: hex(keys.first.publicKey), cached: false }) };

/** Goes shopping with the published client. */
async function shop(sale: Sale = {}, options: Partial<ExactUmaClientOptions> = {}) {
  const weather = await sellWeather(sale);
  const orders: PaymentOrder[] = [];
  const offers: PaymentRequirements[] = [];
  const waits: number[] = [];
  const scheme = exactUmaClient({
    async pay(order, { offer }) {
      orders.push(order);
      offers.push(offer);
      return weatherPreimage;
    },
    maxAmount: { USD: { amount: 1000n, decimals: 2 } },
    keyResolver,
    now: () => beforeExpiration,
    wait: async (seconds) => void waits.push(seconds),
    ...options,
  });
  const client = new x402Client().register("uma:mainnet", scheme).registerV1("uma", scheme);
  client.setSpendControls({ maxAmountPerPayment: "$10" });
  const buy = () => wrapFetchWithPayment(fetch, client)(weather.url);
  return { ...weather, scheme, client, buy, orders, offers, waits };
}

/** The error of a purchase, before which nothing may have been paid. */
async function refusalOf(sale: Sale, options?: Partial<ExactUmaClientOptions>): Promise<Error> {
  const { buy, orders } = await shop(sale, options);
  const error: unknown = await buy().catch((caught: unknown) => caught);
  expect(orders).toHaveLength(0);
  return error as Error;
}

/** An answer to a paid request. */
function refuse(errorReason: string) {
  const header = base64({ success: false, errorReason, transaction: "", network: "uma:mainnet" });
  return { status: 402, headers: { "PAYMENT-RESPONSE": header }, body: "{}" };
}

describe.each(versions)("the published client buys in version %i", (version) => {
  test("what is offered by invoice", async () => {
    const { buy, orders } = await shop({ version });
    expect(await (await buy()).text()).toBe("sunny");
    expect(orders).toMatchObject([{ invoice: { amount: 1000n } }]);
  });

  test("what is offered at an address", async () => {
    const { buy, orders } = await shop({ version, invoice: "none" });
    expect(await (await buy()).text()).toBe("sunny");
    expect(orders).toStrictEqual([
      { umaAddress: "$bob@vasp2.com", amount: 1000n, currency: "USD", decimals: 2 },
    ]);
  });

  test("and the wallet is told what for", async () => {
    const { buy, offers, url } = await shop({ version });
    await buy();
    expect(offers).toMatchObject([{ resource: url, maxAmountRequired: "1000" }]);
  });
});

test.each(versions)("the payment is what version %i says", async (version) => {
  const { buy, paidRequests } = await shop({ version, invoice: "none" });
  await buy();
  const { headers } = paidRequests()[0]!;
  const payment = JSON.parse(atob(String(headers["x-payment"] ?? headers["payment-signature"])));
  const payload = { preimage: weatherPreimage, attempt: expect.stringMatching(/^[\w-]{16,128}$/) };
  const proof = { x402Version: version, payload };
  if (version === 1) expect(payment).toStrictEqual({ ...proof, scheme: "exact", network: "uma" });
  else expect(payment).toMatchObject({ ...proof, accepted: { amount: "1000", network: "uma:mainnet" } });
});

describe.each(versions)("the published client refuses in version %i", (version) => {
  test("an invoice of another receiver", async () => {
    const { message } = await refusalOf({ version, invoice: { receiverUma: "$eve@vasp2.com" } });
    expect(message).toContain("receiverUma: expected payTo");
  });

  test("an invoice for more than is offered", async () => {
    const { message } = await refusalOf(
      { version, invoice: { amount: 1001n } },
      { maxAmount: { USD: { amount: 5000n, decimals: 2 } } },
    );
    expect(message).toContain("amount: expected 1 to 1000, found 1001");
  });

  test("an invoice that has expired", async () => {
    const { message } = await refusalOf({ version }, { now: () => 1_893_456_000 });
    expect(message).toContain("expir");
  });

  test("a forged invoice", async () => {
    const keyResolver = { resolve: async () => ({ publicKey: hex(keys.second.publicKey), cached: false }) };
    const { message } = await refusalOf({ version }, { keyResolver });
    expect(message).toContain("signature");
  });

  test("what costs more than the limit", async () => {
    const { message } = await refusalOf(
      { version, invoice: "none" },
      { maxAmount: { USD: { amount: 999n, decimals: 2 } } },
    );
    expect(message).toContain("maxAmountRequired: expected at most 999 USD");
  });

  test("a currency without a limit", async () => {
    const { message } = await refusalOf({ version }, { maxAmount: { EUR: { amount: 1000n, decimals: 2 } } });
    expect(message).toContain("asset: expected a currency with a limit");
  });

  test.each(["1e3", "-1", "0x10", `1${"0".repeat(30)}`])("an amount of %s", async (amount) => {
    const terms = { [version === 1 ? "maxAmountRequired" : "amount"]: amount };
    const options = { maxAmount: { USD: { amount: 10n ** 40n, decimals: 2 } } };
    expect(await refusalOf({ version, offers: [terms] }, options)).toBeInstanceOf(Error);
  });
});

describe("the resource", () => {
  const sale = { version: 2, resource: "https://example.com/news" } as const;

  test("of an offer is checked by the hook, before anything is paid", async () => {
    const { client, url, orders } = await shop(sale);
    const http = new x402HTTPClient(client).onPaymentRequired(checkOfferedResource);
    const error = await rejectionOf(wrapFetchWithPayment(fetch, http)(url));
    expectError(error, { code: "OFFER_REFUSED", field: "resource" });
    expect(orders).toHaveLength(0);
  });

  test.each(versions)("that was asked for passes the hook in version %i", async (version) => {
    const { client, url } = await shop({ version });
    const http = new x402HTTPClient(client).onPaymentRequired(checkOfferedResource);
    const response = await wrapFetchWithPayment(fetch, http)(url);
    expect(await response.text()).toBe("sunny");
  });

  test("is not believed over plain http, but on this very machine", async () => {
    const requestUrl = "http://example.com/weather";
    const accepts = [{ ...x402Samples.offer, resource: requestUrl }];
    const error = await rejectionOf(
      checkOfferedResource({ paymentRequired: { x402Version: 1, accepts }, requestUrl }),
    );
    expectError(error, { code: "OFFER_REFUSED", field: "url" });
  });

  test("of other networks' offers is none of the hook's business", async () => {
    const paymentRequired = {
      x402Version: 1,
      accepts: [{ scheme: "exact", network: "base", resource: "elsewhere" }],
    };
    await checkOfferedResource({ paymentRequired, requestUrl: "https://example.com/weather" });
  });
});

describe("an offer is paid once", () => {
  test("if the client asks for its payment again", async () => {
    const { client, buy, orders } = await shop({ version: 2 });
    client.onPaymentResponse(async () => ({ recovered: true }));
    await buy();
    expect(orders).toHaveLength(1);
  });

  test("if a policy hands over a copy of it each time", async () => {
    const { client, buy, orders } = await shop({ version: 2 });
    client.registerPolicy((_version, offers) => offers.map((offer) => ({ ...offer })));
    client.onPaymentResponse(async () => ({ recovered: true }));
    await buy();
    expect(orders).toHaveLength(1);
  });

  test("if the server does not know of the payment yet: it is asked again", async () => {
    const paid = (_: unknown, count: number) => (count === 0 ? refuse("unknown_payment") : { body: "sunny" });
    const { buy, orders, waits } = await shop({ version: 2, paid });
    expect(await (await buy()).text()).toBe("sunny");
    expect(orders).toHaveLength(1);
    expect(waits).toStrictEqual([2]);
  });

  test("if the server refuses it: it is not asked again", async () => {
    const { buy, paidRequests } = await shop({ version: 2, paid: () => refuse("duplicate_settlement") });
    expect((await buy()).status).toBe(402);
    expect(paidRequests()).toHaveLength(1);
  });

  test("and so is the next", async () => {
    const { buy, orders } = await shop({ version: 2 });
    await buy();
    await buy();
    expect(orders).toHaveLength(2);
  });
});

describe("the client's own limits", () => {
  test("take dollars up to one by default", async () => {
    const { client, buy } = await shop({ version: 2, invoice: "none", offers: [{ amount: "100" }] });
    client.setSpendControls({});
    expect((await buy()).status).toBe(200);
  });

  test("take no more dollars by default", async () => {
    const { client, buy, orders } = await shop({ version: 2, invoice: "none", offers: [{ amount: "101" }] });
    client.setSpendControls({});
    await expect(buy()).rejects.toThrow("spendControls.maxAmountPerPayment");
    expect(orders).toHaveLength(0);
  });

  test("take no other currency by default", async () => {
    const sale: Sale = { version: 2, invoice: "none", offers: [{ asset: "EUR" }] };
    const { message } = await refusalOf(sale, { maxAmount: { EUR: { amount: 1000n, decimals: 2 } } });
    expect(message).toContain("spendControls.allowedAssets");
  });

  test("take another currency that is listed", async () => {
    const sale: Sale = { version: 2, invoice: "none", offers: [{ asset: "EUR" }] };
    const { client, buy } = await shop(sale, { maxAmount: { EUR: { amount: 1000n, decimals: 2 } } });
    client.setSpendControls({ allowedAssets: [{ network: "uma:mainnet", asset: "EUR" }] });
    expect((await buy()).status).toBe(200);
  });
});

test("an offer of another network is not paid", async () => {
  const { scheme, client, buy } = await shop({ version: 2, offers: [{ network: "uma:other" }] });
  client.register("uma:*", scheme);
  await expect(buy()).rejects.toThrow("network: expected exact on uma");
});

test("an offer without a resource is not paid", async () => {
  const { scheme } = await shop();
  const requirements = { scheme: "exact", network: "uma:mainnet" };
  const error = await rejectionOf(scheme.createPaymentPayload(2, requirements));
  expectError(error, { code: "INVALID_PAYMENT_REQUIREMENTS", field: "resource" });
});

test("what the wallet throws reaches the caller as text", async () => {
  const { buy } = await shop({ version: 2 }, { pay: () => Promise.reject(new Error("no funds")) });
  await expect(buy()).rejects.toThrow(
    "Failed to create payment payload: pay: expected a preimage, found that it threw",
  );
});

test("signatures are verified by the engine that is given", async () => {
  let verified = 0;
  const ecdsa = {
    ...nobleEcdsa,
    verify(...args: Parameters<typeof nobleEcdsa.verify>) {
      verified++;
      return nobleEcdsa.verify(...args);
    },
  };
  const { buy } = await shop({ version: 2 }, { ecdsa });
  await buy();
  expect(verified).toBe(1);
});

test("without a clock the present counts", async () => {
  const { client, url } = await shop({ version: 2 });
  const pay = async () => weatherPreimage;
  client.register(
    "uma:mainnet",
    exactUmaClient({ pay, maxAmount: { USD: { amount: 1000n, decimals: 2 } }, keyResolver }),
  );
  expect((await wrapFetchWithPayment(fetch, client)(url)).status).toBe(200);
});

describe("an option that is not what it has to be is refused", () => {
  const right = { pay: async () => "", maxAmount: {}, keyResolver: { resolve: () => undefined } };
  test.each([
    ["maxAmount", undefined],
    ["pay", { ...right, pay: undefined }],
    ["maxAmount", { ...right, maxAmount: null }],
    ["maxAmount.USD", { ...right, maxAmount: { USD: 10 } }],
    ["keyResolver.resolve", { ...right, keyResolver: {} }],
    ["wait", { ...right, wait: 7 }],
    ["now", { ...right, now: 7 }],
    ["marginSeconds", { ...right, marginSeconds: Number.NaN }],
  ])("%s", (field, options) => {
    const call = () => exactUmaClient(options as unknown as ExactUmaClientOptions);
    expectRefusal(call, { code: "INVALID_OPTION", field });
  });
});

describe("the name of a purchase", () => {
  const declared = { "payment-identifier": declarePaymentIdentifierExtension(true) };

  /** The names that requests had, by x402's own reading of version 2. */
  function namesIn(requests: readonly Received[]) {
    return requests.map(({ headers }) => {
      const header = String(headers["payment-signature"] ?? headers["x-payment"]);
      const payment: PaymentPayload = JSON.parse(atob(header));
      return extractAndValidatePaymentIdentifier(payment).id ?? payment.payload.attempt;
    });
  }

  test.each<[string, Sale]>([
    ["where it is required", { message: { extensions: declared } }],
    ["where nobody asks for it", {}],
  ])("is the same in every try %s, but for the next", async (_name, sale) => {
    const { buy, paidRequests } = await shop({
      ...sale,
      version: 2,
      paid: (_request, count) => (count === 0 ? refuse("unknown_payment") : { body: "sunny" }),
    });
    await buy();
    await buy();
    const [one, again, other] = namesIn(paidRequests());
    expect(isValidPaymentId(one as string) && isValidPaymentId(other as string)).toBe(true);
    expect([again === one, other === one]).toStrictEqual([true, false]);
  });
});

describe("an extension that is required and not known", () => {
  const sale: Sale = { version: 2, message: { extensions: { "sign-in": { info: { required: true } } } } };

  test("is refused before anything is paid", async () => {
    const { message } = await refusalOf(sale);
    expect(message).toContain(
      'extensions: expected extensions that are known where they are required, found "sign-in"',
    );
  });

  test("is left to the client where that takes care of it", async () => {
    const { buy } = await shop(sale, { extensions: ["sign-in"] });
    expect((await buy()).status).toBe(200);
  });

  test.each([7, "sign-in", [7], { length: 1 }])("is named by a text: %#", async (extensions) => {
    await expect(shop(sale, { extensions: extensions as never })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      field: "extensions",
    });
  });
});

test("a 402 that says nothing of the payment, but makes an offer, is asked once more", async () => {
  const sale: Sale = { version: 2 };
  let answer: Answer = { status: 402 };
  const { buy, paidRequests, waits } = await shop({
    ...sale,
    unpaid: (_request, required) => {
      answer = required;
      return required;
    },
    paid: () => answer,
  });
  expect((await buy()).status).toBe(402);
  expect([paidRequests().length, waits[0]]).toStrictEqual([2, 2]);
});

test("an invoice that cannot be paid in time is not paid", async () => {
  const { message } = await refusalOf({ version: 2 }, { now: () => 1_893_456_000 - 9 });
  expect(message).toContain("expiration: expected 10 seconds or more to pay in, found 9");
});

test.each(["authorization", "escrow"])("an offer of the payment flow %s is not paid", async (paymentFlow) => {
  const { message } = await refusalOf({ version: 2, invoice: "none", offers: [{ extra: { paymentFlow } }] });
  expect(message).toContain("extra.paymentFlow: expected upfront, or none");
});

test("the client's own hook gets what a wallet gave that is no preimage", async () => {
  const { client, buy } = await shop({ version: 2 }, { pay: async () => "paid, I think" });
  const failures: unknown[] = [];
  client.onPaymentCreationFailure(async ({ error }) => void failures.push(error));
  await expect(buy()).rejects.toThrow("expected a preimage of 32 bytes");
  expect(failures).toMatchObject([{ code: "PAYMENT_FAILED", cause: "paid, I think" }]);
});

describe("whatever the methods get gives a result or a UmaInvoiceError", () => {
  const hostile = [undefined, null, 7, 7n, Symbol("s"), "text", [], {}, revoked(), thrower()];

  test.each(Object.keys(hostile))("%s", async (at) => {
    const value = hostile[Number(at)];
    const { scheme } = await shop();
    const calls: readonly (() => unknown)[] = [
      () => checkOfferedResource(value as never),
      () => checkOfferedResource({ paymentRequired: value, requestUrl: value } as never),
      () => scheme.createPaymentPayload(value as never, value as never),
      () => scheme.createPaymentPayload(2, value as never),
      () => scheme.schemeHooks.onBeforePaymentCreation(value as never),
      () => scheme.schemeHooks.onBeforePaymentCreation({ paymentRequired: value } as never),
      () => scheme.schemeHooks.onPaymentResponse(value as never),
      () => scheme.schemeHooks.onPaymentResponse({ settleResponse: value } as never),
      () => scheme.findDefaultAsset(value as never),
      () => exactUmaClient(value as never),
    ];
    for (const call of calls) {
      const error = await new Promise((resolve) => resolve(call())).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error !== undefined) expect(error).toBeInstanceOf(UmaInvoiceError);
    }
  });

  test("an offer for a URL that is none is refused", async () => {
    const paymentRequired = { x402Version: 1, accepts: [x402Samples.offer] };
    const error = await rejectionOf(checkOfferedResource({ paymentRequired, requestUrl: "://" }));
    expectError(error, { code: "OFFER_REFUSED", field: "url" });
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function thrower(): object {
  return new Proxy(
    {},
    {
      get() {
        throw new Error("not to be read");
      },
    },
  );
}
