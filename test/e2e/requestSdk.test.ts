import {
  createUmaInvoice,
  fetchPublicKeyForVasp,
  InMemoryPublicKeyCache,
  InvoiceSerializer,
  KycStatus,
  PubKeyResponse,
} from "@uma-sdk/core";
import express from "express";
import { deliverInvoice } from "uma-invoice/request";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hex } from "../support/bytes.js";
import { keys } from "../support/keys.js";
import { serve } from "../support/serve.js";
import { startVasp, type Vasp } from "../support/startVasp.js";

const { secretKey, publicKey } = keys.second;
const local = { allowLoopback: true };

let ours: Vasp;
beforeEach(async () => {
  ours = await startVasp("127.0.0.1", keys.first);
});
afterEach(() => ours.close());

test("an invoice of a merchant on the JavaScript SDK is taken, verified with the key document of the SDK", async () => {
  const document = new PubKeyResponse(undefined, undefined, publicKey, publicKey, 4_102_444_800);
  const merchant = await serve(
    // As servers on the SDK do it: Express calls this text/html.
    express().get("/.well-known/lnurlpubkey", (_request, response) => {
      response.send(document.toJsonString());
    }),
  );
  const created = await createUmaInvoice(
    {
      receiverUma: `$bob@${merchant}`,
      invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
      amount: 1000,
      receivingCurrency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
      expiration: Math.floor(Date.now() / 1000) + 3600,
      isSubjectToTravelRule: true,
      requiredPayerData: { name: { mandatory: true } },
      commentCharsAllowed: undefined,
      senderUma: `$alice@${ours.domain}`,
      invoiceLimit: undefined,
      kycStatus: KycStatus.Verified,
      callback: `http://${merchant}/api/uma/payreq`,
    },
    hex(secretKey),
  );
  const response = await fetch(`http://${ours.domain}/uma/requests`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ invoice: InvoiceSerializer.toBech32(created) }),
  });
  expect(response.status).toBe(200);
  expect(ours.notices.map(({ invoice }) => [invoice.amount, invoice.receiverUma])).toEqual([
    [1000n, `$bob@${merchant}`],
  ]);
});

test("a payer's server on the JavaScript SDK reads our invoice, and our key document", async () => {
  const seen: unknown[] = [];
  let domain = "";
  const app = express().use(express.json());
  app.get("/.well-known/uma-configuration", (_request, response) => {
    response.send({ uma_major_versions: [0, 1], uma_request_endpoint: `http://${domain}/api/request` });
  });
  app.post("/api/request", async (request, response) => {
    const { amount, receiverUma, senderUma } = InvoiceSerializer.fromBech32(request.body.invoice);
    const [, vaspDomain] = receiverUma.split("@");
    const cache = new InMemoryPublicKeyCache();
    const found = await fetchPublicKeyForVasp({ cache, vaspDomain: vaspDomain! });
    seen.push([amount, senderUma, Buffer.from(found.getSigningPubKey()).toString("hex")]);
    response.send("Invoice received");
  });
  domain = await serve(app);
  const text = ours.invoiceFor({ ...ours, domain }, { amount: 4995n });
  expect(await deliverInvoice(text, local)).toEqual({ status: 200 });
  expect(seen).toEqual([[4995, `$alice@${domain}`, keys.first.publicKey]]);
});
