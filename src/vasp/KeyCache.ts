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

/** A cache in memory that forgets the oldest entry where it would hold too many. */
export function memoryKeyCache(maxEntries: number): KeyCache {
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
