import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { UmaInvoiceError } from "../../src/index.js";
import { memoryPayments, type PaymentRecord, type Wallet, type WalletPayment } from "../../src/pay/index.js";
import { lookUpPayment, type PaymentMeans, payOnce } from "../../src/pay/payment.js";

const start = 1_704_067_200;
/** When a Lightning invoice expires: the later it was made, the later. */
const expiryOf = (attempt: number) => start + 600 * (attempt + 1);
const bounds = { maxFeeMsat: 10_000n, marginSeconds: 10 };
const never = () => new Promise<never>(() => undefined);

/** What the wallet makes of a payment that it is asked for. */
const fates = [
  "pays",
  "pays and says nothing",
  "pays and lies",
  "fails",
  "fails and says nothing",
  "hangs",
  "comes late",
  "is lost",
] as const;
type Fate = (typeof fates)[number];

const preimageOf = (attempt: number) => `${attempt}`.padStart(64, "0");
const hashOfPreimage = (preimage: string) => createHash("sha256").update(preimage, "hex").digest("hex");
const hashOf = (attempt: number) => hashOfPreimage(preimageOf(attempt));

/** A call of a process: which Lightning invoice it has, what the wallet does, and after how many steps it dies. */
const call = fc.record({
  // Two calls may have the same one: receivers give it out again.
  attempt: fc.nat(3),
  fate: fc.constantFrom<Fate>(...fates),
  steps: fc.oneof({ weight: 2, arbitrary: fc.constant(1000) }, fc.nat(12)),
  startsAfter: fc.nat(6),
});
/** What happens meanwhile. */
const event = fc.oneof(
  fc.record({ kind: fc.constant("time" as const), seconds: fc.nat(900) }),
  fc.record({ kind: fc.constant("ends" as const), paid: fc.boolean() }),
  fc.record({ kind: fc.constant("asks" as const), steps: fc.nat(8) }),
);

/** A node that pays each hash at most once, again if that failed, and refuses what has expired. */
function createNode(time: () => number) {
  const states = new Map<number, "pending" | "paid" | "failed">();
  const sent: number[] = [];
  const late: number[] = [];

  function receive(attempt: number, state: "pending" | "paid" | "failed"): void {
    const before = states.get(attempt);
    if (before === "paid" || before === "pending" || time() > expiryOf(attempt)) return;
    states.set(attempt, state);
  }

  function ask(attempt: number, fate: Fate): { readonly preimage: string } {
    sent.push(attempt);
    const before = states.get(attempt);
    if (before === "paid" || before === "pending") throw new Error("the node knows of this payment");
    if (time() > expiryOf(attempt)) throw new Error("expired");
    if (fate === "comes late") late.push(attempt);
    if (fate.startsWith("pays")) receive(attempt, "paid");
    if (fate.startsWith("fails")) receive(attempt, "failed");
    if (fate === "hangs") receive(attempt, "pending");
    if (fate === "pays") return { preimage: preimageOf(attempt) };
    if (fate === "pays and lies") return { preimage: "ff".repeat(32) };
    if (fate === "fails") throw new UmaInvoiceError("PAYMENT_FAILED", "no route");
    throw new Error("no answer");
  }

  function lookUp(hash: string): WalletPayment {
    const attempt = [0, 1, 2, 3].find((number) => hashOf(number) === hash)!;
    const state = states.get(attempt) ?? "none";
    return state === "paid" ? { state, preimage: preimageOf(attempt) } : { state };
  }

  return {
    sent,
    ask,
    lookUp,
    arriveLate: () => receive(late.shift() ?? -1, "paid"),
    end(paid: boolean) {
      for (const [attempt, state] of states)
        if (state === "pending") states.set(attempt, paid ? "paid" : "failed");
    },
    paid: () =>
      [...states].filter(([attempt, state]) => attempt >= 0 && state === "paid").map(([attempt]) => attempt),
    isPaid: (attempt: number) => states.get(attempt) === "paid",
  };
}

test("no interleaving of calls, crashes and answers pays twice, or forgets a payment", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(call, { minLength: 1, maxLength: 5 }),
      fc.array(event, { maxLength: 8 }),
      async (scheduler, calls, events) => {
        let seconds = start;
        const time = () => seconds;
        const node = createNode(time);
        const payments = memoryPayments();
        const pause = () => scheduler.schedule(Promise.resolve());

        /** What one process sees of the store and the wallet, until it dies. */
        function means(steps: number, fate: Fate, attempt: number): PaymentMeans {
          let left = steps;
          async function step<Result>(work: () => Result | Promise<Result>): Promise<Result> {
            if (left-- <= 0) return never();
            await pause();
            const result = await work();
            if (left-- <= 0) return never();
            await pause();
            return result;
          }
          const wallet: Wallet = {
            sendPayment: () => step(() => node.ask(attempt, fate)),
            lookUpPayment: (hash) => step(() => node.lookUp(hash)),
          };
          return {
            time,
            wallet,
            payments: {
              get: (id) => step(() => payments.get(id)),
              begin: (payment) => step(() => payments.begin(payment)),
              end: (id, hash, outcome) => step(() => payments.end(id, hash, outcome)),
            },
          };
        }

        async function run({ attempt, fate, steps, startsAfter }: (typeof calls)[number]): Promise<void> {
          for (let i = 0; i < startsAfter; i++) await pause();
          const pending = {
            id: "invoice",
            attempt: `${tries++}`,
            lightningInvoice: `lnbc${attempt}`,
            paymentHash: hashOf(attempt),
            expiresAt: expiryOf(attempt),
            agreement: "{}",
          };
          try {
            const { payment, isRepeated } = await payOnce(pending, means(steps, fate, attempt), bounds);
            // Whoever is told that it was paid has the proof, and it was.
            expect(payment.state).toBe("paid");
            expect(hashOfPreimage(payment.preimage!)).toBe(payment.paymentHash);
            expect(node.paid().map(hashOf)).toContain(payment.paymentHash);
            if (!isRepeated) expect(payment.paymentHash).toBe(hashOf(attempt));
          } catch (error) {
            if (!(error instanceof UmaInvoiceError)) throw error;
            // Whoever is told that it failed has paid nothing, now or later.
            if (error.code === "PAYMENT_FAILED") failed.push(attempt);
            else expect(["PAYMENT_UNKNOWN", "QUOTE_REFUSED"]).toContain(error.code);
          }
        }
        let tries = 0;
        const failed: number[] = [];
        const failures: unknown[] = [];
        const note = (error: unknown) => failures.push(error);
        for (const each of calls) run(each).catch(note);
        for (const happening of events) {
          pause().then(() => {
            if (happening.kind === "time") seconds += happening.seconds;
            else if (happening.kind === "ends") node.end(happening.paid);
            else lookUpPayment("invoice", means(happening.steps, "is lost", -1)).catch(note);
            node.arriveLate();
          });
        }
        await scheduler.waitIdle();

        // All is over: what was under way has ended, and what was late has come.
        node.arriveLate();
        node.end(true);
        seconds += 10_000;
        let last: PaymentRecord | undefined;
        const asking = lookUpPayment("invoice", means(1000, "is lost", -1)).then((record) => {
          last = record;
        });
        await scheduler.waitFor(asking);

        expect(failures).toEqual([]);
        const paid = node.paid();
        expect(paid.length).toBeLessThanOrEqual(1);
        const isAlone = (attempt: number) => calls.filter((each) => each.attempt === attempt).length === 1;
        for (const attempt of failed.filter(isAlone)) expect(node.isPaid(attempt)).toBe(false);
        // Whoever asks long enough learns of a payment that was made, and of none that was not.
        if (paid.length === 1) expect(last).toMatchObject({ state: "paid", paymentHash: hashOf(paid[0]!) });
        else if (last) expect(last.state).toBe("failed");
      },
    ),
    { numRuns: 3000 },
  );
});
