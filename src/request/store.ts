import { describe } from "../describe.js";
import { invalidField, type UmaInvoiceError } from "../errors.js";
import { httpRefusal } from "../http/errors.js";
import { checkNotExpired } from "../invoice/expiration.js";
import { checkFunction, checkWhole, read, readOptions } from "../options.js";
import { invalidTime, isUnixTime, type Moment, secondsNow } from "../time.js";
import { siteOf } from "../uma/host.js";

/** An invoice that came in, as a store knows it. */
export type ReceivedInvoice = {
  /** The receiver's domain and the invoice's UUID. */
  readonly id: string;
  /** The SHA-256 of what is signed, in hex: the same for the same invoice alone. */
  readonly digest: string;
  /**
   * Unix time in seconds: from then on the invoice is refused anyway, and some time later, when no clock
   * among those that share the store can lag behind so far, it may be forgotten.
   */
  readonly expiration: number;
};

/**
 * Remembers which invoices were handed on. In a database with unique keys, `once` is a transaction: insert
 * the id and the digest; hand on if they are new, and roll back if that fails; return the digest that the
 * row holds. What is no longer needed goes an hour, say, after its expiration, never at it.
 */
export type InvoiceStore = {
  /**
   * Hands an invoice on, unless one with its id was before; atomically, so that of any number of calls
   * at once, in all processes that share the store, one hands on and the others wait for it.
   *
   * @param received - the invoice
   * @param handOn - rejects if the invoice could not be handed on; then nothing is remembered, and this
   * rejects too
   * @returns the digest of the invoice that was handed on under this id: now, or before
   * @throws UmaInvoiceError `STORE_FULL` if there is no room now; the sender is then asked to come again
   */
  once(received: ReceivedInvoice, handOn: () => Promise<void>): Promise<string>;
};

/** Options of {@link memoryInvoiceStore}. */
export type MemoryInvoiceStoreOptions = {
  /** The most invoices to remember; 100,000 by default, some 30 MB. */
  readonly maxEntries?: number;
  /**
   * The most invoices to remember of the VASPs of one domain. By default as many as there is room left for
   * everybody else, so that of an empty store nobody gets more than half.
   */
  readonly maxPerDomain?: number;
  /** The time; a Date, or Unix time in seconds; the present by default. */
  readonly now?: () => Moment;
};

/**
 * Remembers in memory which invoices were handed on, each until five minutes after it has expired. It knows
 * of one process, and of nothing before its start: several servers share a store of their own, in their
 * database.
 *
 * A full store takes no more invoices until some expire; forgetting one would mean to hand it on twice. So
 * that no VASP fills it alone, each domain has a share. A domain is what has to be paid for: the last two
 * labels of a host name, or three where they are like those of `co.uk`. Names below, and ports, cost nothing,
 * and count together. An invoice that expired before some that were forgotten is never taken, wherever
 * the clock has gone since.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`; `once` also rejects with `STORE_FULL`, `INVOICE_EXPIRED`, and
 * `INVALID_FIELD` for an invoice that is none
 *
 * @example
 * ```ts
 * const store = memoryInvoiceStore({ maxEntries: 1_000_000 });
 * const handler = createRequestHandler({ hosted: ["vasp1.com"], keyResolver, onInvoice, store });
 * ```
 */
export function memoryInvoiceStore(options: MemoryInvoiceStoreOptions = {}): InvoiceStore {
  const names = ["maxEntries", "maxPerDomain", "now"] as const;
  const given = readOptions(options, "options", ...names);
  const { maxEntries = 100_000, maxPerDomain, now = () => new Date() } = given;
  checkWhole("maxEntries", maxEntries, "invoices");
  if (maxPerDomain !== undefined) checkWhole("maxPerDomain", maxPerDomain, "invoices");
  checkFunction("now", now);
  const entries = new Map<string, Entry>();
  const held = new Map<string, number>();
  let sweepAt = Math.min(1024, maxEntries);
  const horizon = () => Math.floor(secondsNow(now) - graceSeconds);
  /** Of what expired up to then, nothing is known any more. */
  let forgotten = Number.NEGATIVE_INFINITY;

  function count(domain: string, change: 1 | -1): void {
    const number = (held.get(domain) ?? 0) + change;
    if (number === 0) held.delete(domain);
    else held.set(domain, number);
  }

  function forget({ id }: Entry): void {
    entries.delete(id);
    count(domainOf(id), -1);
  }

  function sweep(): void {
    const until = horizon();
    // Expirations are whole seconds: within one, there is nothing new to find.
    if (until <= forgotten) return;
    forgotten = until;
    for (const entry of entries.values()) if (entry.expiration <= until) forget(entry);
    // Doubled, so that sweeping costs each invoice a constant share.
    sweepAt = Math.min(maxEntries, Math.max(1024, 2 * entries.size));
  }

  function makeRoom(domain: string, expiration: number): void {
    const share = () => maxPerDomain ?? maxEntries - entries.size;
    const number = () => held.get(domain) ?? 0;
    if (entries.size >= sweepAt || number() >= share()) sweep();
    if (expiration <= forgotten) checkNotExpired({ expiration }, forgotten);
    if (entries.size >= maxEntries) throw storeFull(`${maxEntries} invoices`);
    if (number() >= share()) throw storeFull(`${number()} invoices of ${describe(domain)}`);
  }

  return {
    async once(invoice, handOn) {
      const received = checkReceived(invoice, handOn);
      const { id, digest, expiration } = received;
      const known = entries.get(id);
      if (known && known.expiration <= horizon()) sweep();
      else if (known) {
        if (known.digest === digest) await known.handedOn;
        return known.digest;
      }
      const domain = domainOf(id);
      makeRoom(domain, expiration);
      const entry = { ...received, handedOn: handOn() };
      entries.set(id, entry);
      count(domain, 1);
      try {
        await entry.handedOn;
      } catch (error) {
        if (entries.get(id) === entry) forget(entry);
        throw error;
      }
      return digest;
    },
  };
}

/** How long an invoice is remembered beyond its expiration: so far a clock may be put back. */
const graceSeconds = 300;

type Entry = ReceivedInvoice & { readonly handedOn: Promise<void> };

/** Whose share an invoice is of. The id starts with the domain of its VASP, and its port. */
function domainOf(id: string): string {
  const [host] = id.split(/[:/]/, 1);
  return siteOf(host!);
}

function storeFull(most: string): UmaInvoiceError {
  return httpRefusal("STORE_FULL", { expected: `at most ${most} at once`, instead: "one more" });
}

function checkReceived(invoice: ReceivedInvoice, handOn: () => Promise<void>): ReceivedInvoice {
  const { id, digest, expiration } = read(invoice, "received", "id", "digest", "expiration");
  if (typeof id !== "string") throw invalidField("received.id", "text", id);
  if (typeof digest !== "string") throw invalidField("received.digest", "text", digest);
  if (!isUnixTime(expiration)) throw invalidTime("received.expiration", expiration);
  checkFunction("handOn", handOn);
  return { id, digest, expiration };
}
