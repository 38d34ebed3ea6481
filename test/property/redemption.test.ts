import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createPaywall, memorySettlements, type Settlements } from "../../src/x402/index.js";
import { fiveCents } from "../support/openShop.js";
import { beforeExpiration } from "../support/sampleFields.js";

const url = "https://example.com/weather";
const preimage = "07".repeat(32);
const paymentHash = createHash("sha256").update(preimage, "hex").digest("hex");

const fault = fc.constantFrom("none", "lose the reply", "do nothing");

/** A request with the payment, to one process of two; its handler may fail. */
const request = fc.record({
  attempt: fc.constantFrom("attempt-number-one", "attempt-number-two"),
  process: fc.constantFrom(0, 1),
  fails: fc.boolean(),
});

/** A shop of two processes, and a line to the settlements that is slow, and cut as planned. */
function openShop(scheduler: fc.Scheduler, faults: string[]) {
  const settlements = memorySettlements({ now: () => beforeExpiration });
  settlements.settle(paymentHash, {
    receiverUma: "$shop@vasp.com",
    amount: 5n,
    currency: "USD",
    settledAt: beforeExpiration,
    resource: url,
  });
  async function cut<Reply>(step: string, work: () => Reply): Promise<Awaited<Reply>> {
    await scheduler.schedule(Promise.resolve(), `${step} is sent`);
    const planned = faults.shift() ?? "none";
    if (planned === "do nothing") throw new Error("no connection");
    const reply = await work();
    await scheduler.schedule(Promise.resolve(), `${step} is answered: ${reply}`);
    if (planned === "lose the reply") throw new Error("the connection was closed");
    return reply;
  }
  const line: Settlements = {
    settled: settlements.settled,
    reserve: (...of) => cut("reserve", () => settlements.reserve(...of)),
    redeem: (...of) => cut("redeem", () => settlements.redeem(...of)),
    restore: (...of) => cut("restore", () => settlements.restore(...of)),
  };
  const wait = (seconds: number) => scheduler.schedule(Promise.resolve(), `${seconds} s pass`);
  const options = { settlements: line, wait, onError: () => {}, price: fiveCents, payTo: "$shop@vasp.com" };
  const processes = [createPaywall(options), createPaywall(options)] as const;

  return async ({ attempt, process, fails }: { attempt: string; process: number; fails: boolean }) => {
    const payment = { x402Version: 1, scheme: "exact", network: "uma", payload: { preimage, attempt } };
    const headers = { "X-PAYMENT": btoa(JSON.stringify(payment)) };
    const serve = processes[process]!.protect(() => new Response("sunny", { status: fails ? 500 : 200 }));
    const response = await serve(new Request(url, { headers })).catch(() => undefined);
    return response?.status;
  };
}

test("whatever comes in whatever order, a payment is served once, and not lost", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(request, { minLength: 1, maxLength: 5 }),
      fc.array(fault, { maxLength: 16 }),
      async (scheduler, requests, faults) => {
        const left = [...faults];
        const ask = openShop(scheduler, left);
        const statuses = await scheduler.waitFor(Promise.all(requests.map(ask)));
        // What is still given back in the background comes to its end, and the line is whole again.
        await scheduler.waitIdle();
        left.length = 0;
        const last = { ...requests[0]!, fails: false };
        const later = [await scheduler.waitFor(ask(last)), await scheduler.waitFor(ask(last))];
        expect([...statuses, ...later].filter((status) => status === 200)).toHaveLength(1);
      },
    ),
    { numRuns: 500 },
  );
});
