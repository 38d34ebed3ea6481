import { memoryPayments } from "uma-invoice/pay";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lightningPayment } from "../support/shopPayments.js";
import { moved } from "./moved.js";
import { describeWithNodes } from "./nodes.js";
import { until } from "./until.js";
import { costMsat, type PayerVasp, type ReceiverVasp, startPayerVasp, startReceiverVasp } from "./vasps.js";

describeWithNodes("money moves once", (nodes) => {
  const { alice, bob } = nodes;
  let payer: PayerVasp;
  let receiver: ReceiverVasp;
  beforeAll(async () => {
    receiver = await startReceiverVasp(bob);
    payer = await startPayerVasp(alice);
  });
  afterAll(async () => {
    await payer.close();
    await receiver.close();
  });

  const once = { paidMsat: costMsat(1000n), receivedMsat: costMsat(1000n), payments: 1 };

  test("however often a bill is paid", async () => {
    const invoice = await payer.read(receiver.bill());
    const { result, ...money } = await moved(nodes, async () => [
      await payer.pay(invoice),
      await payer.pay(invoice),
      await payer.pay(invoice),
    ]);
    expect(money).toEqual(once);
    expect(result.map(({ isRepeated }) => isRepeated)).toEqual([false, true, true]);
    expect(new Set(result.map(({ preimage }) => preimage)).size).toBe(1);
  });

  test("for a bill that two payers with one store pay at once", async () => {
    const payments = memoryPayments();
    const invoice = await payer.read(receiver.bill());
    const { result, ...money } = await moved(nodes, () =>
      Promise.allSettled([1, 2, 3, 4].map(() => payer.another({ payments }).pay(invoice))),
    );
    expect(money).toEqual(once);
    for (const each of result)
      if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "PAYMENT_UNKNOWN" });
    expect(await payer.another({ payments }).pay(invoice)).toMatchObject({ isRepeated: true });
  });

  test("for a bill that two payers pay who know nothing of each other", async () => {
    const invoice = await payer.read(receiver.bill());
    const { result, ...money } = await moved(nodes, () =>
      Promise.allSettled([1, 2].map(() => payer.another().pay(invoice))),
    );
    expect(money).toEqual(once);
    expect(result.some(({ status }) => status === "fulfilled")).toBe(true);
  });

  test("for each place of an invoice, and no more often", async () => {
    const invoice = await payer.read(receiver.bill({ maxNumPayments: 2 }));
    const pay = async (paymentId: string) => {
      const payment = await payer.pay(invoice, { paymentId });
      await until("Bob's VASP was told", async () => receiver.settlements.settled(payment.paymentHash));
      return payment;
    };
    const { result, ...money } = await moved(nodes, async () => {
      const made = [await pay("1"), await pay("2"), await pay("1")];
      await expect(pay("3")).rejects.toMatchObject({ code: "RECEIVER_REFUSED", status: 400 });
      return made;
    });
    expect(money).toEqual({
      paidMsat: 2n * once.paidMsat,
      receivedMsat: 2n * once.receivedMsat,
      payments: 2,
    });
    expect(result.map(({ isRepeated }) => isRepeated)).toEqual([false, false, true]);
  });

  /** Pays, and kills the payer's node while the payee holds the payment back. */
  async function killWhilePaying(preimage: string) {
    const { paymentHash } = lightningPayment(preimage);
    receiver.hold(paymentHash);
    const invoice = await payer.read(receiver.bill());
    const paying = payer.pay(invoice).catch((error) => error);
    await bob.untilInvoice(paymentHash, "ACCEPTED");
    receiver.hold();
    await alice.kill();
    const error = await paying;
    expect(error).toMatchObject({ code: "PAYMENT_UNKNOWN", paymentHash });
    // Asked while the node is down, and again: nobody knows.
    await expect(payer.pay(invoice)).rejects.toMatchObject({ code: "PAYMENT_UNKNOWN" });
    await alice.start();
    expect(await payer.lookUp(error.id)).toMatchObject({ state: "pending", paymentHash });
    await expect(payer.pay(invoice)).rejects.toMatchObject({ code: "PAYMENT_UNKNOWN" });
    return { invoice, paymentHash, id: error.id as string };
  }

  test("for each Lightning invoice, whatever names its payments have", async () => {
    const invoice = await payer.read(receiver.bill({ maxNumPayments: 3 }));
    const { result, ...money } = await moved(nodes, () =>
      Promise.allSettled(["1", "2", "3"].map((paymentId) => payer.pay(invoice, { paymentId }))),
    );
    // The receiver gives one payer one Lightning invoice at a time.
    expect(result.filter(({ status }) => status === "fulfilled")).toHaveLength(money.payments);
    expect(money.payments).toBeGreaterThan(0);
    for (const each of result)
      if (each.status === "rejected")
        expect(each.reason).toMatchObject({
          code: "QUOTE_REFUSED",
          field: "lightningInvoice.paymentHash",
        });
  });

  test("when the wallet is killed on the way, and the payment arrives", async () => {
    const { preimage } = lightningPayment();
    const { result, ...money } = await moved(nodes, async () => {
      const { invoice, id } = await killWhilePaying(preimage);
      await bob.settle(preimage);
      await expect
        .poll(() => payer.lookUp(id), { timeout: 60_000 })
        .toMatchObject({ state: "paid", preimage });
      return payer.pay(invoice);
    });
    expect(money).toEqual(once);
    expect(result).toMatchObject({ isRepeated: true, preimage });
  });

  test("when the wallet is killed on the way, and the payment comes back", async () => {
    const { preimage } = lightningPayment();
    const { result, ...money } = await moved(nodes, async () => {
      const { id, paymentHash } = await killWhilePaying(preimage);
      await bob.cancel(paymentHash);
      const status = async () =>
        (await alice.payments()).find((each) => each.paymentHash === paymentHash)?.status;
      await expect.poll(status, { timeout: 60_000 }).toBe("FAILED");
      // Her node may be about to be asked again, until the Lightning invoice has expired.
      expect(await payer.lookUp(id)).toMatchObject({ state: "pending" });
      const { payments } = payer;
      const inTwentyMinutes = () => Date.now() / 1000 + 1200;
      return payer.another({ payments, now: inTwentyMinutes }).lookUp(id);
    });
    expect(money).toEqual({ paidMsat: 0n, receivedMsat: 0n, payments: 1 });
    expect(result).toMatchObject({ state: "failed" });
  });

  test("when all but the store of payments is started anew", async () => {
    const { payments } = payer;
    const text = receiver.bill();
    const { result, ...money } = await moved(nodes, async () => {
      const before = await payer.pay(await payer.read(text));
      await payer.close();
      // Stopped while the nodes still tell each other of a payment, they leave that open until the next one.
      await bob.balanceMsat();
      await alice.stop();
      await alice.start();
      payer = await startPayerVasp(alice);
      return [before, await payer.another({ payments }).pay(await payer.read(text))];
    });
    expect(money).toEqual(once);
    const [before, after] = result;
    expect(after).toEqual({ ...before, isRepeated: true });
  });

  test("when a process dies on the way, and the next one pays again", async () => {
    const { preimage, paymentHash } = lightningPayment();
    const payments = memoryPayments();
    const invoice = await payer.read(receiver.bill());
    const { result, ...money } = await moved(nodes, async () => {
      receiver.hold(paymentHash);
      // What dies notes nothing any more.
      const dying = payer.another({ payments: { ...payments, end: () => new Promise(() => {}) } });
      void dying.pay(invoice);
      await bob.untilInvoice(paymentHash, "ACCEPTED");
      receiver.hold();
      const next = payer.another({ payments });
      await expect(next.pay(invoice)).rejects.toMatchObject({ code: "PAYMENT_UNKNOWN", paymentHash });
      await bob.settle(preimage);
      return until("the payment has arrived", () => next.pay(invoice));
    });
    expect(money).toEqual(once);
    expect(result).toMatchObject({ isRepeated: true, preimage });
  });
});
