// Sells the weather, from node:http, with nothing but the package.

import { createClient } from "redis";
import { createInvoice } from "uma-invoice";
import { createPaywall, memorySettlements, nodePaywall, redisSettlements } from "uma-invoice/x402";
import { postJson } from "./postJson.mjs";
import { startServer } from "./startServer.mjs";

const { VASP, SIGNING_KEY, BINDING_KEY, REDIS } = process.env;
const payTo = `$shop@${VASP}`;
/** All else is 5 cents. */
const prices = { "/forecast": 20n, "/gold": 100n };
const secret = "webhook-secret";
const currency = { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 };

const client =
  REDIS &&
  (await createClient({ socket: { path: REDIS, tls: false } })
    // A lost connection is made again; what was under way is rejected.
    .on("error", () => {})
    .connect());
const settlements = client ? redisSettlements(client) : memorySettlements();

const paywall = createPaywall({
  price: ({ url }) => ({ amount: prices[new URL(url).pathname] ?? 5n, currency }),
  payTo,
  settlements,
  // With the key of the receiver's VASP there are invoices; without, an address that is for this alone.
  ...(SIGNING_KEY
    ? {
        invoices: {
          create: (fields) =>
            createInvoice(
              { ...fields, isSubjectToTravelRule: false, callback: `http://${VASP}/uma/payreq` },
              SIGNING_KEY,
            ),
          bindingKey: BINDING_KEY,
        },
      }
    : { payToIsDedicated: true }),
  description: "The weather",
  mimeType: "text/plain",
});

let served = 0;
let hasFailed = false;
const { port, ready } = await startServer(
  {
    async "POST /settlements"({ paymentHash, settlement }, { request }) {
      if (request.headers.authorization !== secret) throw new Error("not our VASP");
      await settlements.settle(paymentHash, { ...settlement, amount: BigInt(settlement.amount) });
      return {};
    },
    "GET /served": async () => ({ served }),
  },
  nodePaywall(paywall, (request, response) => {
    const fails = request.url === "/fails" || (request.url === "/fails-once" && !hasFailed);
    hasFailed ||= request.url === "/fails-once";
    if (fails) return response.writeHead(503).end("sorry");
    served++;
    return response.end(`sunny at ${request.url}`);
  }),
);
await postJson(`http://${VASP}/webhook`, { url: `http://127.0.0.1:${port}/settlements`, secret });
ready();
