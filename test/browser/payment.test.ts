import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import cors from "cors";
import { build } from "esbuild";
import express from "express";
import type { Browser, Page } from "playwright-core";
import { createInvoice, decodeInvoice } from "uma-invoice";
import { createVaspHandler } from "uma-invoice/vasp";
import { createPaywall, expressPaywall, memorySettlements } from "uma-invoice/x402";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pemOf } from "../support/certificates.js";
import { keys } from "../support/keys.js";
import { bindingKey, fiveCents } from "../support/openShop.js";
import { launchChromium } from "./launchChromium.js";

const wallet = `
  import { encodeInvoice } from "uma-invoice";
  import { createKeyResolver } from "uma-invoice/vasp";
  import { createUmaFetch, receiptOf } from "uma-invoice/x402";

  const umaFetch = createUmaFetch({
    pay: async ({ invoice }) => (await fetch("/ledger", { method: "POST", body: encodeInvoice(invoice) })).text(),
    maxAmount: { USD: "0.05" },
    keyResolver: createKeyResolver({ allowLoopback: true }),
  });
  globalThis.buy = async (...request) => {
    const response = await umaFetch(...request);
    return { status: response.status, text: await response.text(), paid: receiptOf(response)?.preimage };
  };
`;

let browser: Browser;
let server: Server;
/** The same shop at another origin, behind Express and plain `cors()`. */
let remote: Server;
let script: string;
let paid: string[];
let isLate: boolean;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: wallet, resolveDir: import.meta.dirname },
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  script = outputFiles[0]!.text;
  server = createServer();
  await listen(server);
  const { site, shop } = openSite();
  server.on("request", getRequestListener(site));
  remote = createServer(shop);
  await listen(remote);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  for (const one of [server, remote]) {
    one?.closeAllConnections();
    one?.close();
  }
});

function listen(one: Server): Promise<void> {
  return new Promise((resolve) => one.listen(0, "127.0.0.1", resolve));
}

function originOf(one: Server): string {
  return `http://localhost:${(one.address() as AddressInfo).port}`;
}

/**
 * The page, its shop, and the VASP of both, at one origin, and the shop at another, of whose payments the VASP
 * tells late. The ledger stands for the Lightning network.
 */
function openSite() {
  const settlements = memorySettlements();
  const paywall = createPaywall({
    price: fiveCents,
    payTo: `$shop@localhost:${(server.address() as AddressInfo).port}`,
    settlements,
    invoices: {
      create: (fields) =>
        createInvoice(
          { ...fields, isSubjectToTravelRule: false, callback: "https://vasp.com/uma/payreq" },
          keys.first.secretKey,
        ),
      bindingKey,
    },
  });
  const echo = paywall.protect(async (request) => new Response(await request.text()));
  const vasp = createVaspHandler({
    keys: { signingCertChain: pemOf("self-signed"), encryptionPublicKey: keys.first.publicKey },
    configuration: { name: "VASP", umaMajorVersions: [1] },
  });

  async function pay(request: Request): Promise<Response> {
    const { receiverUma, amount, receivingCurrency, invoiceUUID } = decodeInvoice(await request.text());
    const preimage = randomBytes(32);
    const settledAt = Math.floor(Date.now() / 1000);
    const settlement = { receiverUma, amount, currency: receivingCurrency.code, settledAt, invoiceUUID };
    const tell = () => settlements.settle(createHash("sha256").update(preimage).digest("hex"), settlement);
    if (isLate) setTimeout(tell, 700);
    else await tell();
    paid.push(preimage.toString("hex"));
    return new Response(paid.at(-1));
  }

  const shop = express();
  shop.use(cors());
  shop.get("/weather", expressPaywall(paywall), (_request, response) => {
    response.send("sunny");
  });

  const html = "<!doctype html><title>Wallet</title><script type=module src=/wallet.js></script>";
  const site = (request: Request): Response | Promise<Response> => {
    switch (new URL(request.url).pathname) {
      case "/":
        return new Response(html, { headers: { "content-type": "text/html" } });
      case "/wallet.js":
        return new Response(script, { headers: { "content-type": "text/javascript" } });
      case "/ledger":
        return pay(request);
      case "/echo":
        return echo(request);
      default:
        return vasp(request);
    }
  };
  return { site, shop };
}

async function openPage(): Promise<Page> {
  paid = [];
  const page = await browser.newPage();
  await page.goto(`${originOf(server)}/`);
  return page;
}

test("a page verifies an offer with the key that its receiver publishes, and pays for a POST, once", async () => {
  isLate = false;
  const page = await openPage();
  expect(await page.evaluate('buy("/echo", { method: "POST", body: "sunny?" })')).toEqual({
    status: 200,
    text: "sunny?",
    paid: paid[0],
  });
  expect(paid).toHaveLength(1);
});

test("a page buys from another origin, whose VASP tells of the payment late, and pays once", async () => {
  isLate = true;
  const page = await openPage();
  const bought = await page.evaluate(`buy("${originOf(remote)}/weather")`);
  expect(bought).toEqual({ status: 200, text: "sunny", paid: paid[0] });
  expect(paid).toHaveLength(1);
});
