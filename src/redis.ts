import { invalidOption } from "./errors.js";
import { checkMethods } from "./options.js";

/** What is used of the client of the package `redis`. */
export type RedisClient = {
  hGetAll(key: string): Promise<{ readonly [field: string]: string }>;
  eval(script: string, options: { readonly keys: string[]; readonly arguments: string[] }): Promise<unknown>;
  /** Tells of the server's `maxmemory-policy`, where it may be asked. */
  configGet?(parameter: string): Promise<{ readonly [parameter: string]: string }>;
  /** Tells of it, too. */
  info?(section: string): Promise<string>;
};

/** A Redis that is known to keep what it is given, or known not to say. */
export type Redis = {
  /** Runs a script, atomically. */
  run(script: string, keys: string[], ...values: string[]): Promise<unknown>;
  /** All fields of a hash; none if there is no such key. */
  fields(key: string): Promise<{ readonly [field: string]: string }>;
};

/**
 * Guards a client: before its first use the server is asked whether it may evict keys, and again as long as the answer
 * is not known. What a server evicts, a store would take for what never was.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`; the methods, too, if the server says that it may evict what it is given
 */
export function openRedis(client: RedisClient): Redis {
  checkMethods("client", client, "hGetAll", "eval");
  let safe: Promise<boolean> | undefined;

  async function checkPolicy(): Promise<void> {
    let isKnown = false;
    try {
      isKnown = await (safe ??= keepsKeys(client));
    } finally {
      if (!isKnown) safe = undefined;
    }
  }

  return {
    async run(script, keys, ...values) {
      await checkPolicy();
      return client.eval(script, { keys, arguments: values });
    },
    async fields(key) {
      await checkPolicy();
      return client.hGetAll(key);
    },
  };
}

/** Checks what the keys of a store begin with. */
export function checkPrefix(prefix: string): void {
  if (typeof prefix !== "string") throw invalidOption("prefix", "a text", prefix);
}

/**
 * Whether the server is known to keep what it is given, or known not to say.
 *
 * @throws UmaInvoiceError `INVALID_OPTION` if it says that it may not
 */
async function keepsKeys(client: RedisClient): Promise<boolean> {
  const ways = [
    async () => (await client.configGet?.("maxmemory-policy"))?.["maxmemory-policy"],
    // Some hosts forbid the one, and tell of it here.
    async () => /^maxmemory_policy:(\S+)/m.exec((await client.info?.("memory")) ?? "")?.[1],
  ];
  for (const ask of ways) {
    let policy: string | undefined;
    try {
      policy = await ask();
    } catch (error) {
      // Redis's own word that it does not tell, and not a connection that failed.
      if (/^(?:ERR|NOPERM)\b/.test(String((error as Error | undefined)?.message))) continue;
      return false;
    }
    if (policy === "noeviction") return true;
    if (policy !== undefined)
      throw invalidOption(
        "maxmemory-policy",
        "noeviction (CONFIG SET maxmemory-policy noeviction, and the same in redis.conf)",
        policy,
      );
  }
  return true;
}
