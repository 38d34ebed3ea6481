import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { createInvoice, decodeInvoice } from "uma-invoice";
import { createVaspHandler } from "uma-invoice/vasp";
import { createPaywall, memorySettlements } from "uma-invoice/x402";
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
  globalThis.buy = async () => {
    const response = await umaFetch("/echo", { method: "POST", body: "sunny?" });
    return { status: response.status, text: await response.text(), paid: receiptOf(response)?.preimage };
  };
`;

let browser: Browser;
let server: Server;
let script: string;
let paid: string[];

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
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.on("request", getRequestListener(openSite()));
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

/** The page, its shop, and the VASP of both, at one origin. The ledger stands for the Lightning network. */
function openSite(): (request: Request) => Response | Promise<Response> {
  const settlements = memorySettlements();
  paid = [];
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
    configuration: { umaMajorVersions: [1] },
  });

  async function pay(request: Request): Promise<Response> {
    const { receiverUma, amount, receivingCurrency, invoiceUUID } = decodeInvoice(await request.text());
    const preimage = randomBytes(32);
    const settledAt = Math.floor(Date.now() / 1000);
    const settlement = { receiverUma, amount, currency: receivingCurrency.code, settledAt, invoiceUUID };
    await settlements.settle(createHash("sha256").update(preimage).digest("hex"), settlement);
    paid.push(preimage.toString("hex"));
    return new Response(paid.at(-1));
  }

  const html = "<!doctype html><title>Wallet</title><script type=module src=/wallet.js></script>";
  return (request) => {
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
}

test("a page verifies an offer with the key that its receiver publishes, and pays for a POST, once", async () => {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  const bought = await page.evaluate("buy()");
  expect(bought).toEqual({ status: 200, text: "sunny?", paid: paid[0] });
  expect(paid).toHaveLength(1);
});
