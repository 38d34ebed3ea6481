import { describe, expect, test, vi } from "vitest";
import { memoryIncomingPayments, settlePayment } from "../../../src/pay/index.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { incomingContract, incomingPayment, incomingStart as start } from "../../support/incomingContract.js";

incomingContract(async (now) => memoryIncomingPayments({ now }));

describe("a store in memory", () => {
  function setUp(options: Parameters<typeof memoryIncomingPayments>[0] = {}) {
    const clock = { seconds: start };
    const payments = memoryIncomingPayments({ now: () => clock.seconds, ...options });
    const take = (id: string, payer: string, number = 1) =>
      payments.take({ id, payer }, async () => incomingPayment(id, payer, number));
    return { clock, payments, take };
  }
  const alice = "$alice@vasp1.com";

  test("that is full takes no more, until something may be forgotten", async () => {
    const { take, clock, payments } = setUp({ maxEntries: 2, maxPerDomain: 2 });
    const first = await take("one", alice);
    await take("two", alice);
    expect((await rejectionOf(take("three", alice))).code).toBe("STORE_FULL");
    clock.seconds = start + 90_000;
    expect(await take("three", alice)).toBeDefined();
    expect(await payments.settle(first!.paymentHash, clock.seconds)).toBeUndefined();
  });

  test("keeps what came for as long as what did not", async () => {
    const { take, clock, payments } = setUp({ maxEntries: 2, maxPerDomain: 1 });
    const { paymentHash } = (await take("one", alice))!;
    await payments.settle(paymentHash, start);
    // What came counts against nobody's share.
    await take("two", alice);
    expect((await rejectionOf(take("three", "$alice@vasp9.com"))).code).toBe("STORE_FULL");
    clock.seconds = start + 90_000;
    await take("three", "$alice@vasp9.com");
    expect(await payments.settle(paymentHash, start)).toBeUndefined();
  });

  test("lets no domain fill it alone, whatever its subdomains and ports", async () => {
    const { take } = setUp({ maxEntries: 8 });
    let taken = 0;
    for (const host of [
      "vasp1.com",
      "a.vasp1.com",
      "b.vasp1.com:8443",
      "c.vasp1.com",
      "d.vasp1.com",
      "e.vasp1.com",
    ])
      await take(host, `$alice@${host}`).then(
        () => taken++,
        (error) => expect(error.code).toBe("STORE_FULL"),
      );
    expect(taken).toBe(4);
    expect(await take("other", "$bob@vasp2.com")).toBeDefined();
  });

  test("keeps payments of one thing apart, and forgets them one by one", async () => {
    const { take, clock } = setUp({ maxEntries: 2, maxPerDomain: 2 });
    await take("one", alice);
    await take("one", "$carol@vasp1.com");
    clock.seconds = start + 90_000;
    await take("one", "$dave@vasp1.com", 2);
    expect(await take("one", "$dave@vasp1.com", 3)).toBeDefined();
  });

  test("takes no Lightning invoice twice: a payment of it could be for either", async () => {
    const { payments, take } = setUp();
    const { paymentHash } = (await take("one", alice))!;
    const again = payments.take({ id: "two", payer: alice }, async () => ({
      ...incomingPayment("two", alice),
      paymentHash,
    }));
    expectError(await rejectionOf(again), { code: "INVALID_FIELD", field: "paymentHash" });
  });

  test("gives out nothing that could be changed", async () => {
    expect(Object.isFrozen(await setUp().take("one", alice))).toBe(true);
  });

  test.each<[string, unknown]>([
    ["maxEntries", 0],
    ["maxPerDomain", 1.5],
    ["now", 5],
  ])("is refused with a wrong %s", (field, value) => {
    expectError(
      errorOf(() => memoryIncomingPayments({ [field]: value })),
      { code: "INVALID_OPTION", field },
    );
  });

  test("has the present for a clock by default", async () => {
    const payments = memoryIncomingPayments();
    expect(
      await payments.take({ id: "one", payer: alice }, async () => incomingPayment("one", alice)),
    ).toBeDefined();
  });
});

describe("settlePayment", () => {
  async function awaited(invoiceUUID?: string) {
    const payments = memoryIncomingPayments({ now: () => start });
    const payment = incomingPayment("one", "$alice@vasp1.com");
    const terms = { ...payment.terms, ...(invoiceUUID !== undefined && { invoiceUUID }) };
    await payments.take({ id: "one", payer: payment.payer }, async () => ({ ...payment, terms }));
    return { payments, paymentHash: payment.paymentHash };
  }

  test.each([[undefined], ["7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f"]])(
    "tells a paywall each time, of the time that was told first, and of the invoice: %s",
    async (invoiceUUID) => {
      const { payments, paymentHash } = await awaited(invoiceUUID);
      const settlements = { settle: vi.fn() };
      for (const seconds of [5, 9])
        await settlePayment(paymentHash, { payments, settlements, settledAt: start + seconds + 0.7 });
      const settlement = {
        receiverUma: "$bob@vasp2.com",
        amount: 1000n,
        currency: "USD",
        settledAt: start + 5,
        ...(invoiceUUID !== undefined && { invoiceUUID }),
      };
      expect(settlements.settle.mock.calls).toEqual([
        [paymentHash, settlement],
        [paymentHash, settlement],
      ]);
    },
  );

  test("takes the hash as bytes, and the time as a date", async () => {
    const { payments, paymentHash } = await awaited();
    const bytes = new Uint8Array(Buffer.from(paymentHash, "hex"));
    const settled = await settlePayment(bytes, { payments, settledAt: new Date(start * 1000) });
    expect(settled).toMatchObject({ isNews: true, payment: { settledAt: start } });
  });

  test("tells nobody of what was not awaited", async () => {
    const { payments } = await awaited();
    const settlements = { settle: vi.fn() };
    expect(await settlePayment("00".repeat(32), { payments, settlements, settledAt: start })).toBeUndefined();
    expect(settlements.settle).not.toHaveBeenCalled();
  });

  test("rejects if a paywall cannot be told, and can be called again", async () => {
    const { payments, paymentHash } = await awaited();
    const settle = vi.fn().mockRejectedValueOnce(new Error("down"));
    const options = { payments, settlements: { settle }, settledAt: start };
    await expect(settlePayment(paymentHash, options)).rejects.toThrow("down");
    expect(await settlePayment(paymentHash, options)).toMatchObject({ isNews: false });
    expect(settle).toHaveBeenCalledTimes(2);
  });

  test.each<[string, string, object]>([
    ["a hash that is none", "paymentHash", { paymentHash: "00" }],
    ["no store", "payments", { payments: undefined }],
    ["a store that is none", "payments.settle", { payments: {} }],
    ["a paywall that is none", "settlements.settle", { settlements: {} }],
    ["milliseconds", "settledAt", { settledAt: start * 1000 }],
    ["no time", "settledAt", { settledAt: undefined }],
    ["a clock", "settledAt", { settledAt: () => start }],
  ])("refuses %s", async (_, field, changes) => {
    const { payments, paymentHash } = await awaited();
    const { paymentHash: hash = paymentHash, ...options } = {
      payments,
      settledAt: start,
      ...changes,
    } as { paymentHash?: string } & Parameters<typeof settlePayment>[1];
    const error = await rejectionOf(settlePayment(hash, options));
    expect(["INVALID_FIELD", "INVALID_OPTION"]).toContain(error.code);
    expect(error.field).toBe(field);
  });
});
