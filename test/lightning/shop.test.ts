import { decodeInvoice } from "uma-invoice";
import { createPaywall, createUmaFetch, nodePaywall, type PaywallOptions, receiptOf } from "uma-invoice/x402";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bindingKey } from "../support/openShop.js";
import { serve } from "../support/serve.js";
import { moved } from "./moved.js";
import { describeWithNodes } from "./nodes.js";
import {
  costMsat,
  keyResolver,
  type PayerVasp,
  type ReceiverVasp,
  startPayerVasp,
  startReceiverVasp,
  usd,
} from "./vasps.js";

describeWithNodes("an agent with a Lightning node", (nodes) => {
  let payer: PayerVasp;
  let receiver: ReceiverVasp;
  beforeAll(async () => {
    receiver = await startReceiverVasp(nodes.bob);
    payer = await startPayerVasp(nodes.alice);
  });
  afterAll(async () => {
    await payer.close();
    await receiver.close();
  });

  /** Sells the weather for five cents. */
  async function openShop(options: Partial<PaywallOptions>): Promise<string> {
    const { address: payTo, settlements } = receiver;
    const paywall = createPaywall({ price: { amount: 5n, currency: usd }, payTo, settlements, ...options });
    return `http://${await serve(nodePaywall(paywall, (_, response) => response.end("sunny")))}/weather`;
  }
  const agent = (maxCents: bigint) =>
    createUmaFetch({
      pay: payer,
      maxAmount: { USD: { amount: maxCents, decimals: 2 } },
      keyResolver,
    });

  test.each<readonly [what: string, options: () => Partial<PaywallOptions>]>([
    [
      "an invoice",
      () => ({ invoices: { create: (fields) => decodeInvoice(receiver.bill(fields)), bindingKey } }),
    ],
    ["an address", () => ({ payToIsDedicated: true })],
  ])("buys from a paywall that has %s paid", async (_, options) => {
    const url = await openShop(options());
    const { result, ...money } = await moved(nodes, async () => {
      const response = await agent(5n)(url);
      return { text: await response.text(), receipt: receiptOf(response)! };
    });
    expect(money).toEqual({ paidMsat: costMsat(5n), receivedMsat: costMsat(5n), payments: 1 });
    expect(result).toMatchObject({ text: "sunny", receipt: { answer: { success: true } } });
  });

  test("pays nothing for what is too dear", async () => {
    const url = await openShop({ payToIsDedicated: true });
    const { result, ...money } = await moved(nodes, () => agent(4n)(url).catch((error) => error));
    expect(result).toMatchObject({ code: "OFFER_REFUSED" });
    expect(money).toEqual({ paidMsat: 0n, receivedMsat: 0n, payments: 0 });
  });
});
