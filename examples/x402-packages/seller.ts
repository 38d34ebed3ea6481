// A shop on Express with the published x402 packages: the weather for 5 cents.
//
//   npm run example x402-packages/seller
import { randomBytes } from "node:crypto";
import { paymentMiddleware, x402ResourceServer } from "@x402/express";
import express from "express";
import { memorySettlements } from "uma-invoice/x402";
import { exactUmaFacilitator, exactUmaServer } from "uma-invoice/x402/scheme";
import { startVasp } from "./simulatedVasp.js";

const settlements = memorySettlements(); // yours: redisSettlements(client), for more than one process
const vasp = startVasp(4004, settlements.settle); // yours: a webhook, which your VASP calls

const uma = {
  settlements,
  currencies: [{ code: "USD", name: "US Dollar", symbol: "$", decimals: 2 }],
  invoices: { create: vasp.createInvoice, bindingKey: randomBytes(32) }, // yours: a key that you keep
};
const server = new x402ResourceServer(exactUmaFacilitator(uma)).register("uma:mainnet", exactUmaServer(uma));
const accepts = {
  scheme: "exact",
  network: "uma:mainnet",
  payTo: "$shop@localhost:4004",
  price: "$0.05",
} as const;

const app = express();
app.use(paymentMiddleware({ "GET /weather": { accepts, description: "The weather" } }, server));
app.get("/weather", (_request, response) => {
  response.json({ weather: "sunny" });
});
app.listen(4003, "localhost", () => console.log("Selling at http://localhost:4003/weather"));
