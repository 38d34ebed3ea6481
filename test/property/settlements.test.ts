import * as fc from "fast-check";
import { test } from "vitest";
import { memorySettlements } from "../../src/x402/index.js";
import { runSettlementSteps, settlementSteps } from "../support/settlementsModel.js";

test("settlements in memory do what they ought to, whatever is asked of them in whatever order", async () => {
  await fc.assert(
    fc.asyncProperty(settlementSteps, async (steps) => {
      let time = 1_704_067_200;
      const now = () => time;
      const store = memorySettlements({ keepSeconds: 100, reserveSeconds: 10, now });
      const pass = (seconds: number) => {
        time += seconds;
      };
      await runSettlementSteps({ open: () => store, now, pass }, steps);
    }),
    { numRuns: 1000 },
  );
});
