import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import express from "express";
import { Hono } from "hono";
import { createInvoice, type VerifiedInvoice } from "uma-invoice";
import {
  createLnurlpHandler,
  createPayer,
  createPayRequestHandler,
  memoryIncomingPayments,
  type Payable,
  parseDecimal,
  settlePayment,
} from "uma-invoice/pay";
import { createKeyResolver, createVaspHandler } from "uma-invoice/vasp";
import { afterEach, describe, expect, test } from "vitest";
import { hex } from "../support/bytes.js";
import { keys } from "../support/keys.js";
import {
  integerWords,
  requiredFields as lightningFields,
  rawLightningInvoice,
  wordsOf,
} from "../support/rawLightningInvoice.js";
import { requiredFields } from "../support/sampleFields.js";
import { lightningPayment } from "../support/shopPayments.js";

type Handler = (request: Request) => Promise<Response>;

const adapters: { readonly [name: string]: (handler: Handler) => RequestListener } = {
  "node:http": (handler) => getRequestListener(handler),
  Express: (handler) => express().use(getRequestListener(handler)),
  Hono: (handler) => getRequestListener(new Hono().all("*", (context) => handler(context.req.raw)).fetch),
  "Express, behind a parser that keeps the body as it came": (handler) =>
    express()
      .use(express.json({ verify: (request, _response, rawBody) => Object.assign(request, { rawBody }) }))
      .use(getRequestListener(handler)),
};

const servers: Server[] = [];
async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const keyResolver = createKeyResolver({ allowLoopback: true });
const wellKnown = ({ publicKey }: { readonly publicKey: string }) =>
  createVaspHandler({
    keys: { signingPublicKey: publicKey, encryptionPublicKey: publicKey },
    configuration: { name: "VASP", umaMajorVersions: [1] },
  });
const expiration = 4_102_444_800;
const multiplier = parseDecimal("23400");

/** A receiver's VASP behind an adapter, a payer's, and a Lightning network of the two. */
async function setUp(adapter: (handler: Handler) => RequestListener) {
  const preimages = new Map<string, string>();
  const payments = memoryIncomingPayments();
  const errors: unknown[] = [];
  const bills = new Map<string, Payable>();
  let domain = "";
  const receiver = () => ({
    callback: `http://${domain}/uma/payreq/bob`,
    metadata: '[["text/plain","Pay Bob"]]',
    currencies: [
      {
        ...{ code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
        ...{ multiplier, convertible: { min: 1n, max: 1_000_000n } },
      },
    ],
    minSendable: 1n,
    maxSendable: 1_000_000_000n,
    kycStatus: "VERIFIED" as const,
    isSubjectToTravelRule: false,
  });
  const shared = {
    signingKey: keys.second.secretKey,
    keyResolver,
    onError: (error: unknown) => errors.push(error),
  };
  const payRequest = createPayRequestHandler({
    ...shared,
    payments,
    find: ({ url }) =>
      url.endsWith("/bob")
        ? { umaAddress: `$bob@${domain}`, ...receiver() }
        : bills.get(new URL(url).pathname),
    rate: () => ({ multiplier, feeMsat: 250n }),
    createLightningInvoice({ amountMsat, descriptionHash, expirySeconds }) {
      const { preimage, paymentHash } = lightningPayment();
      const text = rawLightningInvoice({
        prefix: `lnbc${amountMsat * 10n}p`,
        timestamp: Math.floor(Date.now() / 1000),
        fields: [
          ["p", wordsOf(hex(paymentHash))],
          ...lightningFields.filter(([type]) => type === "s"),
          ["h", wordsOf(hex(descriptionHash))],
          ["x", integerWords(expirySeconds)],
        ],
      });
      preimages.set(text, preimage);
      return text;
    },
  });
  const published = wellKnown(keys.second);
  let lnurlp: Handler;
  domain = await listen(
    adapter((request) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/uma/payreq/")) return payRequest(request);
      return pathname.startsWith("/.well-known/lnurlp/") ? lnurlp(request) : published(request);
    }),
  );
  lnurlp = createLnurlpHandler({
    ...shared,
    domain,
    find: (address) => (address === `$bob@${domain}` ? receiver() : undefined),
  });
  const payer = createPayer({
    identifier: `$alice@${await listen(getRequestListener(wellKnown(keys.first)))}`,
    compliance: { kycStatus: "VERIFIED" },
    signingKey: keys.first.secretKey,
    wallet: { sendPayment: async (text) => ({ preimage: preimages.get(text)! }) },
    keyResolver,
    limits: { maxAmountMsat: 100_000_000n },
    allowLoopback: true,
  });
  const invoice = createInvoice(
    {
      ...requiredFields,
      receiverUma: `$bob@${domain}`,
      expiration,
      callback: `http://${domain}/uma/payreq/bill-1`,
      maxNumPayments: 1,
    },
    keys.second.secretKey,
  ) as VerifiedInvoice;
  bills.set("/uma/payreq/bill-1", { invoice });
  return { payer, invoice, domain, payments, errors };
}

describe.each(Object.entries(adapters))("under %s", (_name, adapter) => {
  test("a bill is paid by its callback, and counted once", async () => {
    const { payer, invoice, payments, errors } = await setUp(adapter);
    const { paymentHash } = await payer.pay(invoice);
    const options = { payments, settledAt: new Date() };
    expect(await settlePayment(paymentHash, options)).toMatchObject({ isNews: true });
    expect(await settlePayment(paymentHash, options)).toMatchObject({ isNews: false });
    expect(errors).toEqual([]);
  });

  test("an address is paid", async () => {
    const { payer, domain, errors } = await setUp(adapter);
    const order = { umaAddress: `$bob@${domain}`, amount: 250n, currency: "USD", decimals: 2 };
    expect((await payer.payAddress(order)).agreed.amountMsat).toBe(5_850_250n);
    expect(errors).toEqual([]);
  });
});

test("behind a parser that keeps nothing, nobody is paid, and the receiver is told why", async () => {
  const { payer, invoice, errors } = await setUp((handler) =>
    express().use(express.json()).use(getRequestListener(handler)),
  );
  await expect(payer.pay(invoice)).rejects.toMatchObject({ code: "RECEIVER_REFUSED", status: 500 });
  expect(String(errors[0])).toContain("body parser");
});
