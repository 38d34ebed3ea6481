import { deliverInvoice, receiveInvoice, toDeepLink } from "uma-invoice/request";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lightningPayment } from "../support/shopPayments.js";
import { moved } from "./moved.js";
import { describeWithNodes } from "./nodes.js";
import { until } from "./until.js";
import {
  costMsat,
  keyResolver,
  type PayerVasp,
  type ReceiverVasp,
  startPayerVasp,
  startReceiverVasp,
} from "./vasps.js";

describeWithNodes("two VASPs, each with a Lightning node", (nodes) => {
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

  /** What one payment of an amount does. */
  const once = (cents: bigint) => ({
    paidMsat: costMsat(cents),
    receivedMsat: costMsat(cents),
    payments: 1,
  });

  test("pay a bill that was scanned", async () => {
    const link = toDeepLink(receiver.bill({ amount: 1000n }));
    const invoice = await receiveInvoice(link, { keyResolver });
    const { result, ...money } = await moved(nodes, () => payer.pay(invoice));
    expect(money).toEqual(once(1000n));
    expect(result).toMatchObject({
      isRepeated: false,
      agreed: { amount: 1000n, amountMsat: costMsat(1000n) },
    });
    expect(lightningPayment(result.preimage).paymentHash).toBe(result.paymentHash);
    expect(await nodes.bob.invoice(result.paymentHash)).toEqual({
      state: "SETTLED",
      paidMsat: costMsat(1000n),
    });
  });

  test("learn of a payment where they are paid", async () => {
    const invoice = await payer.read(receiver.bill({ amount: 12n }));
    const { paymentHash } = await payer.pay(invoice);
    const settled = await until("Bob's VASP was told", async () => receiver.settlements.settled(paymentHash));
    expect(settled).toMatchObject({
      ...{ receiverUma: receiver.address, amount: 12n, currency: "USD" },
      invoiceUUID: invoice.invoiceUUID,
    });
  });

  test("pay a request that was delivered to a named sender", async () => {
    await deliverInvoice(receiver.bill({ amount: 7n, senderUma: payer.address }), { allowLoopback: true });
    const invoice = payer.inbox.at(-1)!;
    const { result, ...money } = await moved(nodes, () => payer.pay(invoice));
    expect(money).toEqual(once(7n));
    expect(result.isRepeated).toBe(false);
  });

  test("pay an address, without an invoice", async () => {
    const order = { umaAddress: receiver.address, amount: 250n, currency: "USD", decimals: 2 };
    const { result, ...money } = await moved(nodes, () => payer.payAddress(order));
    expect(money).toEqual(once(250n));
    expect(result.agreed).toMatchObject({ amount: 250n, amountMsat: costMsat(250n) });
  });

  test("move nothing while the payer's node has too little, and pay when it has enough", async () => {
    const { paymentHash } = lightningPayment();
    // Nearly all that she has is on its way to Bob, who holds it back.
    const rest = 500_000_000n;
    const most = await nodes.bob.createHoldInvoice(paymentHash, {
      amountMsat: (await nodes.alice.balanceMsat()) - rest,
    });
    const sent = nodes.alice.pay(most);
    await nodes.bob.untilInvoice(paymentHash, "ACCEPTED");
    const invoice = await payer.read(receiver.bill({ amount: 40_000n }));
    await expect(payer.pay(invoice)).rejects.toMatchObject({ code: "PAYMENT_FAILED" });
    await nodes.bob.cancel(paymentHash);
    expect((await sent).status).toBe("FAILED");
    const { result, ...money } = await moved(nodes, () => payer.pay(invoice));
    // It is the very Lightning invoice that failed before, which her node counts once.
    expect(money).toEqual({ ...once(40_000n), payments: 0 });
    expect(result.isRepeated).toBe(false);
  });
});
