// A shop on Express: the weather for 5 cents.
//
//   npm run example paywall/shop
import { randomBytes } from "node:crypto";
import express from "express";
import { createPaywall, expressPaywall, memorySettlements } from "uma-invoice/x402";
import { openNode } from "./lightning.js";
import { startVasp } from "./vasp.js";

const settlements = memorySettlements(); // yours: redisSettlements(client), for more than one process
const vasp = startVasp(4006, openNode(), settlements); // yours: elsewhere, with a createSettlementNotifier

const paywall = createPaywall({
  price: { amount: 5n, currency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 } },
  payTo: "$shop@localhost:4006",
  settlements,
  invoices: { create: vasp.createInvoice, bindingKey: randomBytes(32) }, // yours: a key that you keep
  description: "The weather",
});

const app = express();
app.get("/weather", expressPaywall(paywall), (_request, response) => {
  response.json({ weather: "sunny" });
});
app.listen(4005, "localhost", () => console.log("Selling at http://localhost:4005/weather"));
