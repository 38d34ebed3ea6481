import { layerError } from "../../http/layerError.js";
import { type Moment, toSeconds } from "../../time.js";
import { positiveInteger } from "../paywall/positiveInteger.js";
import { checkSettlement } from "./checkSettlement.js";
import type { Settlement } from "./Settlement.js";
import type { SettlementStore } from "./Settlements.js";

/** Options of {@link memorySettlements}. */
export type MemorySettlementsOptions = {
  /** How long after its settlement a payment can be redeemed, in seconds; 86,400 (a day) by default. */
  readonly keepSeconds?: number;
  /** How many payments are held at once; 100,000 by default. */
  readonly maxEntries?: number;
  /** The present, by default that of this machine. */
  readonly now?: () => Moment;
};

/**
 * Keeps payments in the memory of this process: for one process alone, and until it ends. When it is
 * full, `settle` throws and nothing is forgotten, so that the VASP tells again later.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`; `settle` also `STORE_FULL`
 *
 * @example
 * ```ts
 * const settlements = memorySettlements();
 *
 * // What the receiving VASP tells of a payment:
 * const { paymentHash, receiverUma, amount, currency, settledAt, invoiceUUID } = notification;
 * settlements.settle(paymentHash, { receiverUma, amount, currency, settledAt, invoiceUUID }); // true
 * ```
 */
export function memorySettlements(options: MemorySettlementsOptions = {}): SettlementStore {
  const { now = () => new Date() } = options;
  const keepSeconds = positiveInteger(options.keepSeconds ?? 86_400, "keepSeconds");
  const maxEntries = positiveInteger(options.maxEntries ?? 100_000, "maxEntries");
  const entries = new Map<string, { readonly settlement: Settlement; redeemed: boolean }>();

  const isOver = ({ settledAt }: Settlement) => settledAt + keepSeconds <= toSeconds(now(), "now");

  function current(paymentHash: string) {
    const entry = entries.get(paymentHash);
    return entry && !isOver(entry.settlement) ? entry : undefined;
  }

  /** The oldest stand first, or nearly so: all are looked at if there is no room otherwise. */
  function dropExpired(): void {
    const isFull = entries.size >= maxEntries;
    for (const [hash, { settlement }] of entries) {
      if (isOver(settlement)) entries.delete(hash);
      else if (!isFull) return;
    }
  }

  return {
    settle(paymentHash, settlement) {
      const { hash, checked } = checkSettlement(paymentHash, settlement);
      dropExpired();
      if (isOver(checked) || current(hash)) return false;
      if (entries.size >= maxEntries)
        throw layerError("STORE_FULL", `expected at most ${maxEntries} payments at once, found one more`);
      entries.set(hash, { settlement: checked, redeemed: false });
      return true;
    },
    settled: (paymentHash) => current(paymentHash)?.settlement,
    redeem(paymentHash) {
      const entry = current(paymentHash);
      if (!entry || entry.redeemed) return false;
      entry.redeemed = true;
      return true;
    },
    restore(paymentHash) {
      const entry = current(paymentHash);
      if (entry) entry.redeemed = false;
    },
  };
}
