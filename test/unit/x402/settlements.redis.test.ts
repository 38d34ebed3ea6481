import { describe, expect, test } from "vitest";
import { type RedisClient, redisSettlements, type Settlement } from "../../../src/x402/index.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";

// What is sent, and how replies are read. That Redis does what this counts on, test/e2e proves against
// a real one.

const hash = "ab".repeat(32);
const settlement: Settlement = {
  receiverUma: "$shop@vasp.com",
  amount: 2n ** 64n - 1n,
  currency: "USD",
  settledAt: 1000,
  invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
};
const stored = { ...settlement, amount: "18446744073709551615", settledAt: "1000" };

/** Writes down what is asked, and replies what it is told to. */
function recorder(reply: unknown) {
  const calls: unknown[][] = [];
  const record =
    (command: string) =>
    async (...args: unknown[]) => {
      calls.push([command, ...args]);
      return reply as never;
    };
  return { calls, client: { hGetAll: record("hGetAll"), eval: record("eval") } };
}

test("a settlement goes to a key of its own, with its fields and when it expires", async () => {
  const { calls, client } = recorder(1);
  await redisSettlements(client, { keepSeconds: 60 }).settle(hash, settlement);
  expect(calls).toEqual([
    [
      "eval",
      expect.stringContaining("EXPIREAT"),
      { keys: [`uma-x402:${hash}`], arguments: expect.anything() },
    ],
  ]);
  expect((calls[0]![2] as { arguments: string[] }).arguments).toEqual([
    "1060",
    ...Object.entries(stored).flat(),
  ]);
});

test("a payment is kept for a day by default", async () => {
  const { calls, client } = recorder(1);
  await redisSettlements(client).settle(hash, settlement);
  expect((calls[0]![2] as { arguments: string[] }).arguments[0]).toBe("87400");
});

test.each([
  [1, true],
  [0, false],
  ["1", false],
  [null, false],
])("the reply %s to settle means %s", async (reply, outcome) => {
  expect(await redisSettlements(recorder(reply).client).settle(hash, settlement)).toBe(outcome);
});

test("the reply -1 to settle means that it is settled too far ahead", async () => {
  const settling = async () => redisSettlements(recorder(-1).client).settle(hash, settlement);
  expectError(await rejectionOf(settling()), {
    code: "INVALID_FIELD",
    field: "settlement.settledAt",
    says: ["a day ahead"],
  });
});

test("a payment is reserved by one script on one key, which measures the time", async () => {
  const { calls, client } = recorder("yours");
  const store = redisSettlements(client, { prefix: "shop:", reserveSeconds: 5 });
  expect(await store.reserve(hash, "attempt", "claim")).toBe("yours");
  const values = { keys: [`shop:${hash}`], arguments: ["attempt", "claim", "5"] };
  expect(calls).toEqual([["eval", expect.stringContaining('"TIME"'), values]]);
});

test("a payment is redeemed by one script on one key", async () => {
  const { calls, client } = recorder("reserved");
  expect(await redisSettlements(client).redeem(hash, "claim")).toBe("reserved");
  const values = { keys: [`uma-x402:${hash}`], arguments: ["claim"] };
  expect(calls).toEqual([["eval", expect.stringContaining('"redeemed", "1"'), values]]);
});

test("what is stored is read as it was", async () => {
  const { client } = recorder({ ...stored, attempt: "a", claim: "c", reservedUntil: "1", redeemed: "1" });
  expect(await redisSettlements(client).settled(hash)).toStrictEqual(settlement);
});

test("a settlement is read from the key that it went to", async () => {
  const { calls, client } = recorder(stored);
  await redisSettlements(client).settled(hash);
  expect(calls).toEqual([["hGetAll", `uma-x402:${hash}`]]);
});

test("an empty hash is no payment", async () => {
  expect(await redisSettlements(recorder({}).client).settled(hash)).toBeUndefined();
});

test("a payment is given back by one script on one key", async () => {
  const { calls, client } = recorder(1);
  await redisSettlements(client).restore(hash, "claim");
  const values = { keys: [`uma-x402:${hash}`], arguments: ["claim"] };
  expect(calls).toEqual([["eval", expect.stringContaining("HDEL"), values]]);
});

test("what has no name is asked of no server", async () => {
  const { calls, client } = recorder("yours");
  const store = redisSettlements(client);
  for (const [field, step] of [
    ["attempt", store.reserve(hash, "", "claim")],
    ["claim", store.reserve(hash, "attempt", "")],
    ["claim", store.redeem(hash, "")],
    ["claim", store.restore(hash, "")],
  ] as const)
    expectError(await rejectionOf(Promise.resolve(step)), { code: "INVALID_FIELD", field });
  expect(calls).toEqual([]);
});

describe("a server that may evict payments", () => {
  /** A client of a server that tells of its policy, or does not. */
  function asked(ways: Pick<RedisClient, "configGet" | "info">) {
    const { calls, client } = recorder("yours");
    return { calls, store: redisSettlements({ ...client, ...ways }) };
  }
  const configGet = (policy: string) => async () => ({ "maxmemory-policy": policy });
  const forbidden = (message: string) => async () => {
    throw new Error(message);
  };

  test.each(["allkeys-lru", "volatile-lru", "volatile-ttl", "allkeys-random"])(
    "is refused before anything is asked of it: %s",
    async (policy) => {
      const { calls, store } = asked({ configGet: configGet(policy) });
      for (const step of [
        () => store.settle(hash, settlement),
        () => store.settled(hash),
        () => store.reserve(hash, "attempt", "claim"),
        () => store.redeem(hash, "claim"),
        () => store.restore(hash, "claim"),
      ])
        expectError(await rejectionOf(Promise.resolve(step())), {
          code: "INVALID_OPTION",
          field: "maxmemory-policy",
          says: ["noeviction", policy],
        });
      expect(calls).toEqual([]);
    },
  );

  test("is refused by what its memory report says, where CONFIG is forbidden", async () => {
    const info = async () => "# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:allkeys-lfu\r\n";
    const { store } = asked({ configGet: forbidden("NOPERM User default has no permissions"), info });
    const error = await rejectionOf(Promise.resolve(store.redeem(hash, "claim")));
    expectError(error, { code: "INVALID_OPTION", field: "maxmemory-policy" });
  });

  test.each<[string, string]>([
    ["another line", "# note:maxmemory_policy:allkeys-lfu\r\n"],
    ["a report of another section", "# Server\r\n"],
  ])("is not told by %s", async (_name, report) => {
    expect(await asked({ info: async () => report }).store.redeem(hash, "claim")).toBe("yours");
  });

  test("is asked for the policy alone, and else for the report on memory", async () => {
    const asking: string[] = [];
    const { store } = asked({
      async configGet(parameter) {
        asking.push(parameter);
        throw new Error("NOPERM");
      },
      async info(section) {
        asking.push(section);
        return "maxmemory_policy:noeviction\r\n";
      },
    });
    expect(await store.redeem(hash, "claim")).toBe("yours");
    expect(asking).toEqual(["maxmemory-policy", "memory"]);
  });

  test("is told by its memory report for good", async () => {
    let count = 0;
    const { store } = asked({
      async info() {
        count++;
        return "maxmemory_policy:noeviction\r\n";
      },
    });
    await store.redeem(hash, "claim");
    await store.redeem(hash, "claim");
    expect(count).toBe(1);
  });

  test("is taken when it has been set up", async () => {
    let policy = "allkeys-lru";
    const { store } = asked({ configGet: async () => ({ "maxmemory-policy": policy }) });
    await rejectionOf(Promise.resolve(store.redeem(hash, "claim")));
    policy = "noeviction";
    expect(await store.redeem(hash, "claim")).toBe("yours");
  });

  test("is asked once", async () => {
    let count = 0;
    const { store } = asked({
      async configGet() {
        count++;
        return { "maxmemory-policy": "noeviction" };
      },
    });
    await Promise.all([store.redeem(hash, "claim"), store.redeem(hash, "claim")]);
    await store.redeem(hash, "claim");
    expect(count).toBe(1);
  });

  test.each<[string, Pick<RedisClient, "configGet" | "info">]>([
    ["nobody can ask", {}],
    ["nobody may ask", { configGet: forbidden("ERR unknown command 'CONFIG'"), info: forbidden("NOPERM") }],
    ["nothing is said", { configGet: async () => ({}), info: async () => "# Memory" }],
  ])("may be one of which %s", async (_name, ways) => {
    expect(await asked(ways).store.redeem(hash, "claim")).toBe("yours");
  });

  test("is not asked again if it does not tell", async () => {
    let count = 0;
    const { store } = asked({
      async configGet() {
        count++;
        return undefined as never;
      },
    });
    await store.redeem(hash, "claim");
    await store.redeem(hash, "claim");
    expect(count).toBe(1);
  });

  test.each<[string, unknown]>([
    ["a message that only mentions it", new Error("no answer to NOPERM")],
    ["nothing", undefined],
  ])("is asked again if what was thrown is %s", async (_name, thrown) => {
    let count = 0;
    const { store } = asked({
      async configGet() {
        count++;
        throw thrown;
      },
    });
    expect(await store.redeem(hash, "claim")).toBe("yours");
    await store.redeem(hash, "claim");
    expect(count).toBe(2);
  });

  test("is asked again if the connection failed", async () => {
    let fails = true;
    const { store } = asked({
      async configGet() {
        if (fails) throw new Error("Socket closed unexpectedly");
        return { "maxmemory-policy": "allkeys-lru" };
      },
    });
    expect(await store.redeem(hash, "claim")).toBe("yours");
    fails = false;
    expectError(await rejectionOf(Promise.resolve(store.redeem(hash, "claim"))), {
      code: "INVALID_OPTION",
      field: "maxmemory-policy",
    });
  });
});

test("a payment cannot be kept for no time", () => {
  expectRefusal(() => redisSettlements(recorder(1).client, { keepSeconds: 0 }), {
    code: "INVALID_OPTION",
    field: "keepSeconds",
  });
});

test.each<[string, string, unknown, unknown]>([
  ["keepSeconds", "a whole number of seconds, 1 or more", undefined, { keepSeconds: 1.5 }],
  ["reserveSeconds", "a whole number of seconds, 1 or more", undefined, { reserveSeconds: 0 }],
  ["prefix", "a text", undefined, { prefix: 7 }],
  ["options", "an object", undefined, 7],
  ["client", "an object", null, {}],
  ["client.hGetAll", "a function", {}, {}],
  ["client.eval", "a function", { hGetAll() {} }, {}],
])("a wrong %s is refused", (field, says, client, options) => {
  const call = () =>
    redisSettlements((client === undefined ? recorder(1).client : client) as RedisClient, options as object);
  expectRefusal(call, { code: "INVALID_OPTION", field, says: [says] });
});

test.each<[string, unknown, string]>([
  ["nothing", null, "client.hGetAll"],
  ["an amount that is none", { ...stored, amount: "-1" }, "client.hGetAll.amount"],
  ["a time that is none", { ...stored, settledAt: "soon" }, "settlement.settledAt"],
])("what was stored is refused if it is %s", async (_what, reply, field) => {
  const settled = redisSettlements(recorder(reply).client).settled(hash);
  expectError(await rejectionOf(Promise.resolve(settled)), { code: "INVALID_OPTION", field });
});

test("what is no payment hash is asked for nowhere", async () => {
  const { calls, client } = recorder("yours");
  const store = redisSettlements(client);
  for (const call of [store.settled(Symbol("hash") as never), store.redeem("", "claim")])
    expectError(await rejectionOf(Promise.resolve(call)), { code: "INVALID_FIELD", field: "paymentHash" });
  expect(calls).toEqual([]);
});
