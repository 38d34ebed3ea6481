import { positiveInteger } from "../paywall/positiveInteger.js";
import { checkSettlement } from "./checkSettlement.js";
import type { Settlement } from "./Settlement.js";
import type { SettlementStore } from "./Settlements.js";

/** What is used of the client of the package `redis`. */
export type RedisClient = {
  hGetAll(key: string): Promise<{ readonly [field: string]: string }>;
  hDel(key: string, field: string): Promise<unknown>;
  eval(script: string, options: { readonly keys: string[]; readonly arguments: string[] }): Promise<unknown>;
};

/** Options of {@link redisSettlements}. */
export type RedisSettlementsOptions = {
  /** How long after its settlement a payment can be redeemed, in seconds; 86,400 (a day) by default. */
  readonly keepSeconds?: number;
  /** What the keys begin with; `uma-x402:` by default. */
  readonly prefix?: string;
};

const settle = `
if redis.call("EXISTS", KEYS[1]) == 1 then return 0 end
redis.call("HSET", KEYS[1], unpack(ARGV, 2))
redis.call("EXPIREAT", KEYS[1], ARGV[1])
return redis.call("EXISTS", KEYS[1])`;

const redeem = `
if redis.call("EXISTS", KEYS[1]) == 0 then return 0 end
return redis.call("HSETNX", KEYS[1], "redeemed", "1")`;

/**
 * Keeps payments in Redis, for any number of processes: a hash a payment, each step on it atomic.
 * Where the server may lose what it has acknowledged (a failover of a replicated one), a payment may
 * be redeemed again.
 *
 * @param client - a connected client of the package `redis`
 * @throws UmaInvoiceError `INVALID_FIELD`. What the client throws passes through
 *
 * @example
 * ```ts
 * import { createClient } from "redis";
 *
 * const client = createClient({ url: "redis://127.0.0.1:6379" });
 * const settlements = redisSettlements(client, { keepSeconds: 7 * 86_400 });
 * ```
 */
export function redisSettlements(
  client: RedisClient,
  options: RedisSettlementsOptions = {},
): SettlementStore {
  const { prefix = "uma-x402:" } = options;
  const keepSeconds = positiveInteger(options.keepSeconds ?? 86_400, "keepSeconds");

  async function run(script: string, hash: string, ...values: string[]): Promise<boolean> {
    return (await client.eval(script, { keys: [prefix + hash], arguments: values })) === 1;
  }

  return {
    async settle(paymentHash, settlement) {
      const { hash, checked } = checkSettlement(paymentHash, settlement);
      const fields = Object.entries(checked).flatMap(([name, value]) => [name, `${value}`]);
      return run(settle, hash, `${checked.settledAt + keepSeconds}`, ...fields);
    },
    async settled(paymentHash) {
      const { redeemed: _redeemed, ...found } = await client.hGetAll(prefix + paymentHash);
      if (found.amount === undefined) return undefined;
      const settlement = { ...found, amount: BigInt(found.amount), settledAt: Number(found.settledAt) };
      return settlement as unknown as Settlement;
    },
    redeem: (paymentHash) => run(redeem, paymentHash),
    async restore(paymentHash) {
      await client.hDel(prefix + paymentHash, "redeemed");
    },
  };
}
