import { fromBytesOrHex, toHex } from "../bytes.js";
import type { HttpOptions } from "../http/HttpOptions.js";
import { invalidField } from "../invalidField.js";
import { type Moment, toSeconds } from "../time.js";
import { checkKey, readRoots, type TrustOptions } from "./checkKey.js";
import { fetchDocument } from "./fetchDocument.js";
import { readExpiration } from "./fetchVaspKeys.js";
import { type CachedKey, type KeyCache, memoryKeyCache } from "./KeyCache.js";
import type { KeyResolver } from "./KeyResolver.js";
import { readKey } from "./readKey.js";
import { unlessAborted } from "./unlessAborted.js";
import { vaspDomain } from "./vaspDomain.js";
import { keysPath } from "./wellKnown.js";

/** Seconds that a VASP is left in peace for after it was asked: forged invoices must not make us flood it. */
const refreshInterval = 60;

/** Options of {@link createKeyResolver}. */
export type KeyResolverOptions = Omit<HttpOptions, "signal"> &
  TrustOptions & {
    /** Where keys are kept; 1,000 of them in memory by default. */
    readonly cache?: KeyCache;
    /** The longest that a key is kept, in seconds; 86,400, a day, by default. */
    readonly maxAge?: number;
    /** The clock: a Date, or Unix time in seconds. */
    readonly now?: () => Moment;
  };

/**
 * Makes what finds the keys of other VASPs. A key is kept until its document's `expirationTimestamp`,
 * its certificate's end or `maxAge`, whichever comes first, and not at all if the document has none.
 * Look-ups of one domain at one time share a request. A refresh asks a VASP at most once a minute.
 *
 * @returns a resolver, whose promises are rejected as those of `fetchVaspKeys`; only the signing key counts
 * @throws UmaInvoiceError `INVALID_FIELD` or `INVALID_CERTIFICATE` for an option
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
  const { cache = memoryKeyCache(1000), maxAge = 86_400, now = () => new Date() } = options;
  if (!(Number.isFinite(maxAge) && maxAge >= 0)) throw invalidField("maxAge", "seconds, 0 or more", maxAge);
  const roots = readRoots(options);
  const pending = new Map<string, Promise<Uint8Array>>();

  async function lookUp(domain: string, refresh: boolean) {
    const seconds = toSeconds(now(), "now");
    const known = await cache.get(domain);
    const publicKey = known && usableKey(known, seconds, maxAge);
    if (publicKey && (!refresh || seconds < known.checkedAt + refreshInterval))
      return { publicKey, cached: true };
    let request = pending.get(domain);
    if (!request) {
      request = ask(domain, seconds, publicKey && known).finally(() => pending.delete(domain));
      pending.set(domain, request);
    }
    return { publicKey: (await request).slice(), cached: false };
  }

  async function ask(domain: string, seconds: number, known: CachedKey | undefined): Promise<Uint8Array> {
    // Noted before: a VASP that fails to answer is left in peace as well.
    if (known) await cache.set(domain, { ...known, checkedAt: seconds });
    const document = await fetchDocument(domain, keysPath, options);
    const key = readKey(document, "signing");
    await checkKey(key, roots, seconds);
    const end = key.chain[0]?.notAfter.getTime() ?? Number.POSITIVE_INFINITY;
    const expiresAt = Math.min(readExpiration(document) ?? 0, seconds + maxAge, end / 1000);
    if (seconds < expiresAt)
      await cache.set(domain, { publicKey: toHex(key.publicKey), expiresAt, checkedAt: seconds });
    else await cache.delete(domain);
    return key.publicKey;
  }

  return {
    async resolve(of, { refresh = false, signal } = {}) {
      const domain = vaspDomain(typeof of === "string" ? of : of?.receiverUma);
      return unlessAborted(() => lookUp(domain, refresh), signal);
    },
  };
}

/** The key of an entry that may still be used. The cache may be shared with others, who keep keys for longer. */
function usableKey(known: CachedKey, seconds: number, maxAge: number): Uint8Array | undefined {
  const { publicKey, expiresAt } = known;
  const isValid = seconds < expiresAt && expiresAt <= seconds + maxAge;
  return isValid ? fromBytesOrHex(publicKey, 65) : undefined;
}
