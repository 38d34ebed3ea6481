import { expect, test } from "vitest";
import { settlePayment } from "../../../src/pay/index.js";
import { memorySettlements } from "../../../src/x402/index.js";
import { alice, bob, vaspTime as now, twoVasps } from "../../support/twoVasps.js";

test("a bill is asked for, paid, and counted once", async () => {
  const { payer, bill, payments, seen, errors, node } = twoVasps();
  const settlements = memorySettlements({ now });
  const invoice = bill({ maxNumPayments: 1 });
  const payment = await payer.pay(invoice).catch((error) => {
    console.error(error, errors);
    throw error;
  });
  expect(node.paid).toHaveLength(1);
  expect(seen[0]!.travelRuleInfo).toBe("Alice, 1 Main Street");
  const settled = await settlePayment(payment.paymentHash, { payments, settlements, settledAt: now() + 5 });
  expect(settled).toMatchObject({ isNews: true, payment: { payer: alice, terms: { amount: "1000" } } });
  expect(
    await settlePayment(payment.paymentHash, { payments, settlements, settledAt: now() + 9 }),
  ).toMatchObject({
    isNews: false,
    payment: { settledAt: now() + 5 },
  });
  expect(await settlements.settled(payment.paymentHash)).toMatchObject({
    receiverUma: bob,
    amount: 1000n,
    currency: "USD",
    settledAt: now() + 5,
    invoiceUUID: invoice.invoiceUUID,
  });
});

test.each([[[1] as const], [[0] as const], [[0, 1] as const]])(
  "an address is paid by versions %j",
  async (umaMajorVersions) => {
    const { payer, node, errors } = twoVasps({ umaMajorVersions });
    const order = { umaAddress: bob, amount: 250n, currency: "USD", decimals: 2 };
    const payment = await payer.payAddress(order).catch((error) => {
      console.error(error, errors);
      throw error;
    });
    expect(payment.agreed).toMatchObject({ amount: 250n, amountMsat: 5_850_250n });
    expect(node.paid).toHaveLength(1);
  },
);
