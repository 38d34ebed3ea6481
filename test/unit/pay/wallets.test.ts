import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { type LndWalletOptions, lndWallet, nwcWallet, webLnWallet } from "../../../src/pay/index.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";

const preimage = "07".repeat(32);
const paymentHash = "ff".repeat(32);

describe("lnd", () => {
  const macaroon = "0201036c6e6402f801";

  /** A node that answers each request so, and what it was asked. */
  function node(
    answer: (request: Request) => Response | Promise<Response>,
    options: Partial<LndWalletOptions> = {},
  ) {
    const asked: { method: string; url: string; macaroon: string | null; body: unknown }[] = [];
    const wallet = lndWallet({
      url: "https://node.example:8080",
      macaroon,
      async fetch(url, init) {
        const request = new Request(url as string, init as RequestInit);
        const body = request.method === "POST" ? await request.clone().json() : undefined;
        asked.push({
          method: request.method,
          url: request.url,
          macaroon: request.headers.get("grpc-metadata-macaroon"),
          body,
        });
        return answer(request);
      },
      ...options,
    });
    return { wallet, asked };
  }
  const line = (result: object) => () => new Response(`${JSON.stringify({ result })}\n`);
  const paid = line({ status: "SUCCEEDED", payment_preimage: preimage.toUpperCase() });

  test("is asked to pay within a limit, and to say no more than how it ended", async () => {
    const { wallet, asked } = node(paid);
    expect(await wallet.sendPayment("lnbc1", { maxFeeMsat: 5000n })).toEqual({ preimage });
    expect(asked).toEqual([
      {
        method: "POST",
        url: "https://node.example:8080/v2/router/send",
        macaroon,
        body: {
          payment_request: "lnbc1",
          timeout_seconds: 60,
          fee_limit_msat: "5000",
          no_inflight_updates: true,
        },
      },
    ]);
  });

  test("gets no fee where none is allowed, and its time in whole seconds", async () => {
    const { wallet, asked } = node(paid, { paymentTimeoutSeconds: 1.5 });
    await wallet.sendPayment("lnbc1");
    expect(asked[0]!.body).toMatchObject({ fee_limit_msat: "0", timeout_seconds: 2 });
  });

  test("may be below a path, and need no macaroon", async () => {
    const { wallet, asked } = node(paid, { url: "http://127.0.0.1:8080/lnd", macaroon: undefined as never });
    await wallet.sendPayment("lnbc1");
    expect(asked[0]).toMatchObject({ url: "http://127.0.0.1:8080/lnd/v2/router/send", macaroon: null });
  });

  test.each([
    ["its reason", { failure_reason: "FAILURE_REASON_NO_ROUTE" }, "FAILURE_REASON_NO_ROUTE"],
    ["no reason", {}, "that it failed to"],
    ["a reason that is none", { failure_reason: "no\nroute" }, "that it failed to"],
  ])("fails for good with %s", async (_, more, says) => {
    const error = await rejectionOf(node(line({ status: "FAILED", ...more })).wallet.sendPayment("lnbc1"));
    expectError(error, { code: "PAYMENT_FAILED", says: [says] });
  });

  test.each<[string, () => Response, string]>([
    ["that it was paid, without a proof", line({ status: "SUCCEEDED" }), "status 200"],
    ["that it was paid, with no proof", line({ status: "SUCCEEDED", payment_preimage: "07" }), "status 200"],
    ["that it is under way", line({ status: "IN_FLIGHT" }), "status 200"],
    ["what nobody knows", line({ status: "UNKNOWN" }), "status 200"],
    ["nothing", () => new Response(""), "status 200"],
    ["null", () => new Response("null"), "status 200"],
    [
      "that it was paid before",
      () => Response.json({ code: 6, message: "invoice is already paid\u0007" }, { status: 409 }),
      "status 409: invoice is already paid",
    ],
    [
      "an error in a line",
      () => new Response('{"error":{"code":2,"message":"expired"}}\n', { status: 500 }),
      "status 500: expired",
    ],
    ["an error without words", () => Response.json({ code: 2 }, { status: 500 }), "status 500"],
  ])("that says %s leaves the payment unknown", async (_, answer, says) => {
    const error = await rejectionOf(node(answer).wallet.sendPayment("lnbc1"));
    expectError(error, { code: "INVALID_RESPONSE", says: [says] });
  });

  test("that cannot be reached leaves the payment unknown", async () => {
    const { wallet } = node(() => Promise.reject(new TypeError("connect")));
    expect((await rejectionOf(wallet.sendPayment("lnbc1"))).code).toBe("FETCH_FAILED");
  });

  test("is looked up by the hash, and the first line of many is enough", async () => {
    const lines = '{"result":{"status":"IN_FLIGHT"}}\n{"result":{"status":"FAILED"}}\n';
    const endless = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(lines));
      },
    });
    const { wallet, asked } = node(() => new Response(endless));
    expect(await wallet.lookUpPayment!(paymentHash)).toEqual({ state: "pending" });
    expect(asked[0]).toMatchObject({
      method: "GET",
      url: `https://node.example:8080/v2/router/track/${"_".repeat(42)}8=?no_inflight_updates=false`,
      macaroon,
    });
  });

  test("gets the hash in the alphabet of URLs", async () => {
    const { wallet, asked } = node(paid);
    await wallet.lookUpPayment!("fb".repeat(32));
    expect(asked[0]!.url).not.toContain("+");
  });

  test.each<[string, () => Response, object]>([
    ["paid", paid, { state: "paid", preimage }],
    [
      "failed",
      line({ status: "FAILED", failure_reason: "FAILURE_REASON_TIMEOUT" }),
      { state: "failed", reason: "FAILURE_REASON_TIMEOUT" },
    ],
    ["begun", line({ status: "INITIATED" }), { state: "pending" }],
    [
      "not known",
      () => Response.json({ code: 5, message: "payment isn't initiated" }, { status: 404 }),
      { state: "none" },
    ],
    ["not known, in a line", () => Response.json({ error: { code: 5 } }), { state: "none" }],
  ])("knows that a payment is %s", async (_, answer, state) => {
    expect(await node(answer).wallet.lookUpPayment!(paymentHash)).toEqual(state);
  });

  test.each<[string, () => Response]>([
    [
      "its macaroon refused",
      () => Response.json({ code: 2, message: "verification failed" }, { status: 500 }),
    ],
    ["another status", line({ status: "SETTLED" })],
  ])("with %s knows nothing", async (_, answer) => {
    const error = await rejectionOf(node(answer).wallet.lookUpPayment!(paymentHash));
    expect(error.code).toBe("INVALID_RESPONSE");
  });

  test("is not asked for what is no hash", async () => {
    const error = await rejectionOf(node(paid).wallet.lookUpPayment!("00"));
    expectError(error, { code: "INVALID_OPTION", field: "paymentHash" });
  });

  test("shows its macaroon nowhere", async () => {
    const { wallet } = node(() => Promise.reject(new TypeError("connect")));
    const error = await rejectionOf(wallet.sendPayment("lnbc1"));
    for (const shown of [inspect(wallet, { depth: 9 }), JSON.stringify(wallet), inspect(error, { depth: 9 })])
      expect(shown).not.toContain(macaroon);
  });

  test.each<[string, unknown]>([
    ["url", "node.example"],
    ["url", undefined],
    ["url", "http://node.example:8080"],
    ["url", "https://me:secret@node.example"],
    ["url", "https://node.example/?a"],
    ["url", "https://node.example/#a"],
    ["macaroon", "xyz"],
    ["macaroon", ""],
    ["fetch", 5],
    ["timeoutSeconds", 0],
    ["paymentTimeoutSeconds", 60_000],
  ])("is refused with a wrong %s (%#)", (field, value) => {
    const error = errorOf(() => node(paid, { [field]: value }));
    expectError(error, { code: "INVALID_OPTION", field });
    expect(error.message).not.toContain("secret");
  });

  test("takes the global fetch by default", () => {
    expect(Object.keys(lndWallet({ url: "https://127.0.0.1:8080/" }))).toEqual([
      "sendPayment",
      "lookUpPayment",
    ]);
  });
});

describe("WebLN", () => {
  test("is asked for leave, and to pay", async () => {
    const asked: string[] = [];
    const provider = {
      enable: async () => asked.push("enable"),
      async sendPayment(text: string) {
        asked.push(text);
        return { preimage };
      },
    };
    expect(await webLnWallet(provider).sendPayment("lnbc1")).toEqual({ preimage });
    expect(asked).toEqual(["enable", "lnbc1"]);
  });

  test("need not be asked for leave, and what it throws comes through", async () => {
    const wallet = webLnWallet({ sendPayment: () => Promise.reject(new Error("User rejected")) });
    await expect(wallet.sendPayment("lnbc1")).rejects.toThrow("User rejected");
    expect(wallet.lookUpPayment).toBeUndefined();
  });

  test("that cannot pay is none", () => {
    expectError(
      errorOf(() => webLnWallet({} as never)),
      { code: "INVALID_OPTION", field: "provider.sendPayment" },
    );
  });
});

describe("Nostr Wallet Connect", () => {
  const refusing = (code?: string) => ({
    payInvoice: () => Promise.reject(Object.assign(new Error("refused"), { code })),
    lookupInvoice: () => Promise.reject(Object.assign(new Error("refused"), { code })),
  });
  const knowing = (transaction: object) => ({
    payInvoice: async () => ({ preimage }),
    lookupInvoice: async ({ payment_hash }: { payment_hash: string }) => ({ payment_hash, ...transaction }),
  });

  test("pays", async () => {
    expect(await nwcWallet(knowing({})).sendPayment("lnbc1")).toEqual({ preimage });
  });

  test.each([
    "RATE_LIMITED",
    "NOT_IMPLEMENTED",
    "INSUFFICIENT_BALANCE",
    "QUOTA_EXCEEDED",
    "RESTRICTED",
    "UNAUTHORIZED",
  ])("refuses for good: %s", async (code) => {
    const error = await rejectionOf(nwcWallet(refusing(code)).sendPayment("lnbc1"));
    expectError(error, { code: "PAYMENT_FAILED", says: [code] });
  });

  test.each(["PAYMENT_FAILED", "INTERNAL", "OTHER", "", undefined])("leaves unknown: %s", async (code) => {
    await expect(nwcWallet(refusing(code)).sendPayment("lnbc1")).rejects.toThrow("refused");
  });

  test.each([
    [
      { type: "outgoing", state: "settled", preimage },
      { state: "paid", preimage },
    ],
    [
      { type: "outgoing", settled_at: 5, preimage },
      { state: "paid", preimage },
    ],
    [{ type: "outgoing", state: "settled" }, { state: "pending" }],
    [{ type: "outgoing", state: "pending" }, { state: "pending" }],
    [{ type: "outgoing" }, { state: "pending" }],
    [{ type: "outgoing", state: "failed" }, { state: "failed" }],
    [{ type: "incoming", state: "settled", preimage }, { state: "none" }],
  ])("knows of a payment: %j", async (transaction, state) => {
    expect(await nwcWallet(knowing(transaction)).lookUpPayment!(paymentHash)).toEqual(state);
  });

  test("says that it knows of none", async () => {
    expect(await nwcWallet(refusing("NOT_FOUND")).lookUpPayment!(paymentHash)).toEqual({ state: "none" });
    await expect(nwcWallet(refusing("INTERNAL")).lookUpPayment!(paymentHash)).rejects.toThrow("refused");
  });

  test("is not waited for without end", async () => {
    const mute = {
      payInvoice: () => new Promise<never>(() => {}),
      lookupInvoice: () => new Promise<never>(() => {}),
    };
    const wallet = nwcWallet(mute, { timeoutSeconds: 0.01, paymentTimeoutSeconds: 0.01 });
    expect((await rejectionOf(wallet.sendPayment("lnbc1"))).code).toBe("FETCH_TIMEOUT");
    expect((await rejectionOf(wallet.lookUpPayment!(paymentHash))).code).toBe("FETCH_TIMEOUT");
  });

  test.each<[string, () => unknown]>([
    ["client.payInvoice", () => nwcWallet({} as never)],
    ["timeoutSeconds", () => nwcWallet(knowing({}), { timeoutSeconds: -1 })],
    ["paymentTimeoutSeconds", () => nwcWallet(knowing({}), { paymentTimeoutSeconds: Number.NaN })],
  ])("is refused with a wrong %s", (field, make) => {
    expectError(errorOf(make), { code: "INVALID_OPTION", field });
  });
});
