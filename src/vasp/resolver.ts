import { toHex } from "../bytes.js";
import { importPublicKey } from "../ecdsa/keys.js";
import { nobleEcdsa } from "../ecdsa/noble.js";
import { invalidOption, UmaInvoiceError } from "../errors.js";
import { checkSignal, throwIfAborted, unlessAborted } from "../http/abort.js";
import { type HttpOptions, readHttpOptions } from "../http/fetch.js";
import { checkAuthority } from "../http/url.js";
import type { Invoice } from "../invoice/invoice.js";
import { checkFunction, checkMethods, checkWhole, read, readOptions } from "../options.js";
import { isUnixTime, type Moment, secondsNow } from "../time.js";
import { vaspDomain } from "../uma/address.js";
import { siteOf } from "../uma/host.js";
import { checkChain, isSelfSigned, readTrust, type TrustOptions } from "./chain.js";
import { fetchDocument } from "./document.js";
import { keysPath, readExpiration, readKey } from "./keys.js";
import { createLimiter } from "./limiter.js";

/** Finds the key that the invoices of an UMA address are verified with. */
export type KeyResolver = {
  /**
   * @param of - an UMA address, or an invoice, whose receiver's VASP is asked
   * @param options - `refresh` asks for a key that is not cached; `signal` ends the caller's waiting
   * @returns the key, 65 bytes, and whether it comes from a cache, so that a newer one may exist
   */
  resolve(
    of: string | Pick<Invoice, "receiverUma">,
    options?: { readonly refresh?: boolean; readonly signal?: AbortSignal },
  ): Promise<{ readonly publicKey: Uint8Array; readonly cached: boolean }>;
};

/** A key as a {@link KeyCache} holds it: plain data, which survives JSON. */
export type CachedKey = {
  /** 65 bytes in hex. */
  readonly publicKey: string;
  /** When the key has to be forgotten: Unix time in seconds. */
  readonly expiresAt: number;
  /** When the VASP was last asked for it: Unix time in seconds. */
  readonly checkedAt: number;
};

/**
 * Where keys are kept, by domain: a `Map`, or a store that servers share. Whoever can write to it can
 * forge invoices.
 */
export type KeyCache = {
  get(domain: string): CachedKey | undefined | Promise<CachedKey | undefined>;
  set(domain: string, key: CachedKey): unknown;
  delete(domain: string): unknown;
};

/** Options of {@link createKeyResolver}. */
export type KeyResolverOptions = Omit<HttpOptions, "signal"> &
  TrustOptions & {
    /** Where keys are kept; 1,000 of them in memory by default. */
    readonly cache?: KeyCache;
    /** The longest that a key is kept, in seconds; 86,400, a day, by default. */
    readonly maxAgeSeconds?: number;
    /**
     * The same for a key that comes without certificates, or in one that the VASP has signed itself: nobody can take
     * it back. 300 by default (UMAD-02: "a few minutes").
     */
    readonly maxSelfSignedAgeSeconds?: number;
    /**
     * How long a VASP that failed to give its key is not asked again, in seconds; 10 by default. Meanwhile,
     * the failure is given again.
     */
    readonly maxFailureAgeSeconds?: number;
    /** The most VASPs that are asked at one moment; 32 by default. Further look-ups wait. */
    readonly maxLookups?: number;
    /** The same for each domain, whatever the port, with its subdomains; 4 by default. */
    readonly maxLookupsPerDomain?: number;
    /**
     * The most look-ups that wait, each for no longer than `timeoutSeconds`; 1,000 by default, of which an eighth may
     * be of one domain. What exceeds them is refused with `TOO_MANY_LOOKUPS`.
     */
    readonly maxWaiting?: number;
    /** The clock: a Date, or Unix time in seconds; the present by default. */
    readonly now?: () => Moment;
  };

/**
 * Makes what finds the keys of other VASPs. A key is kept until its document's `expirationTimestamp`,
 * its certificate's end or `maxAgeSeconds` (of one that nobody can take back, `maxSelfSignedAgeSeconds`), whichever
 * comes first, and not at all if the document has none.
 * Look-ups of one domain at one time share a request. A refresh asks a VASP at most once a minute.
 *
 * Since anybody can write invoices, no more than so many VASPs are asked at one moment, in all and per domain,
 * and one that failed is left in peace for some seconds, also by a refresh.
 *
 * @returns a resolver, whose promises are rejected as those of `fetchVaspKeys`, where only the signing key
 * counts, or with `TOO_MANY_LOOKUPS`, where more wait than may; what `cache` and `now` throw passes through
 * @throws UmaInvoiceError `INVALID_OPTION`, or `INVALID_CERTIFICATE` for the trusted roots
 * @see UMAD-02
 *
 * @example
 * ```ts
 * const keyResolver = createKeyResolver();
 * const { publicKey, cached } = await keyResolver.resolve("$bob@vasp2.com");
 * cached; // false
 * verifyInvoice(text, { publicKey }).amount; // 1000n
 * ```
 */
export function createKeyResolver(options: KeyResolverOptions = {}): KeyResolver {
  const { signal: _, ...http } = readHttpOptions(options);
  const trust = readTrust(options);
  const names = [
    "cache",
    "maxAgeSeconds",
    "maxSelfSignedAgeSeconds",
    "maxFailureAgeSeconds",
    "maxLookups",
    "maxLookupsPerDomain",
    "maxWaiting",
    "now",
  ] as const;
  const own = readOptions(options, "options", ...names);
  const {
    cache = memoryKeyCache(1000),
    maxAgeSeconds = 86_400,
    maxSelfSignedAgeSeconds = 300,
    maxFailureAgeSeconds = 10,
    now = () => new Date(),
  } = own;
  const { maxLookups = 32, maxLookupsPerDomain = 4, maxWaiting = 1000 } = own;
  for (const [name, seconds] of Object.entries({
    maxAgeSeconds,
    maxSelfSignedAgeSeconds,
    maxFailureAgeSeconds,
  }))
    if (!(Number.isFinite(seconds) && seconds >= 0)) throw invalidOption(name, "seconds, 0 or more", seconds);
  checkWhole("maxLookups", maxLookups, "look-ups");
  checkWhole("maxLookupsPerDomain", maxLookupsPerDomain, "look-ups");
  checkWhole("maxWaiting", maxWaiting, "look-ups", { least: 0 });
  checkFunction("now", now);
  checkMethods("cache", cache, "get", "set", "delete");

  const limited = createLimiter({
    most: maxLookups,
    mostOfGroup: maxLookupsPerDomain,
    mostWaiting: maxWaiting,
    longestWaitSeconds: http.timeoutSeconds,
  });
  const pending = new Map<string, { key: Promise<Uint8Array>; waiters: number }>();
  const failures = new Map<string, { readonly error: UmaInvoiceError; readonly at: number }>();
  const time = () => secondsNow(now);

  async function lookUp(domain: string, refresh: boolean, signal: AbortSignal | undefined) {
    const { host } = checkAuthority(domain, http, "domain");
    const entry = await cache.get(domain);
    if (signal) throwIfAborted(signal);
    const seconds = time();
    const known = usableKey(entry, seconds, maxAgeSeconds);
    if (known && (!refresh || isWithin(seconds, known.checkedAt, refreshSeconds)))
      return { publicKey: known.publicKey, cached: true };
    const failure = failures.get(domain);
    if (failure && isWithin(seconds, failure.at, maxFailureAgeSeconds)) throw failure.error;
    const request = pending.get(domain) ?? begin(domain, host, seconds, known);
    request.waiters++;
    try {
      return { publicKey: (await unlessAborted(() => request.key, signal)).slice(), cached: false };
    } finally {
      request.waiters--;
    }
  }

  function begin(domain: string, host: string, seconds: number, known: KnownKey | undefined) {
    const key = ask(domain, host, seconds, known).finally(() => pending.delete(domain));
    const request = { key, waiters: 0 };
    pending.set(domain, request);
    return request;
  }

  async function ask(domain: string, host: string, seconds: number, known: KnownKey | undefined) {
    // Noted before: a VASP that fails to answer is left in peace as well.
    if (known) await cache.set(domain, toEntry(known.publicKey, known.expiresAt, seconds));
    const isWanted = () => pending.get(domain)!.waiters > 0;
    const found = await limited(siteOf(host), isWanted, () => fetchKey(domain, host));
    const { publicKey, expiresAt, at } = found;
    if (at < expiresAt) await cache.set(domain, toEntry(publicKey, expiresAt, at));
    else await cache.delete(domain);
    return publicKey;
  }

  /** Asks the VASP, and remembers if that failed. */
  async function fetchKey(domain: string, host: string) {
    failures.delete(domain);
    try {
      const document = await fetchDocument(domain, keysPath, http);
      const key = readKey(document, "signing");
      // The moment of the answer, which may have taken its time.
      const at = time();
      await checkChain(key.chain, host, trust, at);
      const end = key.chain[0]?.notAfter.getTime() ?? Number.POSITIVE_INFINITY;
      const longest = isSelfSigned(key.chain)
        ? Math.min(maxAgeSeconds, maxSelfSignedAgeSeconds)
        : maxAgeSeconds;
      const expiresAt = Math.min(readExpiration(document) ?? 0, at + longest, end / 1000);
      return { publicKey: key.publicKey, expiresAt, at };
    } catch (error) {
      if (error instanceof UmaInvoiceError) failures.set(domain, { error, at: time() });
      for (const oldest of failures.keys()) {
        if (failures.size <= mostFailures) break;
        failures.delete(oldest);
      }
      throw error;
    }
  }

  return {
    async resolve(of, options) {
      const { refresh = false, signal } = readOptions(options, "options", "refresh", "signal");
      if (typeof refresh !== "boolean") throw invalidOption("refresh", "a boolean", refresh);
      if (signal !== undefined) checkSignal(signal);
      const address = typeof of === "object" && of ? read(of, "address", "receiverUma").receiverUma : of;
      const domain = vaspDomain(address as string);
      return unlessAborted(() => lookUp(domain, refresh, signal), signal);
    },
  };
}

/** Seconds that a VASP is left in peace for after it was asked: forged invoices must not make us flood it. */
const refreshSeconds = 60;

/** The most failures that are remembered. */
const mostFailures = 1000;

/** Whether a moment is within some seconds after another one; before it, the clock was set back, and nothing is known. */
function isWithin(seconds: number, start: number, length: number): boolean {
  return seconds >= start && seconds < start + length;
}

/** A key that was found in a cache. */
type KnownKey = { readonly publicKey: Uint8Array; readonly expiresAt: number; readonly checkedAt: number };

function toEntry(publicKey: Uint8Array, expiresAt: number, checkedAt: number): CachedKey {
  return { publicKey: toHex(publicKey), expiresAt, checkedAt };
}

/** The key of an entry that may still be used. The cache may be shared with others, who keep keys for longer. */
function usableKey(
  entry: CachedKey | undefined,
  seconds: number,
  maxAgeSeconds: number,
): KnownKey | undefined {
  try {
    if (!entry) return undefined;
    const { publicKey, expiresAt, checkedAt } = read(entry, "entry", "publicKey", "expiresAt", "checkedAt");
    const isValid = isUnixTime(expiresAt) && seconds < expiresAt && expiresAt <= seconds + maxAgeSeconds;
    return isValid && typeof publicKey === "string"
      ? {
          publicKey: importPublicKey(nobleEcdsa, publicKey).slice(),
          expiresAt,
          // Without a time, as if it had never been asked for.
          checkedAt: isUnixTime(checkedAt) ? checkedAt : Number.NEGATIVE_INFINITY,
        }
      : undefined;
  } catch {
    // Whatever else may stand there is no key, and another one is asked for.
    return undefined;
  }
}

/** A cache in memory that forgets the oldest entry where it would hold too many. */
function memoryKeyCache(maxEntries: number): KeyCache {
  const keys = new Map<string, CachedKey>();
  return {
    get: (domain) => keys.get(domain),
    set(domain, key) {
      keys.delete(domain);
      keys.set(domain, key);
      for (const oldest of keys.keys()) {
        if (keys.size <= maxEntries) break;
        keys.delete(oldest);
      }
    },
    delete: (domain) => keys.delete(domain),
  };
}
