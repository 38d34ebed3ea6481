import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import type { PaymentPayload } from "@x402/core/types";
import {
  declarePaymentIdentifierExtension,
  extractAndValidatePaymentIdentifier,
  isValidPaymentId,
} from "@x402/extensions/payment-identifier";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Pay, receiptOf, UmaPaymentError } from "../../../src/x402/index.js";
import { base64, fromBase64 } from "../../support/base64.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { type Received, scriptedServer } from "../../support/scriptedServer.js";
import { weatherPreimage as preimage, type Sale, sellWeather } from "../../support/sellWeather.js";

const address = { umaAddress: "$bob@vasp2.com", amount: 1000n, currency: "USD", decimals: 2 };
const taken = { "X-PAYMENT-RESPONSE": base64({ success: true, network: "uma" }) };

/** What a promise is rejected with, which has to be the error of a paid request. */
async function paidErrorOf(promise: Promise<unknown>): Promise<UmaPaymentError> {
  const error = await rejectionOf(promise);
  if (error instanceof UmaPaymentError) return error;
  throw error;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a purchase", () => {
  test("over version 1, by invoice, pays the invoice and gets the resource", async () => {
    const { umaFetch, url, orders, received } = await sellWeather();
    const response = await umaFetch(url);
    expect([response.status, await response.text(), received.length]).toStrictEqual([200, "sunny", 2]);
    expect(orders).toMatchObject([{ invoice: { receiverUma: "$bob@vasp2.com", amount: 1000n } }]);
  });

  test("over version 1, by address, pays the address and gets the resource", async () => {
    const { umaFetch, url, orders } = await sellWeather({ invoice: "none" });
    const response = await umaFetch(url);
    expect([response.status, orders]).toStrictEqual([200, [address]]);
  });

  test("over version 1 proves the payment in X-PAYMENT", async () => {
    const { umaFetch, url, paidRequests } = await sellWeather();
    await umaFetch(url);
    const payload = { preimage, attempt: expect.stringMatching(/^[\w-]{16,128}$/) };
    const payment = { x402Version: 1, scheme: "exact", network: "uma", payload };
    expect(fromBase64(String(paidRequests()[0]!.headers["x-payment"]))).toStrictEqual(payment);
  });

  test("over version 2, by invoice, pays the invoice and gets the resource", async () => {
    const { umaFetch, url, orders } = await sellWeather({ version: 2 });
    const response = await umaFetch(url);
    expect([response.status, orders]).toMatchObject([200, [{ invoice: { amount: 1000n } }]]);
  });

  test("over version 2, by address, pays the address and gets the resource", async () => {
    const { umaFetch, url, orders } = await sellWeather({ version: 2, invoice: "none" });
    const response = await umaFetch(url);
    expect([response.status, orders]).toStrictEqual([200, [address]]);
  });

  test("over version 2 sends the offer, the resource and the extensions back, with the proof", async () => {
    const extensions = { info: { x: 1 } };
    const offers = [{ unknown: [1], extra: { name: "x" } }];
    const { umaFetch, url, paidRequests } = await sellWeather({
      version: 2,
      offers,
      message: { extensions },
    });
    await umaFetch(url);
    expect(fromBase64(String(paidRequests()[0]!.headers["payment-signature"]))).toStrictEqual({
      x402Version: 2,
      payload: { preimage, attempt: expect.any(String) },
      accepted: {
        scheme: "exact",
        network: "uma:mainnet",
        amount: "1000",
        asset: "USD",
        payTo: "$bob@vasp2.com",
        maxTimeoutSeconds: 300,
        ...offers[0],
      },
      resource: { url },
      extensions,
    });
  });

  test("hands the offer to pay, which says how long it may take", async () => {
    const pay = vi.fn<Pay>(async () => preimage);
    const { umaFetch, url } = await sellWeather({ client: { pay } });
    await umaFetch(url);
    expect(pay.mock.calls[0]?.[1].offer).toMatchObject({ resource: url, maxTimeoutSeconds: 300 });
  });

  test.each<[string, () => unknown]>([
    ["bytes", () => new Uint8Array(32).fill(7)],
    ["bytes of another realm", () => runInNewContext("new Uint8Array(32).fill(7)")],
    ["a Buffer", () => Buffer.alloc(32, 7)],
    ["memory", () => new Uint8Array(32).fill(7).buffer],
    ["memory of another realm", () => runInNewContext("new Uint8Array(32).fill(7).buffer")],
    ["a view of a part of memory", () => new DataView(new Uint8Array(64).fill(7).buffer, 16, 32)],
    ["hex in a line", () => ` ${preimage}\n`],
    ["hex with 0x", () => `0x${preimage}`],
    ["hex in upper case", () => "0B".repeat(32)],
    ["base64", () => Buffer.alloc(32, 7).toString("base64")],
    ["base64url", () => Buffer.alloc(32, 0xfb).toString("base64url")],
  ])("takes the preimage as %s", async (_name, given) => {
    const preimage = expect.stringMatching(/^(07|0b|fb){32}$/);
    const { umaFetch, url, paidRequests } = await sellWeather({
      client: { pay: async () => given() as never },
    });
    await umaFetch(url);
    expect(fromBase64(String(paidRequests()[0]!.headers["x-payment"]))).toMatchObject({
      payload: { preimage },
    });
  });

  test("is possible for a URL with a fragment, which servers never see", async () => {
    const { umaFetch, url } = await sellWeather();
    const response = await umaFetch(`${url}?at=noon#tomorrow`);
    expect(response.status).toBe(200);
  });

  test("uses the global fetch of the moment if it gets no other", async () => {
    const { umaFetch, url } = await sellWeather();
    const replaced = vi.fn(fetch);
    vi.stubGlobal("fetch", replaced);
    await umaFetch(url);
    expect(replaced).toHaveBeenCalledTimes(2);
  });

  test("calls fetch as browsers want it called: as nobody's method", async () => {
    async function strict(this: unknown, ...request: Parameters<typeof fetch>) {
      if (this !== undefined) throw new TypeError("Illegal invocation");
      return fetch(...request);
    }
    const { umaFetch, url } = await sellWeather({ client: { fetch: strict } });
    expect((await umaFetch(url)).status).toBe(200);
  });

  test("is made by each of two callers at the same time, if nothing else is said", async () => {
    const { umaFetch, url, orders } = await sellWeather();
    await Promise.all([umaFetch(url), umaFetch(url)]);
    expect(orders).toHaveLength(2);
  });
});

describe("what is no offer of x402", () => {
  test.each([200, 204, 304, 404, 500])("passes through with status %s, the very Response", async (status) => {
    const given = new Response(null, { status });
    const { umaFetch, url } = await sellWeather({ client: { fetch: async () => given } });
    expect(await umaFetch(url)).toBe(given);
  });

  test.each([
    ["a page", "<p>Payment required</p>"],
    ["nothing", ""],
    ["JSON of something else", '{"error":"pay"}'],
    ["a JSON array", '["x402Version"]'],
    ["a JSON text", '"x402Version"'],
    ["null", "null"],
    ["a long page", "x402".repeat(100_000)],
    ["a long JSON object", `{"x402Version":1,"error":"${"x".repeat(66_000)}"}`],
  ])("passes through with status 402 and %s, whole", async (_name, body) => {
    const { umaFetch, url, orders } = await sellWeather({ unpaid: () => ({ status: 402, body }) });
    const response = await umaFetch(url);
    expect([response.status, (await response.text()) === body, orders]).toStrictEqual([402, true, []]);
  });

  test.each(["X-PAYMENT", "PAYMENT-SIGNATURE"])("passes through to who sent %s already", async (name) => {
    const { umaFetch, url, orders } = await sellWeather({ paid: () => ({ status: 402 }) });
    const response = await umaFetch(url, { headers: { [name]: "e30=" } });
    expect([response.status, orders]).toStrictEqual([402, []]);
  });

  test("has no receipt", async () => {
    const { umaFetch, url } = await sellWeather({ unpaid: () => ({ body: "free" }) });
    expect(receiptOf(await umaFetch(url))).toBeUndefined();
  });

  test("follows redirects as fetch does", async () => {
    const { umaFetch, url } = await sellWeather({
      unpaid: ({ url }) =>
        url === "/free" ? { body: "free" } : { status: 302, headers: { location: "/free" } },
    });
    expect(await (await umaFetch(url)).text()).toBe("free");
  });

  test("rejects as fetch does where there is no server", async () => {
    const { umaFetch } = await sellWeather();
    await expect(umaFetch("http://unknown.invalid/")).rejects.toThrow(TypeError);
  });
});

describe("the paid request", () => {
  const bodies: readonly [string, () => RequestInit][] = [
    ["text", () => ({ body: "where=Zürich" })],
    ["bytes", () => ({ body: new Uint8Array([0, 255, 7]) })],
    ["a form", () => ({ body: new URLSearchParams({ where: "Zürich" }) })],
    ["a blob", () => ({ body: new Blob(["where"], { type: "text/x-where" }) })],
    ["a stream of one use", () => ({ body: new Blob(["where"]).stream(), duplex: "half" }) as RequestInit],
  ];

  test.each(bodies)("has the body, the method and the headers of the first one: %s", async (_name, init) => {
    const { umaFetch, url, received } = await sellWeather();
    await umaFetch(url, { method: "PUT", headers: { "x-mine": "1" }, ...init() });
    const [first, second] = received.map(({ method, headers, body }) => ({
      method,
      body: body.toString("latin1"),
      mine: headers["x-mine"],
      type: headers["content-type"],
    }));
    expect(second).toStrictEqual(first);
    expect(second).toMatchObject({ method: "PUT", mine: "1" });
    expect(second?.body).not.toBe("");
  });

  test("has the body, the method and the headers of a Request", async () => {
    const { umaFetch, url, paidRequests } = await sellWeather();
    await umaFetch(new Request(url, { method: "POST", headers: { "x-mine": "1" }, body: "where" }));
    const [{ method, headers, body } = expect.fail()] = paidRequests();
    expect([method, headers["x-mine"], body.toString()]).toStrictEqual(["POST", "1", "where"]);
  });

  test("is the only one that carries the proof", async () => {
    const { umaFetch, url, received } = await sellWeather();
    await umaFetch(url);
    await umaFetch(url);
    expect(received.map(({ headers }) => "x-payment" in headers)).toStrictEqual([false, true, false, true]);
  });

  test("is not redirected: the proof goes nowhere else", async () => {
    const elsewhere = await scriptedServer(() => ({ body: "mine now" }));
    const { umaFetch, url } = await sellWeather({
      paid: () => ({ status: 307, headers: { location: elsewhere.origin } }),
    });
    const response = await umaFetch(url);
    expect([response.status, response.headers.get("location"), elsewhere.received]).toStrictEqual([
      307,
      elsewhere.origin,
      [],
    ]);
  });
});

describe("receiptOf", () => {
  test("tells what was paid, and what the server says of it", async () => {
    const { umaFetch, url, orders } = await sellWeather({ paid: () => ({ headers: taken, body: "sunny" }) });
    expect(receiptOf(await umaFetch(url))).toMatchObject({
      preimage,
      order: orders[0],
      offer: { resource: url, maxAmountRequired: "1000" },
      answer: { success: true, x402Version: 1 },
    });
  });

  test("reads the server's answer of version 2", async () => {
    const header = base64({ success: true, network: "uma:mainnet", transaction: "ab" });
    const { umaFetch, url } = await sellWeather({
      version: 2,
      paid: () => ({ headers: { "PAYMENT-RESPONSE": header } }),
    });
    expect(receiptOf(await umaFetch(url))?.answer).toMatchObject({ success: true, transaction: "ab" });
  });

  test("shows no preimage in logs, and gives none to copies", async () => {
    const { umaFetch, url } = await sellWeather();
    const receipt = receiptOf(await umaFetch(url));
    expect(receipt?.preimage).toBe(preimage);
    expect(inspect(receipt, { depth: 9 }) + JSON.stringify({ ...receipt, order: {} })).not.toContain(
      preimage,
    );
  });

  test("knows nothing of what is no response", () => {
    expect(receiptOf(null as never)).toBeUndefined();
  });

  test("does without an answer that cannot be read", async () => {
    const { umaFetch, url } = await sellWeather({ paid: () => ({ headers: { "X-PAYMENT-RESPONSE": "?" } }) });
    expect(receiptOf(await umaFetch(url))).not.toHaveProperty("answer");
  });

  test("lets a request be sent again for which the server failed, without a payment", async () => {
    const { umaFetch, url, orders } = await sellWeather({
      paid: (_request, count) => (count === 0 ? { status: 502 } : { body: "sunny" }),
    });
    const response = await umaFetch(url);
    const again = await receiptOf(response)?.resume();
    expect([response.status, again?.status, orders.length]).toStrictEqual([502, 200, 1]);
  });
});

describe("a refused payment", () => {
  const errorReason = "duplicate_settlement";
  const refused = {
    status: 402,
    headers: { "X-PAYMENT-RESPONSE": base64({ success: false, network: "uma", errorReason }) },
    body: JSON.stringify({ x402Version: 1, error: "payment is required", accepts: [] }),
  };
  const client = { wait: async () => {} };

  test("is PAYMENT_REFUSED with the reason in the header, and is not paid again", async () => {
    const { umaFetch, url, orders, received } = await sellWeather({ paid: () => refused });
    const found = await paidErrorOf(umaFetch(url));
    expectError(found, { code: "PAYMENT_REFUSED", says: ['"duplicate_settlement"'] });
    expect([found.receipt.answer?.errorReason, found.preimage]).toStrictEqual([errorReason, preimage]);
    expect([orders.length, received.length]).toStrictEqual([1, 2]);
  });

  test("may be malformed to the server: 400, and no answer to the request", async () => {
    const answer = base64({ success: false, network: "uma", errorReason: "invalid_payload" });
    const { umaFetch, url, orders } = await sellWeather({
      paid: () => ({ status: 400, headers: { "X-PAYMENT-RESPONSE": answer } }),
    });
    const found = await paidErrorOf(umaFetch(url));
    expectError(found, { code: "PAYMENT_REFUSED", says: ['"invalid_payload"'] });
    expect([found.preimage, orders.length]).toStrictEqual([preimage, 1]);
  });

  test.each([
    ["nothing", {}],
    ["that it was taken", { "X-PAYMENT-RESPONSE": base64({ success: true, network: "uma" }) }],
  ])("is not one to whom the server answers 400, and says of the payment %s", async (_name, headers) => {
    const { umaFetch, url } = await sellWeather({ paid: () => ({ status: 400, headers }) });
    const response = await umaFetch(url);
    expect([response.status, receiptOf(response)?.preimage]).toStrictEqual([400, preimage]);
  });

  test("has the reason from the offer that a server makes again and again, and is paid once", async () => {
    const { umaFetch, url, orders } = await sellWeather({
      client,
      paid: ({ url }) => ({
        status: 402,
        body: JSON.stringify({
          x402Version: 1,
          error: "pay again",
          accepts: [{ scheme: "exact", network: "base", resource: url }],
        }),
      }),
    });
    const found = await paidErrorOf(umaFetch(url));
    expectError(found, { code: "PAYMENT_REFUSED", says: ['"pay again"'] });
    expect(orders).toHaveLength(1);
  });

  test.each([
    ["nothing", {}],
    ["a header that cannot be read", { headers: { "X-PAYMENT-RESPONSE": "?" } }],
    ["a body that cannot be read", { body: '{"x402Version":1,"x402Version":1}' }],
  ])("goes without a reason if the server gives %s", async (_name, answer) => {
    const { umaFetch, url } = await sellWeather({ client, paid: () => ({ status: 402, ...answer }) });
    const found = await paidErrorOf(umaFetch(url));
    expectError(found, { code: "PAYMENT_REFUSED", says: ["without a reason"] });
  });

  test("can be proved again, without a payment", async () => {
    const { umaFetch, url, orders } = await sellWeather({
      paid: (_request, count) => (count === 0 ? refused : { body: "sunny" }),
    });
    const found = await paidErrorOf(umaFetch(url));
    expect([(await found.resume()).status, orders.length]).toStrictEqual([200, 1]);
  });

  test.each(["preimage", "attempt"])("does not repeat the %s for a server that does", async (name) => {
    const { umaFetch, url } = await sellWeather({
      paid: ({ headers }) => {
        const { payload } = fromBase64(String(headers["x-payment"])) as { payload: Record<string, string> };
        const errorReason = `no ${payload[name]!.toUpperCase()} here`;
        const header = base64({ success: false, network: "uma", errorReason });
        return { status: 402, headers: { "X-PAYMENT-RESPONSE": header } };
      },
    });
    expectError(await paidErrorOf(umaFetch(url)), { code: "PAYMENT_REFUSED", says: [" characters"] });
  });
});

describe("a server that has not heard of the payment yet", () => {
  const unknown = base64({ success: false, network: "uma", errorReason: "unknown_payment" });

  /** Asks for patience so many times. */
  function patience(times: number, retryAfter: string) {
    return (_request: unknown, count: number) =>
      count < times ? { status: 402, headers: { "Retry-After": retryAfter } } : { body: "sunny" };
  }

  test("is asked again when it says so, without a payment", async () => {
    const wait = vi.fn(async (_seconds: number) => {});
    const { umaFetch, url, orders } = await sellWeather({ paid: patience(2, "3"), client: { wait } });
    const response = await umaFetch(url);
    expect([response.status, orders.length]).toStrictEqual([200, 1]);
    expect(wait.mock.calls.map(([seconds]) => seconds)).toStrictEqual([3, 3]);
  });

  test("is given 10 seconds in all", async () => {
    const wait = vi.fn(async (_seconds: number) => {});
    const { umaFetch, url } = await sellWeather({ paid: patience(9, "4"), client: { wait } });
    expect(await paidErrorOf(umaFetch(url))).toMatchObject({ code: "PAYMENT_REFUSED" });
    expect(wait.mock.calls.map(([seconds]) => seconds)).toStrictEqual([4, 4]);
  });

  test.each([
    ["says unknown_payment alone", { "X-PAYMENT-RESPONSE": unknown }],
    ["says nothing that can be read", {}],
    ["says something that cannot be read", { "X-PAYMENT-RESPONSE": "?" }],
  ])("is asked again, later each time, if it %s", async (_name, headers) => {
    const wait = vi.fn(async (_seconds: number) => {});
    const paid = (_request: unknown, count: number) =>
      count < 3 ? { status: 402, headers } : { body: "sunny" };
    const { umaFetch, url, orders } = await sellWeather({ paid, client: { wait } });
    expect([(await umaFetch(url)).status, orders.length]).toStrictEqual([200, 1]);
    expect(wait.mock.calls.map(([seconds]) => seconds)).toStrictEqual([0.5, 1, 2]);
  });

  test("that never says so is given 10 seconds in all", async () => {
    const wait = vi.fn(async (_seconds: number) => {});
    const { umaFetch, url } = await sellWeather({ paid: () => ({ status: 402 }), client: { wait } });
    expect(await paidErrorOf(umaFetch(url))).toMatchObject({ code: "PAYMENT_REFUSED" });
    expect(wait.mock.calls.map(([seconds]) => seconds)).toStrictEqual([0.5, 1, 2, 4, 2.5]);
  });

  test("is given at least a second at a time, so that it is not asked without end", async () => {
    const wait = vi.fn(async (_seconds: number) => {});
    const { umaFetch, url } = await sellWeather({ paid: patience(99, "0"), client: { wait } });
    expect(await paidErrorOf(umaFetch(url))).toMatchObject({ code: "PAYMENT_REFUSED" });
    expect(wait.mock.calls).toHaveLength(10);
  });

  test.each(["11", "Sat, 01 Jan 2028 00:00:00 GMT", "-1", "1e9999"])(
    "is not asked again after Retry-After: %s",
    async (retryAfter) => {
      const wait = vi.fn(async (_seconds: number) => {});
      const { umaFetch, url } = await sellWeather({ paid: patience(1, retryAfter), client: { wait } });
      await paidErrorOf(umaFetch(url));
      expect(wait).not.toHaveBeenCalled();
    },
  );

  test("is not asked again where nobody wants to wait", async () => {
    const { umaFetch, url, received } = await sellWeather({
      paid: patience(1, "1"),
      client: { maxWaitSeconds: 0 },
    });
    await paidErrorOf(umaFetch(url));
    expect(received).toHaveLength(2);
  });

  test("is not asked again for the patience of another answer than 402", async () => {
    const wait = vi.fn(async (_seconds: number) => {});
    const { umaFetch, url } = await sellWeather({
      paid: () => ({ status: 503, headers: { "Retry-After": "1" } }),
      client: { wait },
    });
    expect([(await umaFetch(url)).status, wait.mock.calls]).toStrictEqual([503, []]);
  });

  test("is waited for with a timer, if nothing else is given", async () => {
    const { setTimeout } = globalThis;
    vi.stubGlobal("setTimeout", (callback: () => void, ms?: number) =>
      setTimeout(callback, ms === 7000 ? 0 : ms),
    );
    const { umaFetch, url } = await sellWeather({ paid: patience(1, "7") });
    expect((await umaFetch(url)).status).toBe(200);
  });

  test("is not waited for after an abort, and nothing is lost", async () => {
    const controller = new AbortController();
    const wait = async (_seconds: number, signal: AbortSignal | null) => {
      controller.abort("enough");
      signal?.throwIfAborted();
    };
    const { umaFetch, url } = await sellWeather({ paid: patience(1, "5"), client: { wait } });
    const found = await paidErrorOf(umaFetch(url, { signal: controller.signal }));
    expect(found).toMatchObject({ code: "PAYMENT_UNCONFIRMED", cause: "enough", preimage });
    expect((await found.resume()).status).toBe(200);
  });
});

describe("a paid request that gets no answer", () => {
  const dropFirst = (_request: unknown, count: number) => (count === 0 ? "drop" : { body: "sunny" });

  test("is PAYMENT_UNCONFIRMED, with the preimage and the offer", async () => {
    const { umaFetch, url, orders } = await sellWeather({ paid: () => "drop" });
    const found = await paidErrorOf(umaFetch(url));
    expectError(found, { code: "PAYMENT_UNCONFIRMED" });
    expect(found).toMatchObject({ name: "UmaPaymentError", preimage, cause: expect.any(TypeError) });
    expect(found.receipt).toMatchObject({ offer: { resource: url }, order: orders[0] });
  });

  test("can be resumed, which sends the same request and pays nothing", async () => {
    const { umaFetch, url, orders, paidRequests } = await sellWeather({ paid: dropFirst });
    const found = await paidErrorOf(umaFetch(url, { method: "POST", body: "where" }));
    const response = await found.resume();
    expect([await response.text(), orders.length]).toStrictEqual(["sunny", 1]);
    const sent = paidRequests().map(({ method, body, headers }) => [method, `${body}`, headers["x-payment"]]);
    expect(sent[1]).toStrictEqual(sent[0]);
    expect(sent[1]?.slice(0, 2)).toStrictEqual(["POST", "where"]);
  });

  test("can be resumed over and over", async () => {
    const { umaFetch, url, orders } = await sellWeather({
      paid: (_request, count) => (count < 3 ? "drop" : { body: "sunny" }),
    });
    let found = await paidErrorOf(umaFetch(url, { method: "POST", body: "where" }));
    for (let i = 0; i < 2; i++) found = await paidErrorOf(found.resume());
    expect([(await found.resume()).status, orders.length]).toStrictEqual([200, 1]);
  });

  test("gives a receipt when it is resumed", async () => {
    const { umaFetch, url } = await sellWeather({ paid: dropFirst });
    const found = await paidErrorOf(umaFetch(url));
    expect(receiptOf(await found.resume())).toMatchObject({ preimage });
  });

  test("can be resumed with a signal of its own", async () => {
    const { umaFetch, url } = await sellWeather({ paid: dropFirst });
    const found = await paidErrorOf(umaFetch(url));
    const again = await paidErrorOf(found.resume({ signal: AbortSignal.abort("enough") }));
    expect(again).toMatchObject({ code: "PAYMENT_UNCONFIRMED", cause: "enough", preimage });
  });

  test("shows no preimage in logs", async () => {
    const { umaFetch, url } = await sellWeather({ paid: () => "drop" });
    const found = await paidErrorOf(umaFetch(url));
    expect(inspect(found, { depth: 9, showHidden: true }) + JSON.stringify(found)).not.toContain(preimage);
  });
});

describe("a payment that fails", () => {
  test("is PAYMENT_FAILED also if pay says nothing at all of it", async () => {
    const { umaFetch, url } = await sellWeather({ client: { pay: () => Promise.reject() } });
    expectError(await rejectionOf(umaFetch(url)), { code: "PAYMENT_FAILED" });
  });

  test.each([
    ["rejects", () => Promise.reject("no route")],
    [
      "throws",
      () => {
        throw "no route";
      },
    ],
  ])("is PAYMENT_FAILED if pay %s, and nothing is sent", async (_name, pay) => {
    const { umaFetch, url, received } = await sellWeather({ client: { pay } });
    const found = await rejectionOf(umaFetch(url));
    expectError(found, { code: "PAYMENT_FAILED" });
    expect([found.cause, received.length]).toStrictEqual(["no route", 1]);
  });

  test("shows no log what pay returned, which may be a preimage in some form", async () => {
    const returned = { preimage };
    const { umaFetch, url } = await sellWeather({ client: { pay: async () => returned as never } });
    const found = await rejectionOf(umaFetch(url));
    expect(found.cause).toBe(returned);
    expect(inspect(found, { depth: 9, showHidden: true }) + JSON.stringify(found)).not.toContain(preimage);
  });

  test.each([
    ["31 bytes", new Uint8Array(31)],
    ["31 bytes in memory", new ArrayBuffer(31)],
    ["31 bytes in base64", `${"A".repeat(42)}==`],
    ["33 bytes", new Uint8Array(33)],
    ["63 digits", "0".repeat(63)],
    ["66 digits", "0".repeat(66)],
    ["other characters", "z".repeat(64)],
    ["nothing", undefined],
    ["a number", 7],
  ])("is PAYMENT_FAILED if pay returns %s, which is kept", async (_name, returned) => {
    const { umaFetch, url, received } = await sellWeather({ client: { pay: async () => returned as never } });
    const found = await rejectionOf(umaFetch(url));
    expectError(found, { code: "PAYMENT_FAILED", says: ["32 bytes"] });
    expect(found.cause).toBe(returned);
    expect(found.message).not.toMatch(/0{9}|z{9}/);
    expect(received).toHaveLength(1);
  });
});

describe("an abort", () => {
  test("before the request rejects with the reason, and sends nothing", async () => {
    const { umaFetch, url, received } = await sellWeather();
    const abort = umaFetch(url, { signal: AbortSignal.abort("enough") });
    await expect(abort).rejects.toBe("enough");
    expect(received).toHaveLength(0);
  });

  test("during the first request rejects with the reason", async () => {
    const controller = new AbortController();
    const { umaFetch, url, orders } = await sellWeather({
      unpaid: () => {
        controller.abort("enough");
        return {};
      },
    });
    await expect(umaFetch(url, { signal: controller.signal })).rejects.toBe("enough");
    expect(orders).toHaveLength(0);
  });

  test("during the search for the key rejects with the reason, and pays nothing", async () => {
    const controller = new AbortController();
    const resolve = (_of: unknown, options?: { readonly signal?: AbortSignal }) =>
      new Promise<never>((_, reject) => {
        options?.signal?.addEventListener("abort", () => reject(options.signal?.reason));
        controller.abort("enough");
      });
    const { umaFetch, url, orders } = await sellWeather({ client: { keyResolver: { resolve } } });
    await expect(umaFetch(url, { signal: controller.signal })).rejects.toBe("enough");
    expect(orders).toHaveLength(0);
  });

  test("just before the payment rejects with the reason, and pays nothing", async () => {
    const controller = new AbortController();
    const { umaFetch, url, orders } = await sellWeather({
      invoice: "none",
      client: {
        now: () => {
          controller.abort("enough");
          return 0;
        },
      },
    });
    await expect(umaFetch(url, { signal: controller.signal })).rejects.toBe("enough");
    expect(orders).toHaveLength(0);
  });

  test("during the payment rejects with the reason, if pay does", async () => {
    const controller = new AbortController();
    const pay: Pay = async (_order, { signal }) => {
      controller.abort("enough");
      return Promise.reject(signal.reason);
    };
    const { umaFetch, url } = await sellWeather({ client: { pay } });
    await expect(umaFetch(url, { signal: controller.signal })).rejects.toBe("enough");
  });

  test("during a payment that comes about all the same is PAYMENT_UNCONFIRMED, with the preimage", async () => {
    const controller = new AbortController();
    const pay: Pay = async () => {
      controller.abort("enough");
      return preimage;
    };
    const { umaFetch, url, received } = await sellWeather({ client: { pay } });
    const found = await paidErrorOf(umaFetch(url, { signal: controller.signal }));
    expect(found).toMatchObject({ code: "PAYMENT_UNCONFIRMED", cause: "enough", preimage });
    expect(received).toHaveLength(1);
    expect((await found.resume()).status).toBe(200);
  });

  test("during a payment that fails for another reason is PAYMENT_FAILED", async () => {
    const controller = new AbortController();
    const pay: Pay = async () => {
      controller.abort("enough");
      throw "no route";
    };
    const { umaFetch, url } = await sellWeather({ client: { pay } });
    const found = await rejectionOf(umaFetch(url, { signal: controller.signal }));
    expect(found).toMatchObject({ code: "PAYMENT_FAILED", cause: "no route" });
  });

  test("during the paid request is PAYMENT_UNCONFIRMED, with the preimage", async () => {
    const controller = new AbortController();
    const { umaFetch, url } = await sellWeather({
      paid: (_request, count) => {
        if (count === 0) controller.abort("enough");
        return { body: "sunny" };
      },
    });
    const found = await paidErrorOf(umaFetch(url, { signal: controller.signal }));
    expect(found).toMatchObject({ code: "PAYMENT_UNCONFIRMED", cause: "enough", preimage });
    expect((await found.resume()).status).toBe(200);
  });
});

describe("the name of a purchase", () => {
  const declared = { "payment-identifier": declarePaymentIdentifierExtension(true) };

  /** The names that requests had, by x402's own reading of version 2. */
  function namesIn(requests: readonly Received[]) {
    return requests.map(({ headers }) => {
      const payment = fromBase64(
        String(headers["payment-signature"] ?? headers["x-payment"]),
      ) as PaymentPayload;
      return extractAndValidatePaymentIdentifier(payment).id ?? payment.payload.attempt;
    });
  }

  const sales: readonly [string, Sale][] = [
    ["in version 1", { version: 1 }],
    ["in version 2", { version: 2 }],
    ["in version 2, where it is required", { version: 2, message: { extensions: declared } }],
    [
      "in version 2, where what asks for it is malformed",
      { version: 2, message: { extensions: { "payment-identifier": { info: 7 } } } },
    ],
  ];

  test.each(sales)(
    "%s is valid, and the same in every try and in resume, but for the next",
    async (_name, sale) => {
      const answers = [{ status: 402 }, "drop", { body: "sunny" }, { body: "sunny" }] as const;
      const { umaFetch, url, orders, paidRequests } = await sellWeather({
        ...sale,
        client: { wait: async () => {} },
        paid: (_request, count) => answers[count]!,
      });
      const found = await paidErrorOf(umaFetch(url));
      await found.resume();
      await umaFetch(url);
      const [one, two, three, other] = namesIn(paidRequests());
      expect(isValidPaymentId(one as string)).toBe(true);
      expect([two, three]).toStrictEqual([one, one]);
      expect(isValidPaymentId(other as string) && other !== one).toBe(true);
      expect(orders).toHaveLength(2);
    },
  );

  test("goes where the extension has it, with all that the server says of it", async () => {
    const { umaFetch, url, paidRequests } = await sellWeather({
      version: 2,
      message: { extensions: { ...declared, other: { info: 1 } } },
    });
    await umaFetch(url);
    const { payload, extensions } = fromBase64(
      String(paidRequests()[0]!.headers["payment-signature"]),
    ) as PaymentPayload;
    const [identifier] = Object.values(declared);
    expect(payload).toStrictEqual({ preimage });
    expect(extensions).toStrictEqual({
      "payment-identifier": { ...identifier, info: { required: true, id: expect.any(String) } },
      other: { info: 1 },
    });
  });
});

describe("resume", () => {
  test.each([
    ["options", 7],
    ["options.signal", { signal: {} }],
    ["options.signal", { signal: 7 }],
    ["options.signal", thrower()],
  ])("refuses what is no signal: %s (%#)", async (field, given) => {
    const { umaFetch, url, orders } = await sellWeather();
    const receipt = receiptOf(await umaFetch(url));
    expectError(await rejectionOf(receipt!.resume(given as never)), {
      code: "INVALID_OPTION",
      field,
    });
    expect([(await receipt!.resume(null as never)).status, orders.length]).toStrictEqual([200, 1]);
  });
});

function thrower(): unknown {
  return {
    get signal() {
      throw new Error("no signal");
    },
  };
}

describe("a signal of an older engine, or of a package, that has no throwIfAborted", () => {
  function oldSignal() {
    const signal = Object.assign(new EventTarget(), { aborted: false });
    const abort = () => {
      signal.aborted = true;
      signal.dispatchEvent(new Event("abort"));
    };
    return { signal: signal as AbortSignal, abort };
  }

  test("is no hindrance to a purchase", async () => {
    const { umaFetch, url } = await sellWeather();
    // As such engines have it, whose `fetch` takes it.
    const { fetch } = globalThis;
    vi.stubGlobal("fetch", (input: string, { signal: _, ...init }: RequestInit) => fetch(input, init));
    expect((await umaFetch(url, { signal: oldSignal().signal })).status).toBe(200);
  });

  test("ends a request by its abort", async () => {
    const { umaFetch, url } = await sellWeather();
    const { signal, abort } = oldSignal();
    abort();
    await expect(umaFetch(url, { signal })).rejects.toMatchObject({ name: "AbortError" });
  });
});

test.each([
  `https://user:pw1234@example.com/`,
  "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
])("what is no URL to ask is repeated nowhere in the error: %#", async (input) => {
  const { umaFetch } = await sellWeather();
  expect(inspect(await rejectionOf(umaFetch(input)))).not.toMatch(/pw1234|c9afa9d8/);
});
