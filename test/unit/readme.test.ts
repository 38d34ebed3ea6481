import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import express from "express";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { z } from "zod";
import * as core from "../../src/index.js";
import * as pay from "../../src/pay/index.js";
import * as tlv from "../../src/tlv/index.js";
import * as wasm from "../../src/wasm/index.js";
import { createPaywall, memorySettlements, type PaymentOrder } from "../../src/x402/index.js";
import { type Outcome, readReadme, runExample } from "../support/docExamples.js";
import { payNames } from "../support/exampleNames/payNames.js";
import { qrNames } from "../support/exampleNames/qrNames.js";
import { requestNames } from "../support/exampleNames/requestNames.js";
import { vaspNames } from "../support/exampleNames/vaspNames.js";
import { x402Names } from "../support/exampleNames/x402Names.js";
import { interopTable } from "../support/interopTable.js";
import { keys } from "../support/keys.js";
import { secp256k1 } from "../support/nativeEcdsa.js";
import { shopOptions } from "../support/openShop.js";
import { requiredFields } from "../support/sampleFields.js";
import { saysSo } from "../support/saysSo.js";
import { lightningPayment } from "../support/shopPayments.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

const { secretKey, publicKey } = keys.first;

const installed = createRequire(import.meta.url);

/** Runs the examples below a heading with nothing but what they import and a reader has at hand. */
async function run(heading: string, names: { readonly [name: string]: unknown } = {}) {
  const { fetch } = requestNames;
  const packages: { readonly [name: string]: unknown } = {
    "uma-invoice": core,
    "uma-invoice/pay": {
      ...payNames,
      lndWallet: () => payNames.wallet,
      createPayer: (options: pay.PayerOptions) => pay.createPayer({ fetch: payNames.fetch, ...options }),
    },
    "uma-invoice/qr": qrNames,
    "uma-invoice/request": {
      ...requestNames,
      deliverInvoice: (invoice: core.Invoice) => requestNames.deliverInvoice(invoice, { fetch }),
    },
    "uma-invoice/tlv": tlv,
    "uma-invoice/vasp": {
      ...vaspNames,
      createKeyResolver: () => requestNames.createKeyResolver({ fetch }),
    },
    "uma-invoice/wasm": wasm,
    "uma-invoice/x402": x402Names,
    "uma-invoice/x402/scheme": x402Names,
    secp256k1,
  };
  const require = ((name: string) => packages[name] ?? installed(name)) as NodeJS.Require;
  const outcomes: Outcome[] = [];
  for (const example of readReadme().filter(({ name }) => name === heading))
    outcomes.push(...(await runExample(example, names, require)));
  return outcomes;
}

/** Runs them, and says of each comment that is not just words whether it is right. */
async function verdicts(heading: string, names?: { readonly [name: string]: unknown }) {
  const said = (await run(heading, names)).map(({ comment, actual }) => saysSo(comment, actual));
  return said.filter((verdict) => verdict !== undefined);
}

test("the receiving side writes an invoice", async () => {
  expect((await run("Asking for money", { secretKey })).map(({ actual }) => actual)).toEqual([
    expect.stringMatching(/^uma1qq/),
  ]);
});

test("the paying side gives what the comments say", async () => {
  const requiredPayerData = { name: { mandatory: true }, email: { mandatory: false } };
  const text = core.encodeInvoice(core.createInvoice({ ...requiredFields, requiredPayerData }, secretKey));
  expect(await verdicts("Verifying", { text, publicKey })).toEqual([true, true, true]);
});

test("an invoice gets to its payer", async () => {
  const { invoice, invoiceForAlice } = requestNames;
  expect(await verdicts("Getting an invoice to its payer", { invoice, invoiceForAlice })).toEqual([
    true,
    true,
  ]);
});

test("an invoice is received", async () => {
  const app = new Hono();
  await run("Receiving one", { input: `uma:${requestNames.text}`, notify: () => {}, app });
  const response = await app.request("https://vasp1.com/uma/requests");
  expect(response.status).toBe(405);
});

test("the keys of a VASP are published", async () => {
  expect(await verdicts("Keys of VASPs", { pem: vaspNames.pem })).toEqual([true]);
});

test("an invoice is paid", async () => {
  const { macaroon } = payNames;
  const invoice = core.verifyInvoice(requestNames.text, { publicKey });
  const names = { secretKey, macaroon, invoice, isProofOfPayment: core.isProofOfPayment };
  expect(await verdicts("Paying", names)).toEqual([true, true]);
});

test("a receiver is paid", async () => {
  const app = new Hono();
  const { node, paymentHash } = payNames;
  await run("Being paid", { secretKey, bills: new Map(), node, app, paymentHash });
  const response = await app.request("https://vasp2.com/api/uma/payreq", { method: "POST" });
  expect(await response.json()).toMatchObject({ status: "ERROR" });
});

test("a resource is paid for", async () => {
  expect(
    await verdicts("Paying for HTTP resources", {
      payer: {
        pay: async () => ({ preimage: "07".repeat(32) }),
        payAddress: async () => ({ preimage: "07".repeat(32) }),
      },
    }),
  ).toEqual([true]);
});

test("a resource is sold", async () => {
  const { bindingKey, notification } = x402Names;
  const names = { app: express(), secretKey, bindingKey, notification };
  expect(await verdicts("Selling HTTP resources", names)).toEqual([true]);
});

test("a tool of MCP is sold", async () => {
  const settlements = memorySettlements();
  const paywall = createPaywall({ ...shopOptions, settlements });
  const server = new McpServer({ name: "shop", version: "1.0.0" });
  const client = new Client({ name: "agent", version: "1.0.0" });
  async function pay(order: PaymentOrder): Promise<string> {
    if (!("invoice" in order)) throw new Error("asked to pay an address");
    const { receiverUma, amount, receivingCurrency, invoiceUUID } = order.invoice;
    const { preimage, paymentHash } = lightningPayment();
    const settledAt = Math.floor(Date.now() / 1000);
    const settlement = { receiverUma, amount, currency: receivingCurrency.code, settledAt, invoiceUUID };
    settlements.settle(paymentHash, settlement);
    return preimage;
  }
  // Tools are registered before, and clients connect after that.
  const callTool: Client["callTool"] = async (...call) => {
    if (!client.transport) {
      const [one, other] = InMemoryTransport.createLinkedPair();
      await Promise.all([server.connect(one), client.connect(other)]);
    }
    return client.callTool(...call);
  };
  const { keyResolver } = x402Names;
  const names = { server, client: { callTool }, paywall, pay, keyResolver, z };
  expect(await verdicts("Selling tools of MCP", names)).toEqual([true]);
  await client.close();
});

test("the published x402 packages take the plug-ins", async () => {
  const { settlements, invoices, pay, keyResolver } = x402Names;
  const fetch = async () => new Response("free of charge");
  const names = { app: express(), settlements, invoices, pay, keyResolver, fetch };
  expect(await verdicts("With the published x402 packages", names)).toEqual([]);
});

test("the engine for browsers verifies", async () => {
  const text = core.encodeInvoice(core.createInvoice(requiredFields, secretKey));
  expect(await verdicts("Verification engines", { text, publicKey })).toContain(true);
});

test("the message of one's own gives what the comments say", async () => {
  expect(await verdicts("Messages of your own")).toEqual([true]);
});

test("the table of SDKs says what the fixtures and checkInterop say", () => {
  expect(readme).toContain(`<!-- interop:start -->\n\n${interopTable()}\n<!-- interop:end -->`);
});
