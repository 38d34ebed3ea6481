import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { x402Client } from "@x402/core/client";
import { x402ResourceServer } from "@x402/core/server";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import {
  createUmaTools,
  decodePaymentRequired,
  encodePaymentRequired,
  mcpPaywall,
  memorySettlements,
  type PaymentOrder,
  type PaywallOptions,
  receiptOf,
  type ToolCall,
  type ToolResult,
  UmaPaymentError,
  type UmaToolsOptions,
} from "../../../src/x402/index.js";
import { exactUmaClient, exactUmaFacilitator, exactUmaServer } from "../../../src/x402/scheme/index.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keyResolverOf } from "../../support/keyResolverOf.js";
import { keys } from "../../support/keys.js";
import { bindingKey, fiveCents, openShop, shopInvoices } from "../../support/openShop.js";
import { beforeExpiration } from "../../support/sampleFields.js";
import { lightningPayment } from "../../support/shopPayments.js";

const now = () => beforeExpiration;
const keyResolver = keyResolverOf(keys.first);
const maxAmount = { USD: "0.10" };
const bern = { name: "weather", arguments: { city: "Bern" } };
const text = (said: string) => [{ type: "text" as const, text: said }];

/** A server of MCP that sells the weather, by the published package. */
async function openToolShop(
  options: Partial<PaywallOptions> = {},
  tool: (city: string) => object | Promise<object> = (city) => ({ content: text(`sunny in ${city}`) }),
) {
  const shop = openShop(options);
  const server = new McpServer({ name: "shop", version: "1.0.0" });
  const cities: string[] = [];
  server.registerTool(
    "weather",
    { inputSchema: { city: z.string() } },
    mcpPaywall(shop.paywall, "weather", async ({ city }: { city: string }, _call: object) => {
      cities.push(city);
      return tool(city);
    }),
  );
  server.registerTool("free", {}, () => ({ content: text("hello") }));
  server.registerTool(
    "rain",
    {},
    mcpPaywall(shop.paywall, "rain", (_call: object) => ({ content: text("rain") })),
  );
  return { ...(await connect(server)), shop, cities };
}

async function connect(server: McpServer) {
  const client = new Client({ name: "agent", version: "1.0.0" });
  const [one, other] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(one), client.connect(other)]);
  onTestFinished(() => client.close());
  return { client };
}

/** An agent, whose wallet pays what the VASP of the shop is told of. */
function agentOf(
  client: Parameters<typeof createUmaTools>[0],
  settlements: ReturnType<typeof memorySettlements>,
  options: Partial<UmaToolsOptions> = {},
) {
  const orders: PaymentOrder[] = [];
  const tools = createUmaTools(client, {
    async pay(order) {
      orders.push(order);
      return payOrder(order, settlements);
    },
    ...{ maxAmount, keyResolver, now, maxWaitSeconds: 0 },
    ...options,
  });
  return { tools, orders };
}

function payOrder(order: PaymentOrder, settlements: ReturnType<typeof memorySettlements>): string {
  if (!("invoice" in order)) throw new Error("asked to pay an address");
  const { preimage, paymentHash } = lightningPayment();
  const { receiverUma, amount, receivingCurrency, invoiceUUID } = order.invoice;
  const settlement = { receiverUma, amount, currency: receivingCurrency.code, settledAt: now(), invoiceUUID };
  settlements.settle(paymentHash, settlement);
  return preimage;
}

describe("a tool that is sold", () => {
  test("says to whoever calls it what is required, in both places", async () => {
    const { client, cities } = await openToolShop();
    const result = (await client.callTool(bern)) as ToolResult;
    expect(result.isError).toBe(true);
    const { x402Version, resource, accepts } = result.structuredContent as { [name: string]: unknown };
    expect({ x402Version, resource }).toMatchObject({
      x402Version: 2,
      resource: { url: "mcp://tool/weather" },
    });
    expect(accepts).toEqual([
      expect.objectContaining({ scheme: "exact", network: "uma:mainnet", amount: "5" }),
    ]);
    expect(JSON.parse(result.content[0]!.text)).toEqual(result.structuredContent);
    expect(result._meta).toEqual({});
    expect(cities).toEqual([]);
  });

  test("is bought by an agent, once for each call, and what was paid is known", async () => {
    const { client, shop, cities } = await openToolShop();
    const { tools, orders } = agentOf(client, shop.settlements);
    const result = await tools.callTool(bern);
    expect(result.content).toEqual(text("sunny in Bern"));
    expect(result._meta?.["x402/payment-response"]).toMatchObject({ success: true, network: "uma:mainnet" });
    expect(receiptOf(result)).toMatchObject({
      offer: { resource: "mcp://tool/weather" },
      answer: { success: true },
    });
    await tools.callTool({ ...bern, arguments: { city: "Basel" } });
    expect([cities, orders.length]).toEqual([["Bern", "Basel"], 2]);
  });

  test("is free where it costs nothing, and without a receipt", async () => {
    const { client, shop } = await openToolShop();
    const { tools, orders } = agentOf(client, shop.settlements);
    const result = await tools.callTool({ name: "free" });
    expect([result.content, receiptOf(result), orders]).toEqual([text("hello"), undefined, []]);
  });

  test("may have no arguments, and keeps what a caller says in _meta", async () => {
    const { client, shop } = await openToolShop();
    const { tools } = agentOf(client, shop.settlements);
    const result = await tools.callTool({ name: "rain", _meta: { progressToken: 7 } });
    expect(result.content).toEqual(text("rain"));
  });

  test("is not opened twice by one payment, nor with other arguments", async () => {
    const { client, shop, cities } = await openToolShop();
    const { tools } = agentOf(client, shop.settlements);
    const receipt = receiptOf(await tools.callTool(bern))!;
    const accepted = { ...receipt.offer };
    const again = (call: ToolCall) => client.callTool(call) as Promise<ToolResult>;
    const payment = {
      ...{
        x402Version: 1,
        scheme: "exact",
        network: accepted.network,
        payload: { preimage: receipt.preimage },
      },
    };
    const _meta = { "x402/payment": payment };
    const twice = await again({ ...bern, _meta });
    expect(twice._meta?.["x402/payment-response"]).toMatchObject({ errorReason: "duplicate_settlement" });
    const { preimage, paymentHash } = lightningPayment();
    const offer = decodePaymentRequired(JSON.stringify({ ...(await again(bern)).structuredContent }));
    const { settlements } = shop;
    const { invoiceUUID } = (await settlements.settled(paymentHashOf(receipt))) ?? {};
    await settlements.settle(paymentHash, {
      ...{ receiverUma: offer.accepts[0]!.payTo, amount: 5n, currency: "USD", settledAt: now() },
      ...(invoiceUUID && { invoiceUUID }),
    });
    const other = { "x402/payment": { ...payment, payload: { preimage } } };
    const elsewhere = await again({ name: "weather", arguments: { city: "Basel" }, _meta: other });
    expect(elsewhere._meta?.["x402/payment-response"]).toMatchObject({ errorReason: "wrong_resource" });
    expect(cities).toEqual(["Bern"]);
  });

  test.each<[string, object, string]>([
    ["of nothing", {}, "invalid_x402_version"],
    ["of a preimage that is too short", { payload: { preimage: "07" } }, "invalid_payload"],
  ])("says of a payment %s that it is malformed, and makes no offer", async (_, changes, errorReason) => {
    const { client } = await openToolShop();
    const good = { x402Version: 1, scheme: "exact", network: "uma" };
    const payment = Object.keys(changes).length > 0 ? { ...good, ...changes } : {};
    const result = (await client.callTool({ ...bern, _meta: { "x402/payment": payment } })) as ToolResult;
    expect(result.isError).toBe(true);
    expect(Object.keys(result.structuredContent!)).toEqual(["error"]);
    const answers = [result._meta?.["x402/payment-response"]];
    expect(answers).toMatchObject([{ success: false, errorReason }]);
  });

  test.each<[string, () => unknown]>([
    ["gives nothing", () => undefined],
    [
      "gives a result whose _meta cannot be read",
      () => ({
        get _meta() {
          throw new Error("gone");
        },
      }),
    ],
  ])("that %s gives the payment back", async (_, tool) => {
    const shop = openShop();
    let isBroken = true;
    const callback = mcpPaywall(shop.paywall, "weather", async (_args: object, _call: object) =>
      isBroken ? (tool() as object) : { content: text("sunny") },
    );
    const client = { callTool: ({ arguments: args = {}, _meta }: ToolCall) => callback(args, { _meta }) };
    const { tools, orders } = agentOf(client, shop.settlements);
    const error = await rejectionOf(tools.callTool(bern));
    expectError(error, { code: "PAYMENT_UNCONFIRMED" });
    expect((error as Error).cause).toMatchObject({ code: "INVALID_OPTION", field: "result" });
    isBroken = false;
    const result = await (await (error as UmaPaymentError).resume()).json();
    expect([result.content, orders.length]).toEqual([text("sunny"), 1]);
  });

  test("gives the payment back to who is gone by the time that it is taken", async () => {
    const shop = openShop();
    const controller = new AbortController();
    const { admit } = shop.paywall;
    const paywall = {
      ...shop.paywall,
      async admit(request: Request) {
        if (request.headers.has("payment-signature")) {
          // Its body is read by the time that it is gone.
          const body = await request.arrayBuffer();
          const verdict = admit(
            new Request(request.url, {
              ...request,
              method: "POST",
              headers: request.headers,
              body,
              signal: request.signal,
            }),
          );
          controller.abort();
          return verdict;
        }
        return admit(request);
      },
    };
    const served: string[] = [];
    const callback = mcpPaywall(paywall, "weather", async (_args: object, _call: object) => {
      served.push("sunny");
      return { content: text("sunny") };
    });
    let signal: AbortSignal = controller.signal;
    const client = {
      callTool: ({ arguments: args = {}, _meta }: ToolCall) => callback(args, { _meta, signal }),
    };
    const { tools } = agentOf(client, shop.settlements);
    const outcome = await tools.callTool(bern).catch((error: unknown) => error);
    expect(served).toEqual([]);
    signal = new AbortController().signal;
    const receipt = outcome instanceof UmaPaymentError ? outcome.receipt : receiptOf(outcome as object)!;
    expect((await (await receipt.resume()).json()).content).toEqual(text("sunny"));
  });

  test.each<[string, () => object, number]>([
    ["fails", () => ({ isError: true, content: text("no data") }), 1],
    ["throws", () => Promise.reject(new Error("no data")), 1],
  ])("that %s gives the payment back", async (_, tool, failures) => {
    let calls = 0;
    const { client, shop } = await openToolShop({}, (city) =>
      calls++ < failures ? tool() : { content: text(`sunny in ${city}`) },
    );
    const { tools, orders } = agentOf(client, shop.settlements);
    const failed = await tools.callTool(bern);
    expect(failed.isError).toBe(true);
    expect(failed.content).toEqual(text("no data"));
    const again = await receiptOf(failed)!.resume();
    expect((await again.json()).content).toEqual(text("sunny in Bern"));
    expect(orders).toHaveLength(1);
  });
});

function paymentHashOf({ answer }: { readonly answer?: { readonly transaction?: string } }): string {
  return answer!.transaction!;
}

describe("an agent", () => {
  test.each<[string, Partial<UmaToolsOptions>]>([
    ["too dear", { maxAmount: { USD: "0.04" } }],
    ["on another network", { network: "uma-testnet" }],
  ])("does not pay what is %s", async (_, options) => {
    const { client, shop } = await openToolShop();
    const { tools, orders } = agentOf(client, shop.settlements, options);
    expectError(await rejectionOf(tools.callTool(bern)), { code: "OFFER_REFUSED", field: "accepts" });
    expect(orders).toEqual([]);
  });

  /** A server that answers as it is told to, by what it is asked. */
  function scripted(answer: (call: ToolCall) => unknown) {
    const calls: ToolCall[] = [];
    const client = {
      async callTool(call: ToolCall) {
        calls.push(call);
        return answer(call) as object;
      },
    };
    return { client, calls };
  }

  async function requiredOf(name: string, shop = openShop()) {
    const response = await shop.paywall.admit(
      new Request(`mcp://tool/${name}`, { method: "POST", body: "{}" }),
    );
    if (response.admitted) throw new Error("admitted");
    return decodePaymentRequired(response.response.headers.get("payment-required")!);
  }

  test("does not pay for another tool than it called", async () => {
    const required = await requiredOf("storm");
    const structuredContent = JSON.parse(atob(encodePaymentRequired(required)));
    const { client } = scripted(() => ({ isError: true, structuredContent, content: [] }));
    const { tools, orders } = agentOf(client, memorySettlements({ now }));
    expectError(await rejectionOf(tools.callTool(bern)), { code: "OFFER_REFUSED", field: "accepts" });
    expect(orders).toEqual([]);
  });

  test.each([1, 2] as const)(
    "reads what is required in version %i from the text alone",
    async (x402Version) => {
      const shop = openShop();
      const { resource: _, extensions: _1, ...required } = await requiredOf("weather", shop);
      const written = encodePaymentRequired({ ...required, x402Version });
      const json = x402Version === 1 ? written : atob(written);
      const { client, calls } = scripted(({ _meta }) =>
        _meta ? { content: text("sunny") } : { isError: true, content: text(json) },
      );
      const { tools } = agentOf(client, shop.settlements);
      expect((await tools.callTool(bern)).content).toEqual(text("sunny"));
      expect(calls[1]?._meta?.["x402/payment"]).toMatchObject({ x402Version });
    },
  );

  test.each<[string, unknown]>([
    ["an error of the tool's own", { isError: true, content: text("no such city") }],
    ["an error in an odd form", { isError: true, content: [] }],
    ["an error without content", { isError: true }],
    ["an error that is JSON", { isError: true, content: text('{"x402Version":2}') }],
    [
      "a result that speaks of x402",
      { content: text("{}"), structuredContent: { x402Version: 2, accepts: [] } },
    ],
    ["a result whose _meta is none", { content: [], _meta: "x" }],
  ])("takes %s as it is", async (_, answer) => {
    const { client, calls } = scripted(() => answer);
    const { tools, orders } = agentOf(client, memorySettlements({ now }));
    expect(await tools.callTool(bern)).toBe(answer);
    expect([calls, orders]).toEqual([[bern], []]);
  });

  test("refuses a result that cannot be read", async () => {
    const answer = {
      get _meta() {
        throw new Error("gone");
      },
    };
    const { tools } = agentOf(scripted(() => answer).client, memorySettlements({ now }));
    expectError(await rejectionOf(tools.callTool(bern)), { code: "INVALID_RESPONSE", field: "result" });
  });

  test("refuses offers that are none", async () => {
    const structuredContent = { x402Version: 2, accepts: [] };
    const { client } = scripted(() => ({ isError: true, structuredContent, content: [] }));
    const { tools } = agentOf(client, memorySettlements({ now }));
    expect((await rejectionOf(tools.callTool(bern))).code).toBe("INVALID_PAYMENT_REQUIREMENTS");
  });

  test.each<[string, (required: object) => unknown, string, string]>([
    [
      "a refusal",
      (required) => ({ isError: true, structuredContent: required, content: [] }),
      "PAYMENT_REFUSED",
      "a refusal",
    ],
    [
      "that it is malformed",
      () => ({
        ...{ isError: true, content: [], structuredContent: { error: "malformed" } },
        _meta: {
          "x402/payment-response": { success: false, network: "uma:mainnet", errorReason: "invalid_payload" },
        },
      }),
      "PAYMENT_REFUSED",
      "invalid_payload",
    ],
    [
      "nothing, as the connection breaks",
      () => Promise.reject(new Error("broken")),
      "PAYMENT_UNCONFIRMED",
      "found none",
    ],
  ])("that has paid and gets %s keeps its proof, and may ask again", async (_, answer, code, says) => {
    const shop = openShop();
    const required = JSON.parse(atob(encodePaymentRequired(await requiredOf("weather", shop))));
    let isBroken = true;
    const { client } = scripted(({ _meta }) => {
      if (!_meta) return { isError: true, structuredContent: required, content: [] };
      return isBroken ? answer(required) : { content: text("sunny") };
    });
    const { tools, orders } = agentOf(client, shop.settlements);
    const error = await rejectionOf(tools.callTool(bern));
    expect(error).toBeInstanceOf(UmaPaymentError);
    expectError(error, { code: code as "PAYMENT_REFUSED", says: [says] });
    isBroken = false;
    const result = await (await (error as UmaPaymentError).resume()).json();
    expect([result.content, orders.length]).toEqual([text("sunny"), 1]);
  });

  test("whose call was ended after the payment asks again with a signal of its own, or none", async () => {
    const shop = openShop();
    const required = JSON.parse(atob(encodePaymentRequired(await requiredOf("weather", shop))));
    const controller = new AbortController();
    const handed: unknown[] = [];
    const client = {
      async callTool(
        { _meta }: ToolCall,
        _schema?: unknown,
        options: { signal?: AbortSignal; timeout?: number } = {},
      ) {
        handed.push(options);
        if (!_meta) return { isError: true, structuredContent: required, content: [] };
        if (handed.length === 2) controller.abort(new Error("enough"));
        options.signal?.throwIfAborted();
        return { content: text("sunny") };
      },
    };
    const { tools, orders } = agentOf(client, shop.settlements);
    const error = await rejectionOf(tools.callTool(bern, { signal: controller.signal, timeout: 5000 }));
    expectError(error, { code: "PAYMENT_UNCONFIRMED" });
    const { signal } = new AbortController();
    for (const options of [undefined, { signal }]) {
      const result = await (await (error as UmaPaymentError).resume(options)).json();
      expect(result.content).toEqual(text("sunny"));
    }
    expect(handed.slice(2)).toEqual([{ timeout: 5000 }, { timeout: 5000, signal }]);
    expect(orders).toHaveLength(1);
  });

  test.each([null, undefined, "sunny"])(
    "that has paid and gets %j for a result keeps its proof",
    async (answer) => {
      const shop = openShop();
      const required = JSON.parse(atob(encodePaymentRequired(await requiredOf("weather", shop))));
      const { client } = scripted(({ _meta }) =>
        _meta ? answer : { isError: true, structuredContent: required, content: [] },
      );
      const { tools } = agentOf(client, shop.settlements);
      const error = await rejectionOf(tools.callTool(bern));
      expectError(error, { code: "PAYMENT_UNCONFIRMED" });
      expect((error as UmaPaymentError).preimage).toMatch(/^[0-9a-f]{64}$/);
    },
  );

  test("hands the client its signal and options, and ends with it", async () => {
    const { client, shop } = await openToolShop();
    const { tools, orders } = agentOf(client, shop.settlements);
    await expect(tools.callTool(bern, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
      "enough",
    );
    expect((await tools.callTool(bern, { timeout: 5000 })).content).toEqual(text("sunny in Bern"));
    expect(orders).toHaveLength(1);
  });

  test.each([[{}], [{ name: "" }], [{ name: "\ud800" }], [undefined]])(
    "calls no tool without a name: %j",
    async (call) => {
      const { client, calls } = scripted(() => ({}));
      const { tools } = agentOf(client, memorySettlements({ now }));
      expect((await rejectionOf(tools.callTool(call as never))).code).toBe("INVALID_FIELD");
      expect(calls).toEqual([]);
    },
  );
});

describe("with the published x402 packages,", () => {
  test("an x402Client buys what a paywall of ours sells", async () => {
    const { client, shop } = await openToolShop();
    const scheme = exactUmaClient({
      pay: async (order) => payOrder(order, shop.settlements),
      ...{ maxAmount, keyResolver, now },
    });
    const buyer = new x402Client().register("uma:mainnet", scheme);
    const { structuredContent } = (await client.callTool(bern)) as ToolResult;
    const payment = await buyer.createPaymentPayload(structuredContent as never);
    const result = (await client.callTool({
      ...bern,
      _meta: { "x402/payment": { ...payment } },
    })) as ToolResult;
    expect(result.content).toEqual(text("sunny in Bern"));
    expect(result._meta?.["x402/payment-response"]).toMatchObject({ success: true });
  });

  test("an x402ResourceServer sells to an agent of ours", async () => {
    const settlements = memorySettlements({ now });
    const shop = {
      ...{ settlements, invoices: shopInvoices, currencies: [fiveCents.currency], now, maxWaitSeconds: 0 },
    };
    const seller = new x402ResourceServer(
      exactUmaFacilitator({ settlements, invoices: { bindingKey }, maxWaitSeconds: 0 }),
    );
    seller.register("uma:mainnet", exactUmaServer(shop));
    await seller.initialize();
    const terms = {
      scheme: "exact",
      network: "uma:mainnet",
      payTo: "$shop@vasp.com",
      price: "$0.05",
    } as const;
    const resource = { url: "mcp://tool/weather", description: "", mimeType: "" };
    const server = new McpServer({ name: "shop", version: "1.0.0" });
    server.registerTool("weather", { inputSchema: { city: z.string() } }, async ({ city }, { _meta }) => {
      const requirements = await seller.buildPaymentRequirements(terms);
      const payment = _meta?.["x402/payment"] as never;
      const required = await seller.createPaymentRequiredResponse(
        requirements,
        resource,
        "payment is required",
      );
      if (!payment) {
        const said = { ...required } as { [name: string]: unknown };
        return { isError: true, structuredContent: said, content: text(JSON.stringify(said)) };
      }
      const { accepted } = payment as { accepted: never };
      const answer = await seller.settlePayment(payment, accepted);
      const _answer = { "x402/payment-response": { ...answer } };
      return { content: text(`sunny in ${city}`), _meta: _answer };
    });
    const { client } = await connect(server);
    const { tools, orders } = agentOf(client, settlements);
    const result = await tools.callTool(bern);
    expect(result.content).toEqual(text("sunny in Bern"));
    expect(receiptOf(result)?.answer).toMatchObject({ success: true });
    expect(orders).toHaveLength(1);
  });
});

describe("a wrong option is refused:", () => {
  const { paywall } = openShop();
  test.each<[string, () => unknown]>([
    ["paywall.admit", () => mcpPaywall({} as never, "weather", () => ({}))],
    ["name", () => mcpPaywall(paywall, "", () => ({}))],
    ["name", () => mcpPaywall(paywall, 5 as never, () => ({}))],
    ["handler", () => mcpPaywall(paywall, "weather", 5 as never)],
    ["client.callTool", () => createUmaTools({} as never, { pay: async () => "", maxAmount, keyResolver })],
    [
      "maxWaitSeconds",
      () => agentOf({ callTool: async () => ({}) }, memorySettlements(), { maxWaitSeconds: -1 }),
    ],
  ])("%s", (field, make) => {
    expectRefusal(make, { code: "INVALID_OPTION", field });
    expect(errorOf(make).message).toContain("expected");
  });
});

test.each<[string, unknown]>([
  ["verdict.admitted", undefined],
  ["verdict", null],
  ["verdict.admitted", {}],
  ["verdict.conclude", { admitted: true }],
  ["response.status", { admitted: false }],
])("a paywall of somebody else's has to give a verdict: without %s, it fails", async (field, verdict) => {
  const callback = mcpPaywall({ admit: async () => verdict } as never, "weather", () => ({}));
  expectError(await rejectionOf(callback()), { code: "INVALID_OPTION", field });
});
