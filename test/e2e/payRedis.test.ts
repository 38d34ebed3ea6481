import { createClient } from "redis";
import { redisIncomingPayments, redisNonces, redisPayments } from "uma-invoice/pay";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deferred } from "../support/deferred.js";
import { rejectionOf } from "../support/errorOf.js";
import { incomingContract, incomingPayment, incomingStart } from "../support/incomingContract.js";
import { paymentsContract, pendingPayment } from "../support/paymentsContract.js";
import { startRedis } from "../support/startRedis.js";

const redis = await startRedis();

describe.skipIf(!redis)("in a real Redis", () => {
  const clients = [0, 1].map(() => createClient({ socket: { path: redis?.socket ?? "", tls: false } }));
  const [client] = clients as [(typeof clients)[0], (typeof clients)[0]];
  let turn = 0;
  /** Each store for itself, on two connections in turn, as two processes have them. */
  function inTurn<Store extends object>(open: (client: (typeof clients)[0], prefix: string) => Store): Store {
    const prefix = `{${turn++}}:`;
    const stores = clients.map((each) => open(each, prefix));
    return new Proxy(stores[0]!, {
      get: (_, name) => Reflect.get(stores[turn++ % stores.length]!, name),
    });
  }

  beforeAll(async () => {
    for (const each of clients) await each.connect();
  });
  afterAll(async () => {
    for (const each of clients) each.destroy();
    await redis?.stop();
  });

  describe("payments", () => {
    paymentsContract(async () => inTurn((each, prefix) => redisPayments(each, { prefix })));

    test("never expire", async () => {
      const payments = redisPayments(client, { prefix: "{kept}:" });
      await payments.begin(pendingPayment("one"));
      await payments.end("one", pendingPayment("one").attempt, { state: "paid", preimage: "07".repeat(32) });
      const keys = await client.keys("{kept}:*");
      expect(keys).toHaveLength(2);
      for (const key of keys) expect(await client.ttl(key)).toBe(-1);
    });

    test("are not begun on a server that may evict them", async () => {
      await client.configSet("maxmemory-policy", "allkeys-lru");
      const payments = redisPayments(client, { prefix: "{evicted}:" });
      const begun = await rejectionOf(Promise.resolve(payments.begin(pendingPayment("one"))));
      await client.configSet("maxmemory-policy", "noeviction");
      expect(begun).toMatchObject({ code: "INVALID_OPTION", field: "maxmemory-policy" });
      expect(await payments.get("one")).toBeUndefined();
    });
  });

  describe("nonces", () => {
    const soon = () => Math.floor(Date.now() / 1000) + 300;
    const open = (maxPerDomain = 50) => inTurn((each, prefix) => redisNonces(each, { prefix, maxPerDomain }));

    test("are taken once, for each VASP", async () => {
      const nonces = open();
      const until = soon();
      const taken = await Promise.all(Array.from({ length: 20 }, () => nonces.take("vasp1.com", "1", until)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await nonces.take("vasp1.com", "1", until + 99)).toBe(false);
      expect(await nonces.take("vasp1.com", "2", until)).toBe(true);
      expect(await nonces.take("vasp2.com", "1", until)).toBe(true);
      expect(await nonces.take("vasp1.com:8443", "1", until)).toBe(true);
    });

    test("that may be forgotten are never taken", async () => {
      expect(await open().take("vasp1.com", "1", Math.floor(Date.now() / 1000) - 1)).toBe(false);
    });

    test("of one domain have a share, with all below it", async () => {
      const nonces = open(2);
      expect(await nonces.take("a.vasp1.com", "1", soon())).toBe(true);
      expect(await nonces.take("b.vasp1.com", "2", soon())).toBe(true);
      expect(await rejectionOf(Promise.resolve(nonces.take("vasp1.com", "3", soon())))).toMatchObject({
        code: "STORE_FULL",
      });
      expect(await nonces.take("vasp2.com", "1", soon())).toBe(true);
    });

    test("are kept for a minute longer than they count, and then make room", async () => {
      const nonces = redisNonces(client, { prefix: "kept:", maxPerDomain: 1 });
      const until = soon();
      await nonces.take("vasp1.com", "1", until);
      expect(await client.expireTime("kept:vasp1.com")).toBe(until + 60);
      await client.zIncrBy("kept:vasp1.com", -330, "vasp1.com|1");
      expect(await nonces.take("vasp1.com", "1", until)).toBe(false);
      await client.zIncrBy("kept:vasp1.com", -60, "vasp1.com|1");
      expect(await nonces.take("vasp1.com", "2", until)).toBe(true);
    });
  });

  describe("incoming payments", () => {
    incomingContract(async (now) =>
      inTurn((each, prefix) => redisIncomingPayments(each, { prefix, now, reserveSeconds: 10 })),
    );
    const alice = "$alice@vasp1.com";
    const carol = "$carol@vasp1.com";
    const now = () => incomingStart;

    test("asked for by one payer at once are one", async () => {
      const payments = inTurn((each, prefix) => redisIncomingPayments(each, { prefix, now }));
      let made = 0;
      const all = await Promise.all(
        Array.from({ length: 9 }, () =>
          payments.take({ id: "one", payer: alice, most: 5 }, async () =>
            incomingPayment("one", alice, ++made),
          ),
        ),
      );
      expect(made).toBe(1);
      expect(new Set(all.map((payment) => payment?.paymentHash)).size).toBe(1);
    });

    test("leave a place to others when the process is gone that held it, and its late invoice to nobody", async () => {
      const payments = inTurn((each, prefix) =>
        redisIncomingPayments(each, { prefix, now, reserveSeconds: 1 }),
      );
      const making = deferred<void>();
      const made = deferred<ReturnType<typeof incomingPayment>>();
      const late = payments.take({ id: "one", payer: alice, most: 1 }, () => {
        making.resolve();
        return made.promise;
      });
      await making.promise;
      const next = await payments.take({ id: "one", payer: carol, most: 1 }, async () =>
        incomingPayment("one", carol),
      );
      expect(next).toMatchObject({ payer: carol });
      made.resolve(incomingPayment("one", alice));
      expect(await rejectionOf(late)).toMatchObject({ code: "STORE_FULL" });
    });

    test("have hashes of their own", async () => {
      const payments = inTurn((each, prefix) => redisIncomingPayments(each, { prefix, now }));
      const make = async () => incomingPayment("one", alice);
      await payments.take({ id: "one", payer: alice }, make);
      expect(await rejectionOf(payments.take({ id: "two", payer: carol, most: 1 }, make))).toMatchObject({
        code: "INVALID_FIELD",
        field: "paymentHash",
      });
      const own = await payments.take({ id: "two", payer: carol, most: 1 }, async () =>
        incomingPayment("two", carol),
      );
      expect(own).toMatchObject({ payer: carol });
    });

    test("let no domain take all the room, but for what came", async () => {
      const payments = inTurn((each, prefix) =>
        redisIncomingPayments(each, { prefix, now, maxPerDomain: 2 }),
      );
      const take = (id: string, payer: string) =>
        payments.take({ id, payer }, async () => incomingPayment(id, payer));
      const { paymentHash } = (await take("one", alice))!;
      await take("two", "$alice@a.vasp1.com:8443");
      expect(await rejectionOf(take("three", carol))).toMatchObject({ code: "STORE_FULL" });
      expect(await take("three", "$bob@vasp2.com")).toBeDefined();
      await payments.settle(paymentHash, incomingStart);
      expect(await take("four", carol)).toBeDefined();
    });

    test("expire when they may be forgotten, and free their places then", async () => {
      const payments = redisIncomingPayments(client, { prefix: "{expiring}:", now });
      const make = async () => incomingPayment("one", alice);
      const { paymentHash, keepUntil } = (await payments.take({ id: "one", payer: alice, most: 1 }, make))!;
      for (const key of await client.keys("{expiring}:*"))
        expect(await client.expireTime(key)).toBe(keepUntil);
      await payments.settle(paymentHash, incomingStart);
      await client.expireAt(`{expiring}:incoming:${paymentHash}`, 1);
      expect(await payments.settle(paymentHash, incomingStart)).toBeUndefined();
      expect(await payments.take({ id: "one", payer: carol, most: 1 }, make)).toBeDefined();
    });
  });
});
