import { layerError } from "../http/layerError.js";
import { invalidField } from "../invalidField.js";
import { isExpired } from "../invoice/expiration.js";
import type { Moment } from "../time.js";
import type { InvoiceStore, ReceivedInvoice } from "./InvoiceStore.js";

/** Options of {@link memoryInvoiceStore}. */
export type MemoryInvoiceStoreOptions = {
  /** The most invoices to remember; 100,000 by default, some 30 MB. */
  readonly maxEntries?: number;
  /** The time; a Date, or Unix time in seconds; the present by default. */
  readonly now?: () => Moment;
};

type Entry = ReceivedInvoice & { readonly handedOn: Promise<void> };

/**
 * Remembers in memory which invoices were handed on, each until it expires. It knows of one process, and
 * of nothing before its start: several servers share a store of their own, in their database.
 *
 * A full store takes no more invoices until some expire; forgetting one would mean to hand it on twice.
 *
 * @throws UmaInvoiceError `INVALID_FIELD` for an option; `once` also rejects with `STORE_FULL`
 *
 * @example
 * ```ts
 * const store = memoryInvoiceStore({ maxEntries: 1_000_000 });
 * const handler = createRequestHandler({ hosted: ["vasp1.com"], keyResolver, onInvoice, store });
 * ```
 */
export function memoryInvoiceStore(options: MemoryInvoiceStoreOptions = {}): InvoiceStore {
  const { maxEntries = 100_000, now = () => new Date() } = options;
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1)
    throw invalidField("maxEntries", "a whole number, at least 1", maxEntries);
  const entries = new Map<string, Entry>();
  let sweepAt = Math.min(1024, maxEntries);

  function makeRoom(): void {
    if (entries.size < sweepAt) return;
    const moment = now();
    for (const [id, entry] of entries) if (isExpired(entry, moment)) entries.delete(id);
    if (entries.size >= maxEntries)
      throw layerError("STORE_FULL", `expected at most ${maxEntries} invoices at once, found one more`);
    // Doubled, so that sweeping costs each invoice a constant share.
    sweepAt = Math.min(maxEntries, Math.max(1024, 2 * entries.size));
  }

  return {
    async once(received, handOn) {
      const { id, digest } = received;
      const known = entries.get(id);
      if (known && !isExpired(known, now())) {
        if (known.digest === digest) await known.handedOn;
        return known.digest;
      }
      makeRoom();
      const entry = { ...received, handedOn: handOn() };
      entries.set(id, entry);
      try {
        await entry.handedOn;
      } catch (error) {
        if (entries.get(id) === entry) entries.delete(id);
        throw error;
      }
      return digest;
    },
  };
}
