import { createClient } from "redis";
import { redisSettlements, type SettlementStore } from "uma-invoice/x402";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { settlementsContract } from "../support/settlementsContract.js";
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
    await store.redeem(hash);
    await store.restore(hash);
    expect(await client.expireTime(key)).toBe(settledAt + 60);
  });

  test("leave nothing behind that does not expire", async () => {
    const store = redisSettlements(client, { prefix: "nothing:" });
    await store.redeem(hash);
    await store.restore(hash);
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

  test("are kept apart by their prefixes", async () => {
    await redisSettlements(client, { prefix: "one:" }).settle(hash, settlement);
    expect(await redisSettlements(client, { prefix: "other:" }).settled(hash)).toBeUndefined();
  });
});
