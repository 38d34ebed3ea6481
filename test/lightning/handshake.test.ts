import { createHash, randomUUID } from "node:crypto";
import { getRequestListener } from "@hono/node-server";
import { addInvoiceToMetadata, createInvoice, encodeInvoice } from "uma-invoice";
import {
  decodeLightningInvoice,
  decodePayRequest,
  decodePayResponse,
  encodePayRequest,
  encodePayResponse,
  memoryNonces,
  signPayRequest,
  signPayResponse,
  toMillisatoshi,
  verifyPayRequest,
  verifyPayResponse,
} from "uma-invoice/pay";
import { receiveInvoice, toDeepLink } from "uma-invoice/request";
import { createKeyResolver, createVaspHandler } from "uma-invoice/vasp";
import { expect, test } from "vitest";
import { keys } from "../support/keys.js";
import { serve, serveWeb } from "../support/serve.js";
import { lightningPayment } from "../support/shopPayments.js";
import { moved } from "./moved.js";
import { describeWithNodes } from "./nodes.js";

const keyResolver = createKeyResolver({ allowLoopback: true });
const wellKnown = (name: string, { publicKey }: { readonly publicKey: string }) =>
  createVaspHandler({
    keys: { signingPublicKey: publicKey, encryptionPublicKey: publicKey },
    configuration: { name, umaMajorVersions: [1] },
  });

describeWithNodes("the handshake, message by message, between two VASPs with a node each", (nodes) => {
  const { alice, bob } = nodes;
  const multiplier = { numerator: 16_667_333n, scale: 3 };
  const fee = 250n;
  const receivingCurrency = { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 };
  const invoiceUUID = randomUUID();

  test("brings Bob what his bill asks for, and Alice a proof of it", async () => {
    const bobsKeys = wellKnown("Bob's", keys.first);
    const bobsDomain = await serve(
      getRequestListener((request) => (request.method === "POST" ? answer(request) : bobsKeys(request))),
    );
    const bobsAddress = `$bob@${bobsDomain}`;
    const alicesAddress = `$alice@${await serveWeb(wellKnown("Alice's", keys.second))}`;
    const sides = { payerIdentifier: alicesAddress, payeeIdentifier: bobsAddress };

    async function answer(received: Request): Promise<Response> {
      const text = await received.text();
      const request = await verifyPayRequest(decodePayRequest(text), { keyResolver, nonces: memoryNonces() });
      expect(request.invoiceUUID).toBe(invoiceUUID);
      const { value: amount, currency } = request.amount;
      const metadata = addInvoiceToMetadata('[["text/plain","Pay to $bob"]]', invoiceUUID);
      const described = metadata + JSON.stringify(JSON.parse(text).payerData);
      const response = await signPayResponse(
        {
          umaMajorVersion: 1,
          pr: await bob.createInvoice({
            amountMsat: toMillisatoshi(amount, multiplier, fee),
            descriptionHash: createHash("sha256").update(described).digest("hex"),
          }),
          routes: [],
          converted: { amount, currencyCode: currency!, decimals: 2, multiplier, fee },
          payeeData: { identifier: bobsAddress, compliance: { utxos: [], nodePubKey: bob.publicKey } },
        },
        sides,
        keys.first.secretKey,
      );
      return new Response(encodePayResponse(response), { headers: { "content-type": "application/json" } });
    }

    const bill = createInvoice(
      {
        ...{ receiverUma: bobsAddress, invoiceUUID, amount: 1007n, receivingCurrency },
        ...{ expiration: new Date(Date.now() + 600_000), isSubjectToTravelRule: false, umaVersions: "1.0" },
        callback: `http://${bobsDomain}/uma/payreq/${invoiceUUID}`,
      },
      keys.first.secretKey,
    );
    const invoice = await receiveInvoice(toDeepLink(encodeInvoice(bill)), { keyResolver });
    const request = await signPayRequest(
      {
        umaMajorVersion: 1,
        convert: "USD",
        amount: { value: invoice.amount, currency: "USD" },
        payerData: {
          identifier: alicesAddress,
          compliance: { kycStatus: "VERIFIED", utxos: [], utxoCallback: "https://vasp1.com/utxos" },
        },
        invoiceUUID,
      },
      keys.second.secretKey,
    );
    const { result, ...money } = await moved(nodes, async () => {
      const headers = { "content-type": "application/json" };
      const answered = await fetch(invoice.callback, {
        ...{ method: "POST", headers, body: encodePayRequest(request) },
      });
      const response = await verifyPayResponse(decodePayResponse(await answered.text()), sides, {
        ...{ keyResolver, nonces: memoryNonces() },
      });
      const { pr, converted, payeeData } = response;
      const { amountMsat, payee, paymentHash } = decodeLightningInvoice(pr);
      expect(amountMsat).toBe(toMillisatoshi(invoice.amount, converted.multiplier, converted.fee));
      expect(payee).toBe(payeeData.compliance.nodePubKey);
      const { status, payment_preimage } = await alice.pay(pr);
      return { status, paymentHash, preimage: payment_preimage };
    });
    // 1007 × 16,667.333 + 250, rounded.
    expect(money).toEqual({ paidMsat: 16_784_254n, receivedMsat: 16_784_254n, payments: 1 });
    expect(result.status).toBe("SUCCEEDED");
    expect(lightningPayment(result.preimage).paymentHash).toBe(result.paymentHash);
  });
});
