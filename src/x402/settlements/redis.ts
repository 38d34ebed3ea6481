import { checkWhole, readOptions } from "../../options.js";
import { checkPrefix, openRedis, type RedisClient } from "../../redis.js";
import { invalidSetting, invalidValue } from "../errors.js";
import { readPaymentHash } from "../messages/preimage.js";
import { amount, optional, readObject } from "../messages/properties.js";
import {
  checkName,
  furthestAhead,
  type Hold,
  readKept,
  type Settlement,
  type SettlementStore,
  settledAhead,
} from "./settlement.js";

/** Options of {@link redisSettlements}. */
export type RedisSettlementsOptions = {
  /** How long after its settlement a payment can be redeemed, in seconds; 86,400 (a day) by default. */
  readonly keepSeconds?: number;
  /** How long a payment stays reserved that is not redeemed, in seconds; 60 by default. */
  readonly reserveSeconds?: number;
  /** What the keys begin with; `uma-x402:` by default. */
  readonly prefix?: string;
};

/**
 * Keeps payments in Redis, for any number of processes: a hash a payment, each step on it atomic.
 *
 * A payment that Redis forgets while it can still be proved is money: one that was redeemed would open its
 * resource again, if the VASP tells of it again, and one that was not would be lost. So the server has to have
 * `maxmemory-policy noeviction`: every other policy may evict these keys, the `volatile` ones among them,
 * since the keys expire. Where the server tells of another, each method rejects with `INVALID_OPTION`; where it
 * does not tell, as some hosts forbid `CONFIG`, you have to see to it. It also has to keep what it has
 * acknowledged (`appendonly yes`; with `appendfsync everysec`, the last second may be lost), and a failover to
 * a replica that lags behind may lose what was redeemed last.
 *
 * @param client - a connected client of the package `redis`
 * @throws UmaInvoiceError `INVALID_OPTION`; the methods also `INVALID_FIELD`. What the client throws passes through
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
  const {
    keepSeconds = 86_400,
    reserveSeconds = 60,
    prefix = "uma-x402:",
  } = readOptions(options, "options", "keepSeconds", "reserveSeconds", "prefix");
  const redis = openRedis(client);
  checkWhole("keepSeconds", keepSeconds, "seconds");
  checkWhole("reserveSeconds", reserveSeconds, "seconds");
  checkPrefix(prefix);

  async function run(script: string, hash: string, ...values: string[]): Promise<unknown> {
    return redis.run(script, [prefix + readPaymentHash(hash)], ...values);
  }

  return {
    async settle(paymentHash, settlement) {
      const hash = readPaymentHash(paymentHash);
      const news = readKept(settlement, invalidValue);
      const fields = Object.entries(news).flatMap(([name, value]) => [name, `${value}`]);
      const reply = await run(settle, hash, `${news.settledAt + keepSeconds}`, ...fields);
      if (reply === -1) throw settledAhead(news);
      return reply === 1;
    },
    async settled(paymentHash) {
      const found = readObject(
        await redis.fields(prefix + readPaymentHash(paymentHash)),
        "client.hGetAll",
        { amount: optional(amount) },
        invalidSetting,
      ) as Partial<Record<keyof Settlement, string>>;
      if (found.amount === undefined) return undefined;
      const kept = { ...found, amount: BigInt(found.amount), settledAt: Number(found.settledAt) };
      return readKept(kept as unknown as Settlement, invalidSetting);
    },
    async reserve(paymentHash, attempt, claim) {
      checkName(attempt, "attempt");
      checkName(claim, "claim");
      return (await run(reserve, paymentHash, attempt, claim, `${reserveSeconds}`)) as Hold;
    },
    async redeem(paymentHash, claim) {
      checkName(claim, "claim");
      return (await run(redeem, paymentHash, claim)) as Hold;
    },
    async restore(paymentHash, claim) {
      checkName(claim, "claim");
      await run(restore, paymentHash, claim);
    },
  };
}

// ARGV: when the key expires, then the name and the value of each field, in the order of `Settlement`: the
// ninth is the value of `settledAt`.
const settle = /* @__PURE__ */ (() => `
if redis.call("EXISTS", KEYS[1]) == 1 then return 0 end
if tonumber(ARGV[9]) > tonumber(redis.call('TIME')[1]) + ${furthestAhead} then return -1 end
redis.call("HSET", KEYS[1], unpack(ARGV, 2))
redis.call("EXPIREAT", KEYS[1], ARGV[1])
return redis.call("EXISTS", KEYS[1])`)();

/** What the fields that hold a payment say: whose it is, and whether it is redeemed. */
const read = `
if redis.call("EXISTS", KEYS[1]) == 0 then return "none" end
local claim = redis.call("HGET", KEYS[1], "claim")
local redeemed = redis.call("HGET", KEYS[1], "redeemed")`;

// Bundlers drop a template with another text in it only as a function's: hence these.
const reserve = /* @__PURE__ */ (() => `${read}
if claim == ARGV[2] then return "yours" end
if redeemed then return "redeemed" end
local present = tonumber(redis.call("TIME")[1])
if claim and redis.call("HGET", KEYS[1], "attempt") ~= ARGV[1]
  and present < tonumber(redis.call("HGET", KEYS[1], "reservedUntil")) then return "reserved" end
redis.call("HSET", KEYS[1], "attempt", ARGV[1], "claim", ARGV[2], "reservedUntil", present + tonumber(ARGV[3]))
return "yours"`)();

const redeem = /* @__PURE__ */ (() => `${read}
if claim == ARGV[1] then
  redis.call("HSET", KEYS[1], "redeemed", "1")
  return "yours"
end
if redeemed then return "redeemed" end
return claim and "reserved" or "none"`)();

const restore = `
if redis.call("HGET", KEYS[1], "claim") == ARGV[1] then
  redis.call("HDEL", KEYS[1], "attempt", "claim", "reservedUntil", "redeemed")
end
return 1`;
