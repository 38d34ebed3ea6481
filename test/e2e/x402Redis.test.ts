import * as fc from "fast-check";
import { createClient } from "redis";
import { redisSettlements, type SettlementStore } from "uma-invoice/x402";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { settlementsContract } from "../support/settlementsContract.js";
import { runSettlementSteps, settlementSteps } from "../support/settlementsModel.js";
import { startRedis } from "../support/startRedis.js";

const redis = await startRedis();

describe.skipIf(!redis)("settlements in a real Redis", () => {
  const clients = [0, 1].map(() => createClient({ socket: { path: redis?.socket ?? "", tls: false } }));
  const [client] = clients as [(typeof clients)[0], (typeof clients)[0]];
  let turn = 0;
  /** Two connections in turn, as two processes have them. */
  let stores: SettlementStore[];

  beforeAll(async () => {
    for (const each of clients) await each.connect();
    stores = clients.map((each) => redisSettlements(each, { keepSeconds: 60 }));
  });
  afterAll(async () => {
    for (const each of clients) each.destroy();
    await redis?.stop();
  });

  settlementsContract(() => stores[turn++ % stores.length]!);

  const hash = "ab".repeat(32);
  const settledAt = Math.floor(Date.now() / 1000) + 1000;
  const settlement = { receiverUma: "$shop@vasp.com", amount: 5n, currency: "USD", settledAt };

  test("expire with the time that they are kept for, redeemed or not", async () => {
    const key = `expiring:${hash}`;
    const store = redisSettlements(client, { keepSeconds: 60, prefix: "expiring:" });
    await store.settle(hash, settlement);
    await store.reserve(hash, "attempt", "claim");
    await store.redeem(hash, "claim");
    await store.restore(hash, "claim");
    expect(await client.expireTime(key)).toBe(settledAt + 60);
  });

  test("leave nothing behind that does not expire", async () => {
    const store = redisSettlements(client, { prefix: "nothing:" });
    await store.reserve(hash, "attempt", "claim");
    await store.redeem(hash, "claim");
    await store.restore(hash, "claim");
    await store.settle(hash, { ...settlement, settledAt: 1 });
    expect(await client.keys("nothing:*")).toEqual([]);
  });

  test("can be looked at with ordinary commands", async () => {
    await redisSettlements(client, { prefix: "open:" }).settle(hash, settlement);
    expect({ ...(await client.hGetAll(`open:${hash}`)) }).toEqual({
      receiverUma: "$shop@vasp.com",
      amount: "5",
      currency: "USD",
      settledAt: `${settledAt}`,
    });
  });

  test("are not reserved for ever: another attempt takes over when the time is over", async () => {
    const store = redisSettlements(client, { prefix: "reserved:", reserveSeconds: 1 });
    await store.settle(hash, settlement);
    await store.reserve(hash, "attempt", "claim");
    expect(await store.reserve(hash, "another", "other")).toBe("reserved");
    await expect.poll(() => store.reserve(hash, "another", "other"), { timeout: 5000 }).toBe("yours");
    expect(await store.redeem(hash, "claim")).toBe("reserved");
  });

  test("are refused by a server that may evict them, until it does not any more", async () => {
    const store = redisSettlements(client, { prefix: "evicted:" });
    await client.configSet("maxmemory-policy", "allkeys-lru");
    await expect((async () => store.settle(hash, settlement))()).rejects.toMatchObject({
      code: "INVALID_OPTION",
      field: "maxmemory-policy",
    });
    expect(await client.exists(`evicted:${hash}`)).toBe(0);
    await client.configSet("maxmemory-policy", "noeviction");
    expect(await store.settle(hash, settlement)).toBe(true);
  });

  test("are refused by such a server that forbids CONFIG, and tells of it in INFO", async () => {
    await client.aclSetUser("shop", ["on", "nopass", "~*", "+@all", "-config"]);
    await client.configSet("maxmemory-policy", "volatile-lru");
    const shop = client.duplicate({ username: "shop", password: "any" });
    await shop.connect();
    await expect((async () => redisSettlements(shop).settled(hash))()).rejects.toMatchObject({
      field: "maxmemory-policy",
    });
    await client.configSet("maxmemory-policy", "noeviction");
    expect(await redisSettlements(shop).settled(hash)).toBeUndefined();
    shop.destroy();
  });

  test("do what they ought to, whatever is asked of them in whatever order, through restarts", async () => {
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(settlementSteps, async (steps) => {
        const prefix = `model:${turn++}:`;
        const open = () =>
          redisSettlements(clients[turn++ % clients.length]!, {
            keepSeconds: 100,
            reserveSeconds: 10,
            prefix,
          });
        /** Makes all that is kept older than it is. */
        async function pass(seconds: number): Promise<void> {
          for (const key of await client.keys(`${prefix}*`)) {
            if (await client.hExists(key, "reservedUntil"))
              await client.hIncrBy(key, "reservedUntil", -seconds);
            await client.expireAt(key, (await client.expireTime(key)) - seconds);
          }
        }
        await runSettlementSteps({ open, now: () => Date.now() / 1000, pass }, steps);
      }),
      { numRuns: 200 },
    );
  });

  test("are kept apart by their prefixes", async () => {
    await redisSettlements(client, { prefix: "one:" }).settle(hash, settlement);
    expect(await redisSettlements(client, { prefix: "other:" }).settled(hash)).toBeUndefined();
  });
});
