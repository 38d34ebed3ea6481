import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { IncomingPayment, IncomingPayments } from "../../src/pay/index.js";
import { deferred } from "./deferred.js";
import { rejectionOf } from "./errorOf.js";
import { expectError } from "./expectRefusal.js";

/** When it all begins: in 2096, where no clock of a server lets anything expire meanwhile. */
export const incomingStart = 4_000_000_000;

/** A payment that is awaited: its place is held for ten minutes. */
export function incomingPayment(id: string, payer: string, number = 1): IncomingPayment {
  return {
    paymentHash: createHash("sha256").update(`${id} ${payer} ${number}`).digest("hex"),
    lightningInvoice: `lnbc${number}`,
    id,
    payer,
    terms: {
      receiverUma: "$bob@vasp2.com",
      amount: "1000",
      currency: "USD",
      decimals: 2,
      amountMsat: "23400250",
      multiplier: "23400",
      feeMsat: "250",
    },
    heldUntil: incomingStart + 600,
    keepUntil: incomingStart + 90_000,
  };
}

/**
 * What every store of incoming payments has to do.
 *
 * @param open - gets the clock of the store
 */
export function incomingContract(open: (now: () => number) => Promise<IncomingPayments>): void {
  const alice = "$alice@vasp1.com";
  const carol = "$carol@vasp1.com";
  async function setUp() {
    const clock = { seconds: incomingStart };
    const payments = await open(() => clock.seconds);
    let made = 0;
    const take = (id: string, payer: string, most?: number) =>
      payments.take({ id, payer, ...(most !== undefined && { most }) }, async () => {
        const payment = incomingPayment(id, payer, ++made);
        return { ...payment, heldUntil: clock.seconds + 600, keepUntil: clock.seconds + 90_000 };
      });
    return { clock, payments, take, made: () => made };
  }

  test("a place is taken by a payment, and given to the same payer again", async () => {
    const { take, made } = await setUp();
    const first = await take("one", alice, 1);
    expect(first).toStrictEqual(incomingPayment("one", alice));
    expect(await take("one", alice, 1)).toStrictEqual(first);
    expect(made()).toBe(1);
  });

  test("there are as many places as there may be payments", async () => {
    const { take } = await setUp();
    expect([await take("one", alice, 2), await take("one", carol, 2)].every(Boolean)).toBe(true);
    expect(await take("one", "$dave@vasp1.com", 2)).toBeUndefined();
    expect(await take("one", alice, 0)).toBeDefined();
    expect(await take("two", alice, 0)).toBeUndefined();
  });

  test("without a number, there is no end of them, and what is paid is told apart", async () => {
    const { take } = await setUp();
    for (let i = 0; i < 20; i++) expect(await take("one", `$user${i}@vasp1.com`)).toBeDefined();
    expect(await take("two", alice, 1)).toBeDefined();
  });

  test("of many at once, no more get a place than there are", async () => {
    const { take } = await setUp();
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, i) => take("one", `$user${i}@vasp1.com`, 5)),
    );
    expect(all.filter((payment) => payment !== undefined)).toHaveLength(5);
  });

  test.each([
    ["nothing", "asked", undefined],
    ["what has no id", "asked.id", { payer: alice }],
    ["what nobody pays", "asked.payer", { id: "one" }],
    ["a part of a payment", "asked.most", { id: "one", payer: alice, most: 1.5 }],
  ])("a place for %s is refused, and no payment made for it", async (_, field, asked) => {
    const { payments } = await setUp();
    let made = 0;
    const create = async () => incomingPayment("one", alice, ++made);
    expectError(await rejectionOf(payments.take(asked as never, create)), { code: "INVALID_FIELD", field });
    expect(made).toBe(0);
  });

  test.each([
    ["payment", undefined],
    ["payment.paymentHash", { ...incomingPayment("one", alice), paymentHash: 1 }],
    ["payment.heldUntil", { ...incomingPayment("one", alice), heldUntil: "1" }],
    ["payment.lightningInvoice", { ...incomingPayment("one", alice), lightningInvoice: null }],
    ["payment.terms", { ...incomingPayment("one", alice), terms: "none" }],
    [
      "payment.terms.amount",
      { ...incomingPayment("one", alice), terms: { ...incomingPayment("one", alice).terms, amount: 1000n } },
    ],
    [
      "payment.terms.decimals",
      { ...incomingPayment("one", alice), terms: { ...incomingPayment("one", alice).terms, decimals: 2n } },
    ],
    [
      "payment.terms.invoiceUUID",
      { ...incomingPayment("one", alice), terms: { ...incomingPayment("one", alice).terms, invoiceUUID: 1 } },
    ],
    ["payment.keepUntil", { ...incomingPayment("one", alice), keepUntil: 0.5 }],
  ])("what is made without %s takes no place", async (field, made) => {
    const { payments, take } = await setUp();
    const asked = { id: "one", payer: carol, most: 1 };
    const create = async () => made as never;
    expectError(await rejectionOf(payments.take(asked, create)), { code: "INVALID_FIELD", field });
    expect(await take("one", alice, 1)).toBeDefined();
  });

  test.each([
    ["paymentHash", new Uint8Array(32), incomingStart],
    ["settledAt", "00".repeat(32), 0.5],
  ])("a settlement without %s is refused", async (field, paymentHash, settledAt) => {
    const { payments } = await setUp();
    const error = await rejectionOf(payments.settle(paymentHash as never, settledAt));
    expectError(error, { code: "INVALID_FIELD", field });
  });

  test("a payment that could not be made takes no place", async () => {
    const { payments, take } = await setUp();
    const failing = payments.take({ id: "one", payer: alice, most: 1 }, () =>
      Promise.reject(new Error("down")),
    );
    await expect(failing).rejects.toThrow("down");
    expect(await take("one", carol, 1)).toBeDefined();
  });

  test("a payment that could not be made keeps nobody from the place who waits behind it", async () => {
    const { payments, take } = await setUp();
    const making = deferred<void>();
    const failing = payments.take({ id: "one", payer: alice, most: 1 }, async () => {
      making.resolve();
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error("down");
    });
    await making.promise;
    const next = take("one", carol, 1);
    await expect(failing).rejects.toThrow("down");
    expect(await next).toMatchObject({ payer: carol });
  });

  test("a place is free again once its payment cannot come any more", async () => {
    const { take, clock } = await setUp();
    await take("one", alice, 1);
    clock.seconds += 599;
    expect(await take("one", carol, 1)).toBeUndefined();
    clock.seconds += 1;
    expect(await take("one", carol, 1)).toMatchObject({ payer: carol });
  });

  describe("a payment that came", () => {
    test("is news once, and keeps its time", async () => {
      const { take, payments } = await setUp();
      const { paymentHash } = (await take("one", alice, 1))!;
      const settledAt = incomingStart + 5;
      const payment = { ...incomingPayment("one", alice), settledAt };
      expect(await payments.settle(paymentHash, settledAt)).toStrictEqual({ payment, isNews: true });
      expect(await payments.settle(paymentHash, settledAt + 9)).toStrictEqual({ payment, isNews: false });
    });

    test("takes its place for good, also from the one who paid", async () => {
      const { take, payments, clock } = await setUp();
      await payments.settle((await take("one", alice, 1))!.paymentHash, incomingStart);
      clock.seconds += 10_000;
      expect(await take("one", alice, 1)).toBeUndefined();
      expect(await take("one", alice, 2)).toBeDefined();
    });

    test("late is noted all the same, though its place went to another", async () => {
      const { take, payments, clock } = await setUp();
      const { paymentHash } = (await take("one", alice, 1))!;
      clock.seconds += 600;
      await take("one", carol, 1);
      expect(await payments.settle(paymentHash, clock.seconds)).toMatchObject({
        isNews: true,
        payment: { payer: alice },
      });
    });

    test("at once to many listeners is news to one", async () => {
      const { take, payments } = await setUp();
      const { paymentHash } = (await take("one", alice))!;
      const told = await Promise.all(
        Array.from({ length: 9 }, () => payments.settle(paymentHash, incomingStart)),
      );
      expect(told.filter((settled) => settled?.isNews)).toHaveLength(1);
    });

    test("that nobody awaited is none", async () => {
      const { payments } = await setUp();
      expect(await payments.settle("00".repeat(32), incomingStart)).toBeUndefined();
    });
  });
}
