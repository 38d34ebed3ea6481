import { describe, expect, test } from "vitest";
import { memoryPayments, type PaymentStore, type PendingPayment } from "../../../src/pay/index.js";
import { errorOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { paymentsContract, pendingPayment } from "../../support/paymentsContract.js";

paymentsContract(async () => memoryPayments());

describe("a store in memory that is full", () => {
  function full(): PaymentStore {
    const payments = memoryPayments({ maxEntries: 2 });
    payments.begin(pendingPayment("one"));
    payments.begin(pendingPayment("two"));
    return payments;
  }

  test("takes no other payment: what is pending or paid is not forgotten", async () => {
    const payments = full();
    await payments.end("one", pendingPayment("one").attempt, {
      state: "paid",
      preimage: "07".repeat(32),
    });
    expectError(
      errorOf(() => payments.begin(pendingPayment("three"))),
      { code: "STORE_FULL" },
    );
    expect([payments.get("one"), payments.get("two")]).toMatchObject([
      { state: "paid" },
      { state: "pending" },
    ]);
  });

  test("forgets what has failed", async () => {
    const payments = full();
    await payments.end("two", pendingPayment("two").attempt, { state: "failed" });
    expect(payments.begin(pendingPayment("three"))).toBeUndefined();
    expect(payments.get("two")).toBeUndefined();
  });

  test("takes one again that has failed", async () => {
    const payments = full();
    await payments.end("two", pendingPayment("two").attempt, { state: "failed" });
    expect(payments.begin(pendingPayment("two"))).toBeUndefined();
  });
});

test.each([[0], [1.5], ["10"]])("a store of at most %j payments is refused", (maxEntries) => {
  expectError(
    errorOf(() => memoryPayments({ maxEntries: maxEntries as number })),
    { code: "INVALID_OPTION", field: "maxEntries" },
  );
});

test.each<[string, unknown]>([
  ["id", 5],
  ["attempt", undefined],
  ["lightningInvoice", undefined],
  ["paymentHash", null],
  ["agreement", {}],
  ["expiresAt", "1"],
  ["expiresAt", 0.5],
])("a payment whose %s is %j is refused", (field, value) => {
  const payment = { ...pendingPayment("one"), [field]: value } as PendingPayment;
  expectError(
    errorOf(() => memoryPayments().begin(payment)),
    { code: "INVALID_FIELD", field: `payment.${field}` },
  );
});
