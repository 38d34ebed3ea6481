import * as x402 from "../../../src/x402/index.js";
import * as scheme from "../../../src/x402/scheme/index.js";
import { hex } from "../bytes.js";
import { openShop, shopInvoices } from "../openShop.js";
import { coreNames } from "./coreNames.js";
import { exampleFetch, exampleOffer } from "./x402Shop.js";

const offer = exampleOffer("https://example.com/weather");
const pay = async (_order: x402.PaymentOrder) => coreNames.preimage;

/** What the examples of `src/x402` use without saying where it comes from. */
export const x402Names = {
  ...coreNames,
  ...x402,
  ...scheme,
  // What the examples ask for is nowhere on the network.
  createUmaFetch: (options: x402.UmaFetchOptions) =>
    x402.createUmaFetch({ fetch: exampleFetch(), ...options }),
  offer,
  requiredHeader: x402.encodePaymentRequired({ x402Version: 2, accepts: [offer] }),
  paymentHeader: x402.encodePayment({
    x402Version: 1,
    scheme: "exact",
    network: "uma",
    payload: { preimage: "07".repeat(32) },
  }),
  pay,
  wallet: { pay },
  // A client of an MCP server whose one tool costs nothing.
  client: { callTool: async () => ({ content: [{ type: "text", text: "sunny in Bern" }] }) },
  keyResolver: {
    resolve: async () => ({ publicKey: hex(coreNames.publicKey), cached: false }),
  },
  fetch: exampleFetch(),
  settlements: x402.memorySettlements(),
  invoices: shopInvoices,
  paywall: openShop().paywall,
  bindingKey: "2b".repeat(32),
  notification: {
    paymentHash: coreNames.paymentHash,
    receiverUma: "$shop@vasp.com",
    amount: 5n,
    currency: "USD",
    settledAt: Math.floor(Date.now() / 1000),
    invoiceUUID: coreNames.invoice.invoiceUUID,
  },
};
