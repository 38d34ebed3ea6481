import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createPaywall, memorySettlements } from "../../src/x402/index.js";
import { bought, cutLine, type Fault } from "../support/cutLine.js";
import { fiveCents } from "../support/openShop.js";
import { beforeExpiration } from "../support/sampleFields.js";

const { url, preimage, paymentHash, settlement } = bought;

const fault = fc.constantFrom<Fault | undefined>(undefined, "lose the reply", "do nothing");

/** A request with the payment, to one process of two; its handler may fail. */
const request = fc.record({
  attempt: fc.constantFrom("attempt-number-one", "attempt-number-two"),
  process: fc.constantFrom(0, 1),
  fails: fc.boolean(),
});

/** A shop of two processes, and a line to the settlements that is slow, and cut as planned. */
function openShop(scheduler: fc.Scheduler, faults: (Fault | undefined)[]) {
  const settlements = memorySettlements({ now: () => beforeExpiration });
  settlements.settle(paymentHash, settlement);
  const line = cutLine(settlements, {
    faultOf: () => faults.shift(),
    pass: (step, reply) => scheduler.schedule(Promise.resolve(), `${step}: ${reply}`),
  });
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
