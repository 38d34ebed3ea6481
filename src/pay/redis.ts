import { invalidField, invalidOption } from "../errors.js";
import { httpRefusal } from "../http/errors.js";
import { checkFunction, checkTexts, checkWhole, readOptions } from "../options.js";
import { checkPrefix, openRedis, type RedisClient } from "../redis.js";
import { invalidTime, isUnixTime, type Moment, secondsNow } from "../time.js";
import { siteOf } from "../uma/host.js";
import {
  checkSettled,
  type IncomingPayment,
  type IncomingPayments,
  readAsked,
  readAwaited,
  siteOfPayer,
} from "./incoming.js";
import type { NonceStore } from "./nonces.js";
import {
  type PaymentOutcome,
  type PaymentRecord,
  type PaymentStore,
  pendingNames,
  readOutcome,
  readPending,
} from "./payments.js";

/** Options of {@link redisPayments}. */
export type RedisPaymentsOptions = {
  /** What the keys begin with; `{uma-pay}:` by default. In a cluster, all have to lie in one slot: hence the braces. */
  readonly prefix?: string;
};

/**
 * Keeps the payments of a payer in Redis, for any number of processes: a hash a payment, each step on it atomic.
 *
 * Nothing expires: a payment that Redis forgets can be paid again. So the server has to have `maxmemory-policy
 * noeviction`; where it tells of another, each method rejects with `INVALID_OPTION`. It also has to keep what it has
 * acknowledged: `appendonly yes` with `appendfsync always`, for with `everysec` a crash of the server may forget what
 * was begun in the last second, while the wallet pays it; and so may a failover to a replica that lags behind.
 *
 * @param client - a connected client of the package `redis`
 * @throws UmaInvoiceError `INVALID_OPTION`; the methods also `INVALID_FIELD`. What the client throws passes through
 *
 * @example
 * ```ts
 * import { createClient } from "redis";
 *
 * const client = createClient({ url: "redis://127.0.0.1:6379" });
 * const payments = redisPayments(client, { prefix: "{wallet}:" });
 * ```
 */
export function redisPayments(client: RedisClient, options?: RedisPaymentsOptions): PaymentStore {
  const { prefix = "{uma-pay}:" } = readOptions(options, "options", "prefix");
  const redis = openRedis(client);
  checkPrefix(prefix);
  const keyOf = (id: string) => `${prefix}payment:${id}`;
  const hashes = `${prefix}hash:`;

  return {
    async get(id) {
      checkTexts({ id });
      return readPayment(await redis.fields(keyOf(id)));
    },
    async begin(payment) {
      const pending = readPending(payment);
      const values = pendingNames.flatMap((name) => [name, `${pending[name]}`]);
      const reply = await redis.run(begin, [keyOf(pending.id), hashes + pending.paymentHash], ...values);
      const list = readList(reply);
      return readPayment(
        Object.fromEntries(Array.from({ length: list.length / 2 }, (_, i) => list.slice(2 * i, 2 * i + 2))),
      );
    },
    async end(id, attempt, outcome) {
      checkTexts({ id, attempt });
      const news = readOutcome(outcome);
      const preimage = news.state === "paid" ? [news.preimage] : [];
      await redis.run(end, [keyOf(id)], hashes, attempt, news.state, ...preimage);
    },
  };
}

/** The key of a hash holds that of the payment which has it: both have the prefix, and lie in one slot. */
const begin = `
local state = redis.call("HGET", KEYS[1], "state")
if state and state ~= "failed" then return redis.call("HGETALL", KEYS[1]) end
local other = redis.call("GET", KEYS[2])
if other then return redis.call("HGETALL", other) end
redis.call("DEL", KEYS[1])
redis.call("HSET", KEYS[1], "state", "pending", unpack(ARGV))
redis.call("SET", KEYS[2], KEYS[1])
return {}`;

// ARGV: what the keys of hashes begin with, the attempt, the state, and the preimage if there is one.
const end = `
local kept = redis.call("HMGET", KEYS[1], "attempt", "state", "paymentHash")
if kept[1] ~= ARGV[2] or kept[2] == "paid" or kept[2] == ARGV[3] then return 0 end
local hash = ARGV[1] .. kept[3]
redis.call("HSET", KEYS[1], "state", ARGV[3])
if ARGV[3] == "paid" then
  redis.call("HSET", KEYS[1], "preimage", ARGV[4])
  redis.call("SET", hash, KEYS[1])
elseif redis.call("GET", hash) == KEYS[1] then
  redis.call("DEL", hash)
end
return 1`;

/** Reads the fields of a payment; nothing if there are none. */
function readPayment(fields: { readonly [field: string]: string }): PaymentRecord | undefined {
  const { state, preimage, expiresAt, ...texts } = { ...fields };
  if (state === undefined) return undefined;
  const outcome = { state, ...(preimage !== undefined && { preimage }) } as PaymentOutcome;
  if (!["pending", "paid", "failed"].includes(state) || (state === "paid") !== (preimage !== undefined))
    throw unreadable("a payment that is pending, paid with its preimage, or failed", state);
  const kept = { ...texts, expiresAt: Number(expiresAt) } as unknown as PaymentRecord;
  return { ...readPending(kept), ...outcome };
}

/** A script's answer that is a list of texts. */
function readList(reply: unknown): readonly string[] {
  if (Array.isArray(reply) && reply.every((item) => typeof item === "string")) return reply;
  throw unreadable("a list of texts", reply);
}

function unreadable(expected: string, found: unknown): Error {
  return invalidOption("client", `a Redis that answers with ${expected}`, found);
}

/** Options of {@link redisNonces}. */
export type RedisNoncesOptions = {
  /** The most nonces to remember of the VASPs of one domain; 50,000 by default, some 10 MB. */
  readonly maxPerDomain?: number;
  /** What the keys begin with; `uma-nonces:` by default. */
  readonly prefix?: string;
};

/**
 * Remembers nonces in Redis, for any number of processes, by the server's clock: a sorted set for each domain that has
 * to be paid for, with all names below it.
 *
 * A nonce that Redis forgets can be taken again: so the server has to have `maxmemory-policy noeviction`, and to keep
 * what it has acknowledged, as for {@link redisPayments}.
 *
 * @param client - a connected client of the package `redis`
 * @throws UmaInvoiceError `INVALID_OPTION`; `take` also `STORE_FULL`, and `INVALID_FIELD` for an argument. What the
 * client throws passes through
 *
 * @example
 * ```ts
 * import { createClient } from "redis";
 *
 * const client = createClient({ url: "redis://127.0.0.1:6379" });
 * const nonces = redisNonces(client, { maxPerDomain: 10_000 });
 * ```
 */
export function redisNonces(client: RedisClient, options?: RedisNoncesOptions): NonceStore {
  const { maxPerDomain = 50_000, prefix = "uma-nonces:" } = readOptions(
    options,
    "options",
    "maxPerDomain",
    "prefix",
  );
  const redis = openRedis(client);
  checkWhole("maxPerDomain", maxPerDomain, "nonces");
  checkPrefix(prefix);
  return {
    async take(domain, nonce, until) {
      checkTexts({ domain, nonce });
      if (!isUnixTime(until)) throw invalidTime("until", until);
      const key = prefix + siteOf(domain.split(":", 1)[0]!);
      const reply = await redis.run(take, [key], `${domain}|${nonce}`, `${until}`, `${maxPerDomain}`);
      if (reply === -1)
        throw httpRefusal("STORE_FULL", {
          expected: `at most ${maxPerDomain} nonces of one domain at once`,
          instead: "one more",
        });
      return reply === 1;
    },
  };
}

/** For how long nonces are kept that may be forgotten, in seconds: so far, the server's clock may be put back. */
const spareSeconds = 60;

const take = /* @__PURE__ */ (() => `
local present = tonumber(redis.call("TIME")[1])
local till = tonumber(ARGV[2])
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", present - ${spareSeconds})
if till <= present or redis.call("ZSCORE", KEYS[1], ARGV[1]) then return 0 end
if redis.call("ZCARD", KEYS[1]) >= tonumber(ARGV[3]) then return -1 end
redis.call("ZADD", KEYS[1], till, ARGV[1])
redis.call("EXPIREAT", KEYS[1], tonumber(redis.call("ZRANGE", KEYS[1], -1, -1, "WITHSCORES")[2]) + ${spareSeconds})
return 1`)();

/** Options of {@link redisIncomingPayments}. */
export type RedisIncomingPaymentsOptions = {
  /** The most payments to await from payers at the VASPs of one domain; 50,000 by default, some 100 MB. */
  readonly maxPerDomain?: number;
  /** How long the node may take to make a Lightning invoice, in seconds; 60 by default. */
  readonly reserveSeconds?: number;
  /** What the keys begin with; `{uma-pay}:` by default. In a cluster, all have to lie in one slot: hence the braces. */
  readonly prefix?: string;
  /** The clock: a Date, or Unix time in seconds; the present by default. */
  readonly now?: () => Moment;
};

/**
 * Keeps in Redis which payments a receiver awaits, and which came, for any number of processes.
 *
 * While a process has its node make a Lightning invoice, it holds a place that others wait for: it is theirs if that
 * fails, and after `reserveSeconds` if the process is gone. An invoice that is made later than that is given to nobody.
 *
 * A payment that Redis forgets has come for nothing: so the server has to have `maxmemory-policy noeviction`, and to
 * keep what it has acknowledged, as for {@link redisPayments}.
 *
 * @param client - a connected client of the package `redis`
 * @throws UmaInvoiceError `INVALID_OPTION`; the methods also `INVALID_FIELD`, and `take` `STORE_FULL`. What the client
 * throws passes through
 *
 * @example
 * ```ts
 * import { createClient } from "redis";
 *
 * const client = createClient({ url: "redis://127.0.0.1:6379" });
 * const payments = redisIncomingPayments(client, { maxPerDomain: 10_000 });
 * ```
 */
export function redisIncomingPayments(
  client: RedisClient,
  options?: RedisIncomingPaymentsOptions,
): IncomingPayments {
  const {
    maxPerDomain = 50_000,
    reserveSeconds = 60,
    prefix = "{uma-pay}:",
    now = () => new Date(),
  } = readOptions(options, "options", "maxPerDomain", "reserveSeconds", "prefix", "now");
  const redis = openRedis(client);
  checkWhole("maxPerDomain", maxPerDomain, "payments");
  checkWhole("reserveSeconds", reserveSeconds, "seconds");
  checkPrefix(prefix);
  checkFunction("now", now);
  const incoming = `${prefix}incoming:`;
  const placesOf = (id: string) => `${prefix}places:${id}`;
  const awaitedOf = (payer: string) => `${prefix}awaited:${siteOfPayer(payer)}`;

  function full(expected: string): Error {
    return httpRefusal("STORE_FULL", { expected, instead: "one more" });
  }

  return {
    async take(asked, create) {
      const { id, payer, most } = readAsked(asked);
      const keys = [placesOf(id), awaitedOf(payer)];
      const token = `~${crypto.randomUUID()} ${payer}`;
      const until = secondsNow(now) + reserveSeconds;
      for (;;) {
        const values = [incoming, payer, `${most ?? ""}`, token, `${reserveSeconds}`, `${maxPerDomain}`];
        const seconds = secondsNow(now);
        const [answer, kept] = readList(await redis.run(reserve, keys, ...values, `${seconds}`));
        if (answer === "full") throw full(`at most ${maxPerDomain} payments at once from one domain`);
        if (answer === "none") return undefined;
        if (answer === "held") return readIncoming(kept);
        if (answer === "yours") break;
        if (answer !== "wait") throw unreadable("what it says of a place", answer);
        // Whoever is in the way may be gone; so long has nobody to wait who is not.
        if (seconds > until) throw full("a place that is free, or held by a payment");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      let payment: IncomingPayment;
      try {
        payment = readAwaited(await create());
      } catch (error) {
        // What cannot be given back now is given back by the time.
        await redis.run(release, keys, token).catch(() => undefined);
        throw error;
      }
      const { paymentHash, heldUntil, keepUntil } = payment;
      const values = [token, paymentHash, JSON.stringify(payment), payer, `${heldUntil}`, `${keepUntil}`];
      const reply = await redis.run(keep, [...keys, incoming + paymentHash], ...values);
      if (reply === -1) throw full(`a Lightning invoice within ${reserveSeconds} s`);
      if (reply !== 1) throw invalidField("paymentHash", "one that no other payment has", paymentHash);
      return payment;
    },
    async settle(paymentHash, settledAt) {
      checkSettled(paymentHash, settledAt);
      const reply = await redis.run(settle, [incoming + paymentHash], paymentHash, `${settledAt}`);
      const [answer, kept, first] = readList(reply);
      if (answer === undefined) return undefined;
      return { payment: { ...readIncoming(kept), settledAt: Number(first) }, isNews: answer === "news" };
    },
  };
}

function readIncoming(kept: string | undefined): IncomingPayment {
  try {
    return JSON.parse(kept!);
  } catch {
    throw unreadable("a payment as JSON", kept);
  }
}

// A place is the hash of a payment, or a reservation: `~`, a random name, and who pays. Its score says when it may be
// forgotten: a reservation by the server's clock, which no process sets.
// ARGV: what the keys of payments begin with, who pays, the most places, a reservation, its seconds, the most that are
// awaited of one domain, the time.
const reserve = `
local present = tonumber(ARGV[7])
local clock = tonumber(redis.call("TIME")[1])
local taken, made, own = 0, 0, false
for _, place in ipairs(redis.call("ZRANGE", KEYS[1], 0, -1)) do
  if place:sub(1, 1) == "~" then
    if tonumber(redis.call("ZSCORE", KEYS[1], place)) <= clock then
      redis.call("ZREM", KEYS[1], place)
    else
      made = made + 1
      own = own or place:sub(39) == ARGV[2]
    end
  else
    local kept = redis.call("HMGET", ARGV[1] .. place, "json", "payer", "heldUntil", "settledAt")
    if not kept[1] then
      redis.call("ZREM", KEYS[1], place)
    elseif kept[4] then
      taken = taken + 1
    elseif tonumber(kept[3]) > present then
      if kept[2] == ARGV[2] then return {"held", kept[1]} end
      taken = taken + 1
    end
  end
end
local most = tonumber(ARGV[3])
if most and taken >= most then return {"none"} end
if own or (most and taken + made >= most) then return {"wait"} end
redis.call("ZREMRANGEBYSCORE", KEYS[2], "-inf", clock)
if redis.call("ZCARD", KEYS[2]) >= tonumber(ARGV[6]) then return {"full"} end
local till = clock + tonumber(ARGV[5])
redis.call("ZADD", KEYS[1], till, ARGV[4])
redis.call("ZADD", KEYS[2], till, ARGV[4])
for _, key in ipairs(KEYS) do
  if redis.call("TTL", key) < till - clock then redis.call("EXPIREAT", key, till) end
end
return {"yours"}`;

const release = `
redis.call("ZREM", KEYS[1], ARGV[1])
return redis.call("ZREM", KEYS[2], ARGV[1])`;

// ARGV: the reservation, the hash, the payment as JSON, who pays, until when it is held, and until when it is kept.
const keep = `
local isHeld = redis.call("ZREM", KEYS[1], ARGV[1]) == 1
redis.call("ZREM", KEYS[2], ARGV[1])
if not isHeld then return -1 end
if redis.call("EXISTS", KEYS[3]) == 1 then return 0 end
local till = tonumber(ARGV[6])
local clock = tonumber(redis.call("TIME")[1])
redis.call("HSET", KEYS[3], "json", ARGV[3], "payer", ARGV[4], "heldUntil", ARGV[5], "awaited", KEYS[2])
redis.call("EXPIREAT", KEYS[3], till)
for i = 1, 2 do
  redis.call("ZADD", KEYS[i], till, ARGV[2])
  if redis.call("TTL", KEYS[i]) < till - clock then redis.call("EXPIREAT", KEYS[i], till) end
end
return 1`;

// ARGV: the hash, and when it was paid.
const settle = `
local kept = redis.call("HMGET", KEYS[1], "json", "settledAt", "awaited")
if not kept[1] then return {} end
if kept[2] then return {"known", kept[1], kept[2]} end
redis.call("HSET", KEYS[1], "settledAt", ARGV[2])
redis.call("ZREM", kept[3], ARGV[1])
return {"news", kept[1], ARGV[2]}`;
