import { httpRefusal } from "../http/errors.js";
import { checkFunction, checkTexts, checkWhole, readOptions } from "../options.js";
import { invalidTime, isUnixTime, type Moment, secondsNow } from "../time.js";
import { siteOf } from "../uma/host.js";

/**
 * Remembers which nonces came, so that no message is taken twice. One store serves all messages, in all processes: what
 * a VASP signs for one message would pass for another one.
 */
export type NonceStore = {
  /**
   * Takes a nonce, once; atomically, so that of any number of calls at once one gets `true`. In Redis, that is `SET`
   * with `NX` and `EXAT`. It is called once the signature has held, and never before: else anybody could use up the
   * nonces of others.
   *
   * @param domain - the domain of the VASP that signed, in lower case, with its port if it has one
   * @param nonce - printable ASCII without `|`, up to 128 characters
   * @param until - Unix time in whole seconds: from then on the message is refused for its age, and the nonce may be
   * forgotten
   * @returns whether it is the first time
   * @throws UmaInvoiceError `STORE_FULL` if there is no room now
   */
  take(domain: string, nonce: string, until: number): boolean | Promise<boolean>;
};

/** Options of {@link memoryNonces}. */
export type MemoryNoncesOptions = {
  /** The most nonces to remember; 100,000 by default, some 20 MB. */
  readonly maxEntries?: number;
  /**
   * The most nonces to remember of the VASPs of one domain. By default as many as there is room left for everybody
   * else, so that of an empty store nobody gets more than half.
   */
  readonly maxPerDomain?: number;
  /** The time; a Date, or Unix time in seconds; the present by default. */
  readonly now?: () => Moment;
};

/**
 * Remembers nonces in memory. It knows of one process, and of nothing before its start: several servers share a store
 * of their own, and one that starts again within the time that timestamps are accepted has one that outlives it.
 *
 * A full store takes no more nonces until some may be forgotten. So that no VASP fills it alone, each domain has a
 * share: what has to be paid for, with all names below it. What may have been forgotten is never taken, wherever the
 * clock has gone since.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`; `take` also `STORE_FULL`, and `INVALID_FIELD` for an argument
 *
 * @example
 * ```ts
 * const nonces = memoryNonces({ maxEntries: 1_000_000 });
 * const until = Math.floor(Date.now() / 1000) + 300;
 * await nonces.take("vasp1.com", "2715847316", until); // true
 * await nonces.take("vasp1.com", "2715847316", until); // false
 * ```
 */
export function memoryNonces(options?: MemoryNoncesOptions): NonceStore {
  const given = readOptions(options, "options", "maxEntries", "maxPerDomain", "now");
  const { maxEntries = 100_000, maxPerDomain, now = () => new Date() } = given;
  checkWhole("maxEntries", maxEntries, "nonces");
  if (maxPerDomain !== undefined) checkWhole("maxPerDomain", maxPerDomain, "nonces");
  checkFunction("now", now);
  /** Until when each nonce is kept, by the site that it is of. */
  const sites = new Map<string, Map<string, number>>();
  let size = 0;
  /** What is kept no longer than until then may have been forgotten. */
  let forgotten = Number.NEGATIVE_INFINITY;

  function sweep(): void {
    const seconds = Math.floor(secondsNow(now));
    if (seconds <= forgotten) return;
    forgotten = seconds;
    for (const [site, kept] of sites) {
      for (const [name, until] of kept) if (until <= forgotten && kept.delete(name)) size--;
      if (kept.size === 0) sites.delete(site);
    }
  }

  return {
    take(domain, nonce, until) {
      checkTexts({ domain, nonce });
      if (!isUnixTime(until)) throw invalidTime("until", until);
      const site = siteOf(domain.split(":", 1)[0]!);
      const name = `${domain}|${nonce}`;
      let kept = sites.get(site);
      if (kept?.has(name)) return false;
      const isFull = () =>
        until > forgotten && (size >= maxEntries || (kept?.size ?? 0) >= (maxPerDomain ?? maxEntries - size));
      if (isFull()) {
        sweep();
        kept = sites.get(site);
        if (isFull())
          throw httpRefusal("STORE_FULL", {
            expected: `at most ${maxEntries} nonces at once, and a share of them for each domain`,
            instead: "one more",
          });
      }
      if (until <= forgotten) return false;
      sites.set(site, (kept ?? new Map()).set(name, until));
      size++;
      return true;
    },
  };
}
