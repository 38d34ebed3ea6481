import { invalidField } from "../errors.js";
import { httpRefusal } from "../http/errors.js";
import { checkTexts, checkWhole, read, readOptions } from "../options.js";

/** A payment that a wallet is asked for, or was. It is plain data, which survives JSON. */
export type PaymentRecord = {
  /** What is paid: the invoice, or the caller's own name for a payment to an address. Each is paid once. */
  readonly id: string;
  /** Names this try, apart from all others under the same id, even of the same Lightning invoice: a random text. */
  readonly attempt: string;
  /** Whether the wallet may still pay it, has paid it, or has failed to for good. */
  readonly state: "pending" | "paid" | "failed";
  /** The Lightning invoice (BOLT 11). */
  readonly lightningInvoice: string;
  /** Its payment hash: 32 bytes in hex. */
  readonly paymentHash: string;
  /** When it expires: Unix time in seconds. */
  readonly expiresAt: number;
  /** What was agreed on, as JSON. */
  readonly agreement: string;
  /** What proves the payment, if it was paid: 32 bytes in hex. */
  readonly preimage?: string;
};

/** A payment that the wallet is about to be asked for. */
export type PendingPayment = Omit<PaymentRecord, "state" | "preimage">;

/** How a payment ended. */
export type PaymentOutcome =
  | { readonly state: "paid"; readonly preimage: string }
  | { readonly state: "failed" };

/**
 * The payments of a payer: what is under way, and what was paid. One store serves all processes that pay from the
 * same account, and outlives them: what it forgets may be paid again.
 */
export type PaymentStore = {
  /** What is known of a payment. */
  get(id: string): PaymentRecord | undefined | Promise<PaymentRecord | undefined>;
  /**
   * Keeps a payment as pending, unless one with its id, or with its payment hash, is pending or paid; atomically, so
   * that of any number of calls at once one is kept. A wallet pays a hash once: two payments that share one would both
   * seem to be made by it. What is kept is durable before this resolves: the wallet is asked next.
   *
   * @returns what stands in the way, be it the very same payment, or one under another id; nothing if this one was kept
   * @throws UmaInvoiceError `STORE_FULL` if there is no room now
   */
  begin(payment: PendingPayment): PaymentRecord | undefined | Promise<PaymentRecord | undefined>;
  /**
   * Notes how a payment ended. It does nothing unless that very try is kept: what is told late of an earlier one is not
   * of a later one. What was paid stays paid, whatever comes later, and what was thought to have failed becomes paid if
   * it was after all.
   */
  end(id: string, attempt: string, outcome: PaymentOutcome): void | Promise<void>;
};

/** Options of {@link memoryPayments}. */
export type MemoryPaymentsOptions = {
  /** The most payments to remember; 100,000 by default, some 200 MB. */
  readonly maxEntries?: number;
};

/**
 * Remembers payments in memory: for one process, and for as long as it lives. After a restart, what was paid before
 * can be paid again, so that whoever moves money for others keeps payments elsewhere: `redisPayments`.
 *
 * What has failed is forgotten where room is needed. What is pending or paid never is: a full store takes no more.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`; the methods `INVALID_FIELD`, and `begin` also `STORE_FULL`
 *
 * @example
 * ```ts
 * const payments = memoryPayments({ maxEntries: 10_000 });
 * await payments.get("invoice/vasp2.com/7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f"); // undefined
 * ```
 */
export function memoryPayments(options?: MemoryPaymentsOptions): PaymentStore {
  const { maxEntries = 100_000 } = readOptions(options, "options", "maxEntries");
  checkWhole("maxEntries", maxEntries, "payments");
  const kept = new Map<string, PaymentRecord>();
  /** Which payment a hash is of that is pending or paid. */
  const ids = new Map<string, string>();

  function makeRoom(): void {
    for (const [id, { state }] of kept) if (state === "failed") kept.delete(id);
    if (kept.size >= maxEntries)
      throw httpRefusal("STORE_FULL", { expected: `at most ${maxEntries} payments`, instead: "one more" });
  }

  return {
    get(id) {
      checkTexts({ id });
      return kept.get(id);
    },
    begin(payment) {
      const pending = readPending(payment);
      const before = kept.get(pending.id);
      if (before && before.state !== "failed") return before;
      const other = ids.get(pending.paymentHash);
      if (other !== undefined) return kept.get(other);
      if (!before && kept.size >= maxEntries) makeRoom();
      kept.set(pending.id, Object.freeze({ ...pending, state: "pending" }));
      ids.set(pending.paymentHash, pending.id);
      return undefined;
    },
    end(id, attempt, outcome) {
      checkTexts({ id, attempt });
      const news = readOutcome(outcome);
      const before = kept.get(id);
      // Money that has left has left, whatever is said later; that it has not may turn out to be wrong.
      if (before?.attempt !== attempt || before.state === "paid" || before.state === news.state) return;
      kept.set(id, Object.freeze({ ...before, ...news }));
      if (news.state === "paid") ids.set(before.paymentHash, id);
      else if (ids.get(before.paymentHash) === id) ids.delete(before.paymentHash);
    },
  };
}

/** The names of what makes a payment, each of which every store keeps. */
export const pendingNames = [
  "id",
  "attempt",
  "lightningInvoice",
  "paymentHash",
  "expiresAt",
  "agreement",
] as const;

/** A copy of a payment that a store is handed. */
export function readPending(payment: PendingPayment): PendingPayment {
  const pending = read(payment, "payment", ...pendingNames);
  const { id, attempt, lightningInvoice, paymentHash, expiresAt, agreement } = pending;
  checkTexts({ id, attempt, lightningInvoice, paymentHash, agreement }, "payment.");
  if (!Number.isSafeInteger(expiresAt))
    throw invalidField("payment.expiresAt", "Unix time in whole seconds", expiresAt);
  return pending;
}

/** A copy of the outcome that a store is handed. */
export function readOutcome(outcome: PaymentOutcome): PaymentOutcome {
  const { state, preimage } = read(
    outcome as PaymentOutcome & { preimage?: string },
    "outcome",
    "state",
    "preimage",
  );
  if (state === "failed") return { state };
  if (state !== "paid") throw invalidField("outcome.state", "paid or failed", state);
  checkTexts({ preimage }, "outcome.");
  return { state, preimage: preimage! };
}
