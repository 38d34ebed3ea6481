// An agent with the published x402 packages. Start the seller first.
//
//   npm run example x402-packages/buyer
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
import { createKeyResolver } from "uma-invoice/vasp";
import type { Pay } from "uma-invoice/x402";
import { checkOfferedResource, exactUmaClient, guardFetch } from "uma-invoice/x402/scheme";

/** Yours: pays over UMA and Lightning. The seller of the example has simulated both. */
const pay: Pay = async (order) => {
  if (!("invoice" in order)) throw new Error("the seller of the example asks by invoice");
  const { callback, invoiceUUID } = order.invoice;
  const response = await fetch(callback, { method: "POST", body: JSON.stringify({ invoiceUUID }) });
  return (await response.json()).preimage;
};

const scheme = exactUmaClient({
  pay,
  maxAmount: { USD: "0.10" }, // 10 cents for one request
  keyResolver: createKeyResolver({ allowLoopback: true }), // yours: without the option
});
const client = new x402Client().register("uma:mainnet", scheme);
const payingFetch = wrapFetchWithPayment(
  guardFetch(fetch), // no proof of payment goes to who was not paid
  new x402HTTPClient(client).onPaymentRequired(checkOfferedResource),
);

const response = await payingFetch("http://localhost:4003/weather");
console.log(await response.json());
console.log(decodePaymentResponseHeader(response.headers.get("PAYMENT-RESPONSE")!));
