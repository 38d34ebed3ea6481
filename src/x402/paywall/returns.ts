import { checkFunction, checkMethods, toLog } from "../../options.js";
import type { Settlements } from "../settlements/settlement.js";
import { waitFor } from "../wait.js";
import type { PaywallOptions } from "./options.js";

/** Options of what gives payments back. */
export type ReturnsOptions = Pick<PaywallOptions, "wait" | "onError"> & {
  readonly settlements: Pick<Settlements, "restore">;
};

/** What gives payments back for which nothing was delivered. */
export type Returns = {
  /**
   * Gives a payment back. The payer has paid: as long as there is hope, what nothing was delivered for is not
   * kept.
   *
   * @returns rejects if the store could not be told soon, and has it told later
   */
  readonly giveBack: (paymentHash: string, claim: string) => Promise<void>;
  /**
   * Tells the store of what it could not be told so far of a payment: it may be there again sooner than it is
   * asked.
   *
   * @returns rejects with what the store throws
   */
  readonly catchUp: (paymentHash: string) => Promise<void>;
};

/**
 * Makes what gives payments back: one place for the paywall and for the plug-ins of the published packages.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function createReturns({
  settlements,
  wait = waitFor,
  onError = console.error,
}: ReturnsOptions): Returns {
  checkMethods("settlements", settlements, "restore");
  checkFunction("wait", wait);
  checkFunction("onError", onError);
  const tell = toLog(onError);
  /** What gives back the payments that the store could not be told of yet, one for each claim. */
  const owed = new Map<string, Set<() => Promise<void>>>();

  return {
    async giveBack(paymentHash, claim) {
      const debts = owed.get(paymentHash) ?? new Set();
      const forget = () => {
        debts.delete(restore);
        if (debts.size === 0) owed.delete(paymentHash);
      };
      const restore = async () => {
        await settlements.restore(paymentHash, claim);
        forget();
      };
      owed.set(paymentHash, debts.add(restore));
      try {
        await askAgain(restore, soon, wait);
      } catch (error) {
        tell(error);
        wait(later[0])
          .then(() => askAgain(restore, later.slice(1), wait))
          .catch((failure) => {
            forget();
            tell(failure);
          });
        throw error;
      }
    },
    async catchUp(paymentHash) {
      for (const restore of owed.get(paymentHash) ?? []) await restore();
    },
  };
}

/** Seconds after which a store is asked again, whose reply was lost. */
export const soon = [0.1, 0.4, 1] as const;
/** Seconds after which it is asked again while nobody waits for it: some ten minutes in all. */
const later = [2, 4, 8, 16, 30, 60, 120, 180, 180] as const;

/** Asks a store again whose reply was lost: each of its steps says the same to the same claim. */
export async function askAgain<Reply>(
  step: () => Reply | Promise<Reply>,
  waits: readonly number[],
  wait: (seconds: number) => Promise<void>,
): Promise<Reply> {
  for (const seconds of waits) {
    try {
      return await step();
    } catch {
      await wait(seconds);
    }
  }
  return step();
}
