import { createClient } from "redis";
import { redisIncomingPayments, redisPayments } from "uma-invoice/pay";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lightningPayment } from "../support/shopPayments.js";
import { startRedis } from "../support/startRedis.js";
import { moved } from "./moved.js";
import { describeWithNodes } from "./nodes.js";
import { until } from "./until.js";
import { costMsat, type PayerVasp, startPayerVasp, startReceiverVasp } from "./vasps.js";

const redis = await startRedis();
const name = "with its stores in Redis";
const describeWithBoth: typeof describeWithNodes = redis
  ? describeWithNodes
  : () => describe.skip(name, () => {});

describeWithBoth(name, (nodes) => {
  const { alice, bob } = nodes;
  const client = createClient({ socket: { path: redis?.socket ?? "", tls: false } });
  let payer: PayerVasp;
  beforeAll(async () => {
    await client.connect();
    payer = await startPayerVasp(alice);
  });
  afterAll(async () => {
    await payer.close();
    client.destroy();
    await redis?.stop();
  });

  test("the receiver's VASP that was down when it was paid learns of it, once", async () => {
    const { preimage, paymentHash } = lightningPayment();
    const payments = redisIncomingPayments(client);
    const first = await startReceiverVasp(bob, { payments });
    // The node tells what came after its first payment ever: this is that one, if no other test has run before.
    await payer.pay(await payer.read(first.bill()));
    const { result, ...money } = await moved(nodes, async () => {
      first.hold(paymentHash);
      const paying = payer.pay(await payer.read(first.bill()));
      await bob.untilInvoice(paymentHash, "ACCEPTED");
      await first.close();
      await bob.settle(preimage);
      return paying;
    });
    expect(money).toEqual({ paidMsat: costMsat(1000n), receivedMsat: costMsat(1000n), payments: 1 });
    expect(result).toMatchObject({ preimage, isRepeated: false });
    const second = await startReceiverVasp(bob, { payments });
    const settled = await until("the VASP was told", async () => second.settlements.settled(paymentHash));
    expect(settled).toMatchObject({ receiverUma: first.address, amount: 1000n, currency: "USD" });
    expect(await payments.settle(paymentHash, 1)).toMatchObject({ isNews: false });
    await second.close();
  });

  test("payers in two processes pay a bill once, and the second knows what the first has paid", async () => {
    const receiver = await startReceiverVasp(bob);
    const invoice = await payer.read(receiver.bill());
    const other = () => payer.another({ payments: redisPayments(client) });
    const { result, ...money } = await moved(nodes, () =>
      Promise.allSettled([1, 2, 3].map(() => other().pay(invoice))),
    );
    expect(money).toEqual({ paidMsat: costMsat(1000n), receivedMsat: costMsat(1000n), payments: 1 });
    for (const each of result)
      if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "PAYMENT_UNKNOWN" });
    expect(await other().pay(invoice)).toMatchObject({ isRepeated: true });
    await receiver.close();
  });
});
