// The VASP that hosts $shop, with the messages of @uma-sdk/core. Against a real one, simplified are: one
// user, one currency at a fixed rate, no travel rule, no screening of the payer's channels, no limit to how
// often an invoice is paid.
import { createHash, randomBytes } from "node:crypto";
import { getRequestListener } from "@hono/node-server";
import {
  Currency,
  fetchPublicKeyForVasp,
  getLnurlpResponse,
  getPayReqResponse,
  InMemoryNonceValidator,
  InMemoryPublicKeyCache,
  KycStatus,
  PayRequest,
  parseLnurlpRequest,
  verifyPayReqSignature,
  verifyUmaLnurlpQuerySignature,
} from "@uma-sdk/core";
import { addInvoiceToMetadata } from "uma-invoice";
import { createVaspHandler, vaspDomain } from "uma-invoice/vasp";
import { postJson } from "./postJson.mjs";
import { startServer } from "./startServer.mjs";

const { LEDGER, SIGNING_KEY, PUBLIC_KEY } = process.env;
const millisatoshisPerCent = 20_000;
const metadata = '[["text/plain","Weather"]]';
const signingKey = Buffer.from(SIGNING_KEY, "hex");
const publicKeys = new InMemoryPublicKeyCache();
const nonces = new InMemoryNonceValidator(0);

/** Where the shop wants to be told of payments. */
let webhook;
/** By payment hash: what each Lightning invoice was made for. */
const expected = new Map();

const payerKeys = (domain) => fetchPublicKeyForVasp({ cache: publicKeys, vaspDomain: domain });

const { port, ready } = await startServer(
  {
    async "POST /webhook"(registration) {
      webhook = registration;
      return {};
    },

    async "GET /.well-known/lnurlp/$shop"(_json, { request }) {
      const query = parseLnurlpRequest(new URL(request.url, `http://${domain}`));
      if (!(await verifyUmaLnurlpQuerySignature(query, await payerKeys(query.vaspDomain), nonces)))
        throw new Error("not signed by the payer's VASP");
      const response = await getLnurlpResponse({
        request: query,
        callback: `http://${domain}/uma/payreq`,
        encodedMetadata: metadata,
        minSendableSats: 1,
        maxSendableSats: 1_000_000,
        privateKeyBytes: signingKey,
        requiresTravelRuleInfo: false,
        payerDataOptions: {},
        currencyOptions: [new Currency("USD", "US Dollar", "$", millisatoshisPerCent, 1, 1_000_000, 2)],
        receiverKycStatus: KycStatus.Verified,
      });
      return response.toJsonString();
    },

    async "POST /uma/payreq"(_json, { body }) {
      const request = PayRequest.fromJson(body);
      const payerDomain = vaspDomain(request.payerData.identifier);
      if (!(await verifyPayReqSignature(request, await payerKeys(payerDomain), nonces)))
        throw new Error("not signed by the payer's VASP");
      const { amount, invoiceUUID } = request;
      if (!(amount > 0)) throw new Error("nothing to receive");
      const response = await getPayReqResponse({
        request,
        conversionRate: millisatoshisPerCent,
        receivingCurrencyCode: "USD",
        receivingCurrencyDecimals: 2,
        // What proves that the UMA invoice was paid.
        metadata: invoiceUUID ? addInvoiceToMetadata(metadata, invoiceUUID) : metadata,
        invoiceCreator: { createUmaInvoice: (millisatoshis) => lightningInvoice(millisatoshis, request) },
        receiverChannelUtxos: [],
        receiverFeesMillisats: 0,
        receivingVaspPrivateKey: signingKey,
        payeeIdentifier: `$shop@${domain}`,
      });
      return response.toJsonString();
    },

    async "POST /settled"({ preimage }) {
      const paymentHash = createHash("sha256").update(preimage, "hex").digest("hex");
      const settledAt = Math.floor(Date.now() / 1000);
      const settlement = { ...expected.get(paymentHash), settledAt };
      await postJson(webhook.url, { paymentHash, settlement }, { authorization: webhook.secret });
      return {};
    },
  },
  getRequestListener((request) => wellKnown(request)),
);
const domain = `localhost:${port}`;
const wellKnown = createVaspHandler({
  keys: { signingPublicKey: PUBLIC_KEY, encryptionPublicKey: PUBLIC_KEY },
  configuration: { name: "VASP", umaMajorVersions: [0, 1] },
});
ready();

/** What this VASP's Lightning node does: it draws a preimage, and hears of the payment. */
async function lightningInvoice(millisatoshis, { amount, invoiceUUID }) {
  const preimage = randomBytes(32);
  const paymentHash = createHash("sha256").update(preimage).digest("hex");
  expected.set(paymentHash, {
    receiverUma: `$shop@${domain}`,
    amount: `${amount}`,
    currency: "USD",
    ...(invoiceUUID && { invoiceUUID }),
  });
  const { paymentRequest } = await postJson(`${LEDGER}/invoices`, {
    paymentHash,
    preimage: preimage.toString("hex"),
    millisatoshis,
    notify: `http://${domain}/settled`,
  });
  return paymentRequest;
}
