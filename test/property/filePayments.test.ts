import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { filePayments } from "../../src/cli/payments.js";
import { memoryPayments, type PaymentStore } from "../../src/pay/index.js";
import { pendingPayment } from "../support/paymentsContract.js";

const ids = ["one", "two", "three"];
const step = fc.record({
  id: fc.constantFrom(...ids),
  attempt: fc.nat({ max: 2 }),
  /** Whose hash it is: two payments may share one. */
  hashOf: fc.constantFrom(...ids),
  outcome: fc.constantFrom(undefined, "paid", "failed"),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Begins a payment, or ends it. */
async function take({ id, attempt, hashOf, outcome }: Step, store: PaymentStore): Promise<unknown> {
  const { paymentHash } = pendingPayment(hashOf);
  const pending = { ...pendingPayment(id, attempt), paymentHash };
  if (outcome === undefined) return store.begin(pending);
  const preimage = "07".repeat(32);
  return store.end(
    id,
    pending.attempt,
    outcome === "paid" ? { state: "paid", preimage } : { state: "failed" },
  );
}

let folder: string;
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "uma-payments-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("payments in a folder are what they would be in memory, whatever happens, and whoever reads them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const own = join(folder, `${runs++}`);
      const memory = memoryPayments();
      for (const each of steps) {
        // Another process each time.
        expect(await take(each, filePayments(own))).toEqual(await take(each, memory));
        for (const id of ids) expect(await filePayments(own).get(id)).toEqual(await memory.get(id));
      }
      const pending = (await filePayments(own).pending()).map(({ id }) => id);
      const records = await Promise.all(ids.map((id) => memory.get(id)));
      const expected = records.flatMap((record) => (record?.state === "pending" ? record.id : []));
      expect(pending.sort()).toEqual(expected.sort());
    }),
    { numRuns: 60 },
  );
});
