// A payer's VASP: takes invoices for its users from other VASPs, and asks the users.
//
//   npm run example requests/payer
import { createECDH } from "node:crypto";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { formatAmount } from "uma-invoice";
import { createRequestHandler } from "uma-invoice/request";
import { createKeyResolver, createVaspHandler } from "uma-invoice/vasp";

const domain = "localhost:4001"; // yours: vasp1.com
const publicKey = createECDH("secp256k1").generateKeys(); // yours: from a certificate, or an HSM

const wellKnown = createVaspHandler({
  keys: { signingPublicKey: publicKey, encryptionPublicKey: publicKey },
  configuration: {
    name: "Payer's VASP",
    umaMajorVersions: [0, 1],
    umaRequestEndpoint: `http://${domain}/uma/requests`, // yours: https
  },
});

const receive = createRequestHandler({
  hosted: [domain], // or a function that knows your users
  keyResolver: createKeyResolver({ allowLoopback: true }), // yours: without the option
  onInvoice(invoice) {
    const { receiverUma, senderUma } = invoice;
    console.log(`${senderUma}, do you want to pay ${formatAmount(invoice, "en")} to ${receiverUma}?`);
  },
  onError: console.error,
});

const app = new Hono();
app.all("/.well-known/*", (context) => wellKnown(context.req.raw));
app.all("/uma/requests", (context) => receive(context.req.raw));
serve({ fetch: app.fetch, hostname: "localhost", port: 4001 }, () => console.log(`Waiting at ${domain}`));
