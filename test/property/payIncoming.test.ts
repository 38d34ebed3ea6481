import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryIncomingPayments } from "../../src/pay/index.js";
import { incomingPayment, incomingStart as start } from "../support/incomingContract.js";

const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("ask" as const), payer: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("settle" as const), which: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.nat(900) }) },
);

test("no invoice has more payments live or made than it may have, none is lost, and each counts once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.array(command, { maxLength: 6 }), { maxLength: 12 }),
      async (most, rounds) => {
        let seconds = start;
        const payments = memoryIncomingPayments({ now: () => seconds });
        const made: string[] = [];
        const held = new Map<string, number>();
        const news = new Map<string, number>();

        async function run(step: (typeof rounds)[number][number]): Promise<void> {
          if (step.kind === "wait") seconds += step.seconds;
          else if (step.kind === "ask") {
            const payer = `$user${step.payer}@vasp${step.payer}.com`;
            await payments.take({ id: "one", payer, most }, async () => {
              const payment = {
                ...incomingPayment("one", payer, made.length),
                heldUntil: seconds + 600,
                keepUntil: seconds + 90_000,
              };
              made.push(payment.paymentHash);
              held.set(payment.paymentHash, payment.heldUntil);
              // Others come while the node makes it.
              await Promise.resolve();
              return payment;
            });
          } else {
            const hash = made[step.which];
            if (hash === undefined) return;
            const settled = await payments.settle(hash, seconds);
            // A node can be paid for whatever it has made, however late.
            if (settled?.isNews) news.set(hash, (news.get(hash) ?? 0) + 1);
          }
        }

        const late = new Set<string>();
        for (const round of rounds) {
          await Promise.all(round.map(run));
          for (const hash of news.keys()) if (held.get(hash)! < seconds) late.add(hash);
          const taken = made.filter(
            (hash) => (news.has(hash) && !late.has(hash)) || (!news.has(hash) && held.get(hash)! > seconds),
          );
          // Only what comes after its place went to another is more than there may be: money that nobody can send back.
          expect(taken.filter((hash) => !late.has(hash)).length).toBeLessThanOrEqual(most + late.size);
        }
        for (const hash of made) {
          const settled = await payments.settle(hash, seconds);
          expect(settled?.isNews).toBe(!news.has(hash));
          expect(news.get(hash) ?? 1).toBe(1);
        }
        const live = made.length;
        if (rounds.flat().every(({ kind }) => kind === "ask")) expect(live).toBeLessThanOrEqual(most);
      },
    ),
    { numRuns: 500 },
  );
});
