import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { PaymentStore, PendingPayment } from "../../src/pay/index.js";
import { rejectionOf } from "./errorOf.js";
import { expectError } from "./expectRefusal.js";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A payment that a wallet is about to be asked for. */
export function pendingPayment(id: string, attempt = 1): PendingPayment {
  return {
    id,
    attempt: `${attempt}`,
    lightningInvoice: `lnbc${attempt}`,
    paymentHash: sha256(`${id} ${attempt}`),
    expiresAt: 1_704_067_800,
    agreement: '{"amount":"1000"}',
  };
}

const preimage = "07".repeat(32);

/** What every store of payments has to do. */
export function paymentsContract(open: () => Promise<PaymentStore>): void {
  const first = pendingPayment("one");
  const second = pendingPayment("one", 2);

  test("nothing is known of what was not begun", async () => {
    expect(await (await open()).get("one")).toBeUndefined();
  });

  test("what was begun is pending, as it was given", async () => {
    const payments = await open();
    expect(await payments.begin(first)).toBeUndefined();
    expect(await payments.get("one")).toStrictEqual({ ...first, state: "pending" });
  });

  test("names are told apart to the letter", async () => {
    const payments = await open();
    await payments.begin(first);
    for (const id of ["One", "one ", "one/1", "", "__proto__", "constructor"])
      expect(await payments.get(id)).toBeUndefined();
    expect(await payments.begin(pendingPayment("__proto__"))).toBeUndefined();
    expect(await payments.get("__proto__")).toStrictEqual({
      ...pendingPayment("__proto__"),
      state: "pending",
    });
  });

  test("of many that begin at once, one does", async () => {
    const payments = await open();
    const all = await Promise.all(
      Array.from({ length: 20 }, async (_, attempt) => payments.begin(pendingPayment("one", attempt))),
    );
    const kept = await payments.get("one");
    expect(all.filter((found) => found === undefined)).toHaveLength(1);
    for (const found of all) if (found !== undefined) expect(found).toStrictEqual(kept);
  });

  describe.each([
    ["the very same payment", first],
    ["another", second],
  ] as const)("%s", (_name, next) => {
    test("finds one in its way that is pending", async () => {
      const payments = await open();
      await payments.begin(first);
      expect(await payments.begin(next)).toStrictEqual({ ...first, state: "pending" });
    });

    test("finds one in its way that was paid", async () => {
      const payments = await open();
      await payments.begin(first);
      await payments.end("one", first.attempt, { state: "paid", preimage });
      expect(await payments.begin(next)).toStrictEqual({ ...first, state: "paid", preimage });
      expect(await payments.get("one")).toStrictEqual({ ...first, state: "paid", preimage });
    });

    test("takes the place of one that failed", async () => {
      const payments = await open();
      await payments.begin(first);
      await payments.end("one", first.attempt, { state: "failed" });
      expect(await payments.get("one")).toStrictEqual({ ...first, state: "failed" });
      expect(await payments.begin(next)).toBeUndefined();
      expect(await payments.get("one")).toStrictEqual({ ...next, state: "pending" });
    });
  });

  test("what was paid stays paid", async () => {
    const payments = await open();
    await payments.begin(first);
    await payments.end("one", first.attempt, { state: "paid", preimage });
    await payments.end("one", first.attempt, { state: "failed" });
    await payments.end("one", first.attempt, { state: "paid", preimage: "08".repeat(32) });
    expect(await payments.get("one")).toStrictEqual({ ...first, state: "paid", preimage });
  });

  test("what was thought to have failed can turn out to be paid", async () => {
    const payments = await open();
    await payments.begin(first);
    await payments.end("one", first.attempt, { state: "failed" });
    await payments.end("one", first.attempt, { state: "paid", preimage });
    expect(await payments.get("one")).toStrictEqual({ ...first, state: "paid", preimage });
  });

  test("the end of an earlier payment, told late, is not that of a later one", async () => {
    const payments = await open();
    await payments.begin(first);
    await payments.end("one", first.attempt, { state: "failed" });
    await payments.begin(second);
    await payments.end("one", first.attempt, { state: "failed" });
    expect(await payments.get("one")).toStrictEqual({ ...second, state: "pending" });
  });

  test("the end of an earlier try of the same Lightning invoice is not that of a later one", async () => {
    const payments = await open();
    const again = { ...first, attempt: "again" };
    await payments.begin(first);
    await payments.end("one", first.attempt, { state: "failed" });
    await payments.begin(again);
    await payments.end("one", first.attempt, { state: "failed" });
    expect(await payments.get("one")).toStrictEqual({ ...again, state: "pending" });
  });

  test.each(["pending", "paid"] as const)(
    "a hash of a payment that is %s is nobody else's",
    async (state) => {
      const payments = await open();
      const other = { ...pendingPayment("two"), paymentHash: first.paymentHash };
      await payments.begin(first);
      if (state === "paid") await payments.end("one", first.attempt, { state, preimage });
      expect(await payments.begin(other)).toMatchObject({ id: "one", state });
      expect(await payments.get("two")).toBeUndefined();
    },
  );

  test("a hash of a payment that failed may be another's, until it turns out to be paid", async () => {
    const payments = await open();
    const other = { ...pendingPayment("two"), paymentHash: first.paymentHash };
    await payments.begin(first);
    await payments.end("one", first.attempt, { state: "failed" });
    expect(await payments.begin(other)).toBeUndefined();
    await payments.end("two", other.attempt, { state: "failed" });
    await payments.end("one", first.attempt, { state: "paid", preimage });
    expect(await payments.begin(other)).toMatchObject({ id: "one", state: "paid" });
  });

  test("a hash of what turned out to be paid is not given up by another that had it meanwhile", async () => {
    const payments = await open();
    const other = { ...pendingPayment("two"), paymentHash: first.paymentHash };
    await payments.begin(first);
    await payments.end("one", first.attempt, { state: "failed" });
    await payments.begin(other);
    await payments.end("one", first.attempt, { state: "paid", preimage });
    await payments.end("two", other.attempt, { state: "failed" });
    expect(await payments.begin({ ...other, id: "three" })).toMatchObject({ id: "one", state: "paid" });
  });

  test.each([
    ["an id that is none", "id", (payments: PaymentStore) => payments.get(undefined as never)],
    [
      "the end of no payment",
      "id",
      (payments: PaymentStore) => payments.end({} as never, "1", { state: "failed" }),
    ],
    [
      "the end of no attempt",
      "attempt",
      (payments: PaymentStore) => payments.end("one", 1 as never, { state: "failed" }),
    ],
    ["no outcome", "outcome", (payments: PaymentStore) => payments.end("one", "1", undefined as never)],
    [
      "an outcome that is none",
      "outcome.state",
      (payments: PaymentStore) => payments.end("one", "1", { state: "pending" } as never),
    ],
    [
      "one that was paid without proof",
      "outcome.preimage",
      (payments: PaymentStore) => payments.end("one", "1", { state: "paid" } as never),
    ],
  ])("%s is refused", async (_, field, call) => {
    const payments = await open();
    const error = await rejectionOf(Promise.resolve().then(() => call(payments)));
    expectError(error, { code: "INVALID_FIELD", field });
  });

  test("the end of what was never begun is nothing", async () => {
    const payments = await open();
    await payments.end("one", first.attempt, { state: "paid", preimage });
    expect(await payments.get("one")).toBeUndefined();
  });

  test("payments are kept apart", async () => {
    const payments = await open();
    const other = pendingPayment("two");
    await payments.begin(first);
    await payments.begin(other);
    await payments.end("two", other.attempt, { state: "failed" });
    expect(await payments.get("one")).toStrictEqual({ ...first, state: "pending" });
  });
}
