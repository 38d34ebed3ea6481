import { expect, test } from "vitest";
import { redisSettlements, type Settlement } from "../../../src/x402/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";

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
  return { calls, client: { hGetAll: record("hGetAll"), hDel: record("hDel"), eval: record("eval") } };
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

test.each([
  [1, true],
  [0, false],
  ["1", false],
  [null, false],
])("the reply %s to redeem means %s", async (reply, outcome) => {
  expect(await redisSettlements(recorder(reply).client).redeem(hash)).toBe(outcome);
});

test("a payment is redeemed by one script on one key", async () => {
  const { calls, client } = recorder(1);
  await redisSettlements(client, { prefix: "shop:" }).redeem(hash);
  expect(calls).toEqual([
    ["eval", expect.stringContaining("HSETNX"), { keys: [`shop:${hash}`], arguments: [] }],
  ]);
});

test("what is stored is read as it was", async () => {
  const { client } = recorder({ ...stored, redeemed: "1" });
  expect(await redisSettlements(client).settled(hash)).toStrictEqual(settlement);
});

test("an empty hash is no payment", async () => {
  expect(await redisSettlements(recorder({}).client).settled(hash)).toBeUndefined();
});

test("a payment is restored by taking its mark away", async () => {
  const { calls, client } = recorder(1);
  await redisSettlements(client).restore(hash);
  expect(calls).toEqual([["hDel", `uma-x402:${hash}`, "redeemed"]]);
});

test("a payment cannot be kept for no time", () => {
  expectRefusal(() => redisSettlements(recorder(1).client, { keepSeconds: 0 }), {
    code: "INVALID_FIELD",
    field: "keepSeconds",
  });
});
