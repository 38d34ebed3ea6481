import { describe, expect, test, vi } from "vitest";
import { UmaInvoiceError } from "../../../src/index.js";
import {
  memoryPayments,
  type PaymentStore,
  PaymentUnknownError,
  type PendingPayment,
  type Wallet,
} from "../../../src/pay/index.js";
import { lookUpPayment, payOnce } from "../../../src/pay/payment.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { lightningPayment } from "../../support/shopPayments.js";

const start = 1_704_067_200;
const bounds = { maxFeeMsat: 7n, marginSeconds: 10 };

function setUp(wallet: Partial<Wallet>, payments: PaymentStore = memoryPayments()) {
  const clock = { seconds: start };
  const { preimage, paymentHash } = lightningPayment();
  const pending: PendingPayment = {
    id: "one",
    attempt: "1",
    lightningInvoice: "lnbc1",
    paymentHash,
    expiresAt: start + 600,
    agreement: "{}",
  };
  const cutOff = () => Promise.reject(new Error("cut off"));
  const means = { wallet: { sendPayment: cutOff, ...wallet }, payments, time: () => clock.seconds };
  return { means, pending, preimage, clock, payments };
}
/** Begins a payment of which nobody learns what came of it. */
async function cutOff(lookUpPayment?: Wallet["lookUpPayment"]) {
  const world = setUp(lookUpPayment ? { lookUpPayment } : {});
  const error = await rejectionOf(payOnce(world.pending, world.means, bounds));
  expect(error).toBeInstanceOf(PaymentUnknownError);
  return { ...world, error };
}

test("the wallet is asked for what was kept, within the limit", async () => {
  const sendPayment = vi.fn();
  const world = setUp({ sendPayment });
  sendPayment.mockImplementation(async () => {
    expect(await world.payments.get("one")).toMatchObject({ state: "pending" });
    return { preimage: world.preimage.toUpperCase() };
  });
  const { payment, isRepeated } = await payOnce(world.pending, world.means, bounds);
  expect(sendPayment.mock.calls).toEqual([["lnbc1", { maxFeeMsat: 7n }]]);
  expect({ payment, isRepeated }).toEqual({
    payment: { ...world.pending, state: "paid", preimage: world.preimage },
    isRepeated: false,
  });
});

test.each<[string, unknown]>([
  ["a preimage of something else", { preimage: "07".repeat(32) }],
  ["no text", { preimage: 7 }],
  ["no preimage", { preimage: "07" }],
  ["nothing", undefined],
  [
    "what cannot be read",
    {
      get preimage() {
        throw new Error("revoked");
      },
    },
  ],
])("%s proves nothing", async (_, sent) => {
  const { means, pending, payments } = setUp({ sendPayment: async () => sent as never });
  expectError(await rejectionOf(payOnce(pending, means, bounds)), { code: "PAYMENT_UNKNOWN" });
  expect(await payments.get("one")).toMatchObject({ state: "pending" });
});

test("a failure that is certain is told as it is, and leaves room for another try", async () => {
  const failure = new UmaInvoiceError("PAYMENT_FAILED", "no route");
  const { means, pending, preimage } = setUp({ sendPayment: () => Promise.reject(failure) });
  expect(await rejectionOf(payOnce(pending, means, bounds))).toBe(failure);
  const again = { ...means, wallet: { sendPayment: async () => ({ preimage }) } };
  expect(await payOnce({ ...pending, attempt: "2" }, again, bounds)).toMatchObject({ isRepeated: false });
});

test("what was cut off says by what to ask for it, and why", async () => {
  const { error, pending } = await cutOff();
  expect(error).toMatchObject({ id: "one", paymentHash: pending.paymentHash, cause: new Error("cut off") });
});

test("what the wallet did not say, it may say when it is looked up", async () => {
  const world = setUp({});
  const lookUpPayment = async () => ({ state: "paid", preimage: world.preimage }) as const;
  const means = { ...world.means, wallet: { ...world.means.wallet, lookUpPayment } };
  expect((await payOnce(world.pending, means, bounds)).payment).toMatchObject({ preimage: world.preimage });
});

describe.each(["failed", "none"] as const)("what the wallet calls %s when it is looked up", (state) => {
  const lookUp: Wallet["lookUpPayment"] = async () => ({ state });

  test("stays unknown as long as its Lightning invoice may be paid", async () => {
    const { means, clock } = await cutOff(lookUp);
    for (const seconds of [0, 600, 660]) {
      clock.seconds = start + seconds;
      expect(await lookUpPayment("one", means)).toMatchObject({ state: "pending" });
    }
  });

  test("has failed a minute after that, and another one may be paid", async () => {
    const { means, clock, pending, preimage } = await cutOff(lookUp);
    clock.seconds = start + 661;
    const next = { ...pending, attempt: "2", expiresAt: start + 1200 };
    const wallet = { sendPayment: async () => ({ preimage }), lookUpPayment: lookUp };
    expect(await payOnce(next, { ...means, wallet }, bounds)).toMatchObject({
      isRepeated: false,
      payment: { attempt: "2", state: "paid" },
    });
  });
});

test("a wallet that takes so long that its payment is over tells how it ended", async () => {
  const world = setUp({ lookUpPayment: async () => ({ state: "failed" }) });
  const sendPayment = async () => {
    world.clock.seconds += 2000;
    throw new Error("cut off");
  };
  const means = { ...world.means, wallet: { ...world.means.wallet, sendPayment } };
  expectError(await rejectionOf(payOnce(world.pending, means, bounds)), { code: "PAYMENT_FAILED" });
});

test("a wallet that cannot be asked leaves it unknown for good", async () => {
  const { means, clock } = await cutOff();
  clock.seconds = start + 10_000;
  expect(await lookUpPayment("one", means)).toMatchObject({ state: "pending" });
});

test("a wallet whose look-up fails, too, leaves it unknown, and says why it was cut off", async () => {
  const { error, means, pending } = await cutOff(() => Promise.reject(new Error("no answer")));
  expect(error.cause).toEqual(new Error("cut off"));
  const later = await rejectionOf(payOnce(pending, means, bounds));
  expect(later.cause).toEqual(new Error("no answer"));
});

test("what was paid before is given again, and the wallet not asked", async () => {
  const { means, pending, preimage, payments } = setUp({});
  await payments.begin(pending);
  await payments.end("one", "1", { state: "paid", preimage });
  expect(await payOnce({ ...pending, attempt: "2" }, means, bounds)).toMatchObject({
    isRepeated: true,
    payment: { attempt: "1" },
  });
});

test("a Lightning invoice that is paid under another id is not paid, nor taken for the payment of both", async () => {
  const { means, pending, preimage } = setUp({});
  const wallet = { sendPayment: vi.fn(async () => ({ preimage })) };
  await payOnce(pending, { ...means, wallet }, bounds);
  const other = payOnce({ ...pending, id: "two" }, { ...means, wallet }, bounds);
  expectError(await rejectionOf(other), { code: "QUOTE_REFUSED", field: "lightningInvoice.paymentHash" });
  expect(wallet.sendPayment).toHaveBeenCalledTimes(1);
});

test("what another call begins meanwhile is not paid twice", async () => {
  const kept = memoryPayments();
  const { means, pending, clock } = setUp(
    { lookUpPayment: async () => ({ state: "failed" }) },
    {
      ...kept,
      end(...end) {
        kept.end(...end);
        kept.begin({ ...pending, attempt: "3" });
      },
    },
  );
  await kept.begin(pending);
  clock.seconds = start + 661;
  const error = await rejectionOf(
    payOnce({ ...pending, attempt: "2", expiresAt: start + 1200 }, means, bounds),
  );
  expectError(error, { code: "PAYMENT_UNKNOWN" });
});

test("what expires before the wallet is asked is not paid, and can be paid anew", async () => {
  const sendPayment = vi.fn();
  const { means, pending, clock, payments } = setUp({ sendPayment });
  clock.seconds = start + 591;
  expectError(await rejectionOf(payOnce(pending, means, bounds)), {
    code: "QUOTE_REFUSED",
    field: "lightningInvoice.expiresAt",
  });
  expect(sendPayment).not.toHaveBeenCalled();
  expect(await payments.get("one")).toMatchObject({ state: "failed" });
});

test("a payment that was made is told, even if that cannot be kept", async () => {
  const kept = memoryPayments();
  const world = setUp({}, { ...kept, end: () => Promise.reject(new Error("disk full")) });
  const wallet = { sendPayment: async () => ({ preimage: world.preimage }) };
  const paid = await payOnce(world.pending, { ...world.means, wallet }, bounds);
  expect(paid.payment).toMatchObject({ state: "paid", preimage: world.preimage });
  // Nobody pays it again.
  expectError(await rejectionOf(payOnce({ ...world.pending, attempt: "2" }, world.means, bounds)), {
    code: "PAYMENT_UNKNOWN",
  });
});

test("what cannot be kept is not paid", async () => {
  const sendPayment = vi.fn();
  const payments = { ...memoryPayments(), begin: () => Promise.reject(new Error("disk full")) };
  const { means, pending } = setUp({ sendPayment }, payments);
  await expect(payOnce(pending, means, bounds)).rejects.toThrow("disk full");
  expect(sendPayment).not.toHaveBeenCalled();
});
