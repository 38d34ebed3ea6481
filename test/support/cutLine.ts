import type { Settlements } from "../../src/x402/index.js";
import { lightningPayment, shopSettlement } from "./shopPayments.js";

const url = "https://example.com/weather";

/** What was bought: the weather, for 5 cents, and paid. */
export const bought = {
  url,
  ...lightningPayment("07".repeat(32)),
  settlement: { ...shopSettlement, resource: url },
} as const;

/** What becomes of a step on the way to the settlements or back. */
export type Fault = "lose the reply" | "do nothing";

/** How a line is cut. */
export type Cuts = {
  /** What becomes of the next call of a step. */
  readonly faultOf: (step: "reserve" | "redeem" | "restore") => Fault | undefined;
  /** Is told that a step is on its way, with the reply where it is on its way back; may hold it up. */
  readonly pass?: (step: string, reply?: unknown) => Promise<void>;
};

/** A line to settlements that is cut. */
export function cutLine(settlements: Settlements, { faultOf, pass }: Cuts): Settlements {
  async function cut<Reply>(
    step: Parameters<Cuts["faultOf"]>[0],
    work: () => Reply,
  ): Promise<Awaited<Reply>> {
    if (pass) await pass(`${step} is sent`);
    const fault = faultOf(step);
    if (fault === "do nothing") throw new Error("no connection");
    const reply = await work();
    if (pass) await pass(`${step} is answered`, reply);
    if (fault) throw new Error("the connection was closed");
    return reply;
  }
  return {
    settled: settlements.settled,
    reserve: (...of) => cut("reserve", () => settlements.reserve(...of)),
    redeem: (...of) => cut("redeem", () => settlements.redeem(...of)),
    restore: (...of) => cut("restore", () => settlements.restore(...of)),
  };
}
