import { httpRefusal } from "../../http/errors.js";
import { checkFunction, checkWhole, readOptions } from "../../options.js";
import { type Moment, secondsNow } from "../../time.js";
import { invalidValue } from "../errors.js";
import { readPaymentHash } from "../messages/preimage.js";
import {
  checkName,
  furthestAhead,
  type Hold,
  readKept,
  type Settlement,
  type SettlementStore,
  settledAhead,
} from "./settlement.js";

/** Options of {@link memorySettlements}. */
export type MemorySettlementsOptions = {
  /** How long after its settlement a payment can be redeemed, in seconds; 86,400 (a day) by default. */
  readonly keepSeconds?: number;
  /** How long a payment stays reserved that is not redeemed, in seconds; 60 by default. */
  readonly reserveSeconds?: number;
  /** How many payments are held at once; 100,000 by default. */
  readonly maxEntries?: number;
  /** The present, by default that of this machine. */
  readonly now?: () => Moment;
};

type Entry = {
  readonly settlement: Settlement;
  holder?: { readonly attempt: string; readonly claim: string; readonly until: number };
  redeemed: boolean;
};

/**
 * Keeps payments in the memory of this process: for one process alone, and until it ends. When it is
 * full, `settle` throws and nothing is forgotten, so that the VASP tells again later. What was settled before
 * some that has been forgotten is never taken, wherever the clock has gone since.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`; the methods `INVALID_FIELD`, and `settle` also `STORE_FULL`
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
  const {
    keepSeconds = 86_400,
    reserveSeconds = 60,
    maxEntries = 100_000,
    now = () => new Date(),
  } = readOptions(options, "options", "keepSeconds", "reserveSeconds", "maxEntries", "now");
  checkWhole("keepSeconds", keepSeconds, "seconds");
  checkWhole("reserveSeconds", reserveSeconds, "seconds");
  checkWhole("maxEntries", maxEntries, "payments");
  checkFunction("now", now);
  const entries = new Map<string, Entry>();
  /** Of what was settled up to then, nothing is known any more. */
  let forgotten = Number.NEGATIVE_INFINITY;

  const present = () => secondsNow(now);
  const isOver = ({ settledAt }: Settlement) => settledAt + keepSeconds <= present();

  function current(paymentHash: string): Entry | undefined {
    const entry = entries.get(readPaymentHash(paymentHash));
    return entry && !isOver(entry.settlement) ? entry : undefined;
  }

  /** The oldest stand first, or nearly so: all are looked at if there is no room otherwise. */
  function dropExpired(): void {
    const isFull = entries.size >= maxEntries;
    for (const [hash, { settlement }] of entries) {
      if (!isOver(settlement)) {
        if (isFull) continue;
        return;
      }
      entries.delete(hash);
      forgotten = Math.max(forgotten, settlement.settledAt);
    }
  }

  /** What there is for a claim that does not hold a payment. */
  function heldByOthers({ holder, redeemed }: Entry): Hold {
    if (redeemed) return "redeemed";
    return holder ? "reserved" : "none";
  }

  return {
    settle(paymentHash, settlement) {
      const hash = readPaymentHash(paymentHash);
      const news = readKept(settlement, invalidValue);
      if (news.settledAt > present() + furthestAhead) throw settledAhead(news);
      dropExpired();
      if (isOver(news) || news.settledAt <= forgotten || current(hash)) return false;
      if (entries.size >= maxEntries)
        throw httpRefusal("STORE_FULL", {
          expected: `at most ${maxEntries} payments at once`,
          instead: "one more",
        });
      entries.set(hash, { settlement: news, redeemed: false });
      return true;
    },
    settled: (paymentHash) => current(paymentHash)?.settlement,
    reserve(paymentHash, attempt, claim) {
      checkName(attempt, "attempt");
      checkName(claim, "claim");
      const entry = current(paymentHash);
      if (!entry) return "none";
      const { holder, redeemed } = entry;
      if (holder?.claim === claim) return "yours";
      const at = present();
      if (redeemed || (holder && holder.attempt !== attempt && at < holder.until)) return heldByOthers(entry);
      entry.holder = { attempt, claim, until: at + reserveSeconds };
      return "yours";
    },
    redeem(paymentHash, claim) {
      checkName(claim, "claim");
      const entry = current(paymentHash);
      if (!entry) return "none";
      if (entry.holder?.claim !== claim) return heldByOthers(entry);
      entry.redeemed = true;
      return "yours";
    },
    restore(paymentHash, claim) {
      checkName(claim, "claim");
      const entry = current(paymentHash);
      if (entry?.holder?.claim !== claim) return;
      delete entry.holder;
      entry.redeemed = false;
    },
  };
}
