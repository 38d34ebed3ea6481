// A merchant's VASP: creates an invoice, and gets it to its payer. Start the payer's VASP first.
//
//   npm run example requests/merchant
import { createECDH, randomBytes } from "node:crypto";
import { serve } from "@hono/node-server";
import { createInvoice } from "uma-invoice";
import { toQrTerminal } from "uma-invoice/qr";
import { deliverInvoice, toDeepLink } from "uma-invoice/request";
import { createVaspHandler } from "uma-invoice/vasp";

const domain = "localhost:4002"; // yours: vasp2.com
const secretKey = randomBytes(32); // yours: the one in your certificate
const ecdh = createECDH("secp256k1");
ecdh.setPrivateKey(secretKey);
const publicKey = ecdh.getPublicKey();

const wellKnown = createVaspHandler({
  keys: { signingPublicKey: publicKey, encryptionPublicKey: publicKey },
  configuration: { name: "Merchant's VASP", umaMajorVersions: [0, 1] },
});
const server = serve({ fetch: wellKnown, hostname: "localhost", port: 4002 });

const fields = {
  receiverUma: `$shop@${domain}`,
  amount: 1000n, // in the smallest unit: 10.00 dollars
  receivingCurrency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
  expiration: new Date(Date.now() + 15 * 60_000),
  isSubjectToTravelRule: true,
  callback: `http://${domain}/uma/payreq`,
};

// To whoever scans or clicks it:
const open = createInvoice(fields, secretKey);
console.log(toQrTerminal(open));
console.log(toDeepLink(open));

// To one payer, by way of her VASP:
const invoice = createInvoice({ ...fields, senderUma: "$alice@localhost:4001" }, secretKey);
const { status } = await deliverInvoice(invoice, { allowLoopback: true }); // yours: without the option
console.log(`Delivered to ${invoice.senderUma}: ${status}`);
server.close();
