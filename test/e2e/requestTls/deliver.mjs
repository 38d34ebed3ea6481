// Two VASPs behind TLS, under names of their own: a merchant delivers an invoice to a payer, with the
// options that a program on the Internet has, but for the ports. Prints what came of it as JSON.
//
//   node deliver.mjs <folder with key.pem and certificate.pem>
import dns from "node:dns";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { getRequestListener } from "@hono/node-server";
import { createInvoice } from "uma-invoice";
import { createRequestHandler, deliverInvoice } from "uma-invoice/request";
import { createKeyResolver, createVaspHandler } from "uma-invoice/vasp";

const [folder, keysFile] = process.argv.slice(2);
const tls = { key: readFileSync(`${folder}/key.pem`), cert: readFileSync(`${folder}/certificate.pem`) };
const keys = JSON.parse(readFileSync(keysFile, "utf8"));
const local = { address: "127.0.0.1", family: 4 };

// In place of DNS.
dns.lookup = (_host, ...rest) => {
  const done = rest.at(-1);
  if (rest[0].all) done(null, [local]);
  else done(null, local.address, local.family);
};

async function start(host, { publicKey }, receive) {
  const server = createServer(tls);
  await new Promise((resolve) => server.listen(0, local.address, resolve));
  const domain = `${host}:${server.address().port}`;
  const wellKnown = createVaspHandler({
    keys: { signingPublicKey: publicKey, encryptionPublicKey: publicKey },
    configuration: {
      name: "VASP",
      umaMajorVersions: [1],
      umaRequestEndpoint: `https://${domain}/uma/requests`,
    },
  });
  const answer = (request) =>
    request.url.endsWith("/uma/requests") ? receive(domain)(request) : wellKnown(request);
  server.on("request", getRequestListener(answer));
  return domain;
}

const shown = [];
const payer = await start("payer.test", keys.second, (domain) =>
  createRequestHandler({
    hosted: [domain],
    keyResolver: createKeyResolver({ allowPorts: true }),
    onInvoice: (_invoice, text) => shown.push(text),
  }),
);
const merchant = await start("merchant.test", keys.first);
const invoice = createInvoice(
  {
    receiverUma: `$bob@${merchant}`,
    senderUma: `$alice@${payer}`,
    amount: 1000n,
    receivingCurrency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
    expiration: new Date(Date.now() + 60_000),
    isSubjectToTravelRule: true,
    callback: `https://${merchant}/payreq`,
  },
  keys.first.secretKey,
);
const outcome = await deliverInvoice(invoice, { allowPorts: true }).then(
  ({ status }) => ({ status }),
  ({ code, status, counterpartyCode }) => ({ code, status, counterpartyCode }),
);
console.log(JSON.stringify({ ...outcome, shown: shown.length }));
process.exit();
