// An agent that pays for what it reads. Start the shop first.
//
//   npm run example paywall/agent
import { createKeyResolver } from "uma-invoice/vasp";
import { createUmaFetch, type Pay, receiptOf } from "uma-invoice/x402";

/** Yours: pays over UMA and Lightning. The shop of the example has simulated both. */
const pay: Pay = async (order) => {
  if (!("invoice" in order)) throw new Error("the shop of the example asks by invoice");
  const { callback, invoiceUUID } = order.invoice;
  const response = await fetch(callback, { method: "POST", body: JSON.stringify({ invoiceUUID }) });
  return (await response.json()).preimage;
};

const umaFetch = createUmaFetch({
  pay,
  maxAmount: { USD: "0.10" }, // 10 cents for one request
  keyResolver: createKeyResolver({ allowLoopback: true }), // yours: without the option
});

const response = await umaFetch("http://localhost:4005/weather");
console.log(await response.json());
console.log(`for ${receiptOf(response)?.offer.maxAmountRequired} cents`);
