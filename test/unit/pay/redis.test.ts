import { describe, expect, test } from "vitest";
import {
  type RedisClient,
  redisIncomingPayments,
  redisNonces,
  redisPayments,
} from "../../../src/pay/index.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { incomingPayment } from "../../support/incomingContract.js";
import { pendingPayment } from "../../support/paymentsContract.js";

// What is sent, and how replies are read. That Redis does what this counts on, test/e2e proves against
// a real one.

/** Writes down what is asked, and gives the replies that it is told to, the last one for ever. */
function recorder(...replies: unknown[]) {
  const calls: { readonly keys: string[]; readonly arguments: string[] }[] = [];
  const next = () => {
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    if (reply instanceof Error) throw reply;
    return reply as never;
  };
  const client: RedisClient = {
    hGetAll: async () => next(),
    async eval(_script, sent) {
      calls.push(sent);
      return next();
    },
  };
  return { calls, client };
}

const payment = pendingPayment("one");
const fields = { ...payment, expiresAt: `${payment.expiresAt}`, state: "pending" };
const preimage = "07".repeat(32);
const settled = <Result>(result: Result | Promise<Result>) => rejectionOf(Promise.resolve(result));

describe("payments in Redis", () => {
  test("go to keys in one slot, with all that they are", async () => {
    const { calls, client } = recorder([]);
    expect(await redisPayments(client).begin(payment)).toBeUndefined();
    expect(calls).toStrictEqual([
      {
        keys: ["{uma-pay}:payment:one", `{uma-pay}:hash:${payment.paymentHash}`],
        arguments: [
          ["id", payment.id],
          ["attempt", payment.attempt],
          ["lightningInvoice", payment.lightningInvoice],
          ["paymentHash", payment.paymentHash],
          ["expiresAt", "1704067800"],
          ["agreement", payment.agreement],
        ].flat(),
      },
    ]);
  });

  test("are read as what they were", async () => {
    expect(await redisPayments(recorder(fields).client).get("one")).toStrictEqual({
      ...payment,
      state: "pending",
    });
    const paid = { ...fields, state: "paid", preimage };
    expect(await redisPayments(recorder(paid).client).get("one")).toStrictEqual({
      ...payment,
      state: "paid",
      preimage,
    });
    expect(await redisPayments(recorder({}).client).get("one")).toBeUndefined();
  });

  test("that stand in the way are told of", async () => {
    const { client } = recorder(Object.entries(fields).flat());
    expect(await redisPayments(client).begin(payment)).toStrictEqual({ ...payment, state: "pending" });
  });

  test("end with their preimage, or without", async () => {
    const { calls, client } = recorder(1);
    const payments = redisPayments(client, { prefix: "{a}:" });
    await payments.end("one", "x", { state: "paid", preimage });
    await payments.end("one", "x", { state: "failed" });
    expect(calls).toStrictEqual([
      { keys: ["{a}:payment:one"], arguments: ["{a}:hash:", "x", "paid", preimage] },
      { keys: ["{a}:payment:one"], arguments: ["{a}:hash:", "x", "failed"] },
    ]);
  });

  test.each<[string, unknown]>([
    ["no list", "OK"],
    ["a list of something else", [1, 2]],
  ])("are not taken to be begun if the reply is %s", async (_name, reply) => {
    expectError(await settled(redisPayments(recorder(reply).client).begin(payment)), {
      code: "INVALID_OPTION",
      field: "client",
    });
  });

  test.each<[string, object]>([
    ["in no state", { ...fields, state: "lost" }],
    ["paid without a preimage", { ...fields, state: "paid" }],
    ["pending with one", { ...fields, preimage }],
  ])("are none if they are %s", async (_name, kept) => {
    expectError(await settled(redisPayments(recorder(kept).client).get("one")), {
      code: "INVALID_OPTION",
      field: "client",
    });
  });

  test("are not asked for if they are none", async () => {
    const { calls, client } = recorder([]);
    expectError(await settled(redisPayments(client).begin({ ...payment, id: 5 as never })), {
      code: "INVALID_FIELD",
      field: "payment.id",
    });
    expect(calls).toEqual([]);
  });
});

describe("nonces in Redis", () => {
  test("go to the key of the domain that has to be paid for", async () => {
    const { calls, client } = recorder(1);
    expect(await redisNonces(client).take("a.vasp1.com:8443", "5", 1_704_067_200)).toBe(true);
    expect(calls).toStrictEqual([
      { keys: ["uma-nonces:vasp1.com"], arguments: ["a.vasp1.com:8443|5", "1704067200", "50000"] },
    ]);
  });

  test.each([[0], ["1"], [null]])("are not taken if the reply is %j", async (reply) => {
    expect(await redisNonces(recorder(reply).client).take("vasp1.com", "5", 1_704_067_200)).toBe(false);
  });

  test("are too many when Redis says so", async () => {
    expectError(await settled(redisNonces(recorder(-1).client).take("vasp1.com", "5", 1_704_067_200)), {
      code: "STORE_FULL",
      says: ["50000 nonces"],
    });
  });

  test.each<[string, [unknown, unknown, unknown]]>([
    ["domain", [5, "5", 1_704_067_200]],
    ["nonce", ["vasp1.com", undefined, 1_704_067_200]],
    ["until", ["vasp1.com", "5", Number.NaN]],
  ])("are not asked for with a wrong %s", async (field, [domain, nonce, until]) => {
    const { calls, client } = recorder(1);
    const taking = redisNonces(client).take(domain as string, nonce as string, until as number);
    expectError(await settled(taking), { code: "INVALID_FIELD", field });
    expect(calls).toEqual([]);
  });
});

describe("incoming payments in Redis", () => {
  const alice = "$alice@a.vasp1.com:8443";
  const asked = { id: "one", payer: alice, most: 2 };
  const kept = incomingPayment("one", alice);
  const make = async () => kept;
  const open = (client: RedisClient, clock: () => number = () => 1000) =>
    redisIncomingPayments(client, { now: clock });

  test("are reserved a place, and then take it", async () => {
    const { calls, client } = recorder(["yours"], 1);
    expect(await open(client).take(asked, make)).toStrictEqual(kept);
    const keys = ["{uma-pay}:places:one", "{uma-pay}:awaited:vasp1.com"];
    const token = expect.stringMatching(/^~[0-9a-f-]{36} \$alice@a\.vasp1\.com:8443$/);
    expect(calls).toStrictEqual([
      { keys, arguments: ["{uma-pay}:incoming:", alice, "2", token, "60", "50000", "1000"] },
      {
        keys: [...keys, `{uma-pay}:incoming:${kept.paymentHash}`],
        arguments: [
          token,
          kept.paymentHash,
          JSON.stringify(kept),
          alice,
          `${kept.heldUntil}`,
          `${kept.keepUntil}`,
        ],
      },
    ]);
  });

  test("without an end of their number say so", async () => {
    const { calls, client } = recorder(["none"]);
    expect(await open(client).take({ id: "one", payer: alice }, make)).toBeUndefined();
    expect(calls[0]!.arguments[2]).toBe("");
  });

  test("are given to who holds them", async () => {
    const { client } = recorder(["held", JSON.stringify(kept)]);
    expect(await open(client).take(asked, () => Promise.reject(new Error("asked")))).toStrictEqual(kept);
  });

  test("are waited for, but not for ever", async () => {
    const { client } = recorder(["wait"], ["wait"], ["held", JSON.stringify(kept)]);
    expect(await open(client).take(asked, make)).toStrictEqual(kept);
    let seconds = 1000;
    const waiting = open(recorder(["wait"]).client, () => (seconds += 30)).take(asked, make);
    expectError(await settled(waiting), { code: "STORE_FULL" });
  });

  test.each<[string, unknown[], Parameters<typeof expectError>[1]]>([
    ["one domain awaits too many", [["full"]], { code: "STORE_FULL" }],
    ["the Lightning invoice was made too late", [["yours"], -1], { code: "STORE_FULL" }],
    ["its hash is another's", [["yours"], 0], { code: "INVALID_FIELD", field: "paymentHash" }],
    ["Redis says nothing of a place", [[]], { code: "INVALID_OPTION", field: "client" }],
    ["what is kept is no JSON", [["held", "{"]], { code: "INVALID_OPTION", field: "client" }],
  ])("are refused if %s", async (_name, replies, refusal) => {
    expectError(await settled(open(recorder(...replies).client).take(asked, make)), refusal);
  });

  test.each([[1], [new Error("gone")]])(
    "that could not be made say why, whatever giving back their place comes to: %s",
    async (reply) => {
      const { calls, client } = recorder(["yours"], reply);
      const taking = open(client).take(asked, () => Promise.reject(new Error("down")));
      await expect(taking).rejects.toThrow("down");
      expect(calls[1]!.arguments).toStrictEqual([calls[0]!.arguments[3]]);
    },
  );

  test.each([
    ["news", true],
    ["known", false],
  ])("that came are %s", async (answer, isNews) => {
    const { calls, client } = recorder([answer, JSON.stringify(kept), "1700000000"]);
    expect(await open(client).settle(kept.paymentHash, 1_700_000_009)).toStrictEqual({
      payment: { ...kept, settledAt: 1_700_000_000 },
      isNews,
    });
    expect(calls).toStrictEqual([
      { keys: [`{uma-pay}:incoming:${kept.paymentHash}`], arguments: [kept.paymentHash, "1700000009"] },
    ]);
  });

  test("that nobody awaited are none", async () => {
    expect(await open(recorder([]).client).settle("00".repeat(32), 1000)).toBeUndefined();
  });

  test("tell the time by themselves", async () => {
    const { calls, client } = recorder(["none"]);
    await redisIncomingPayments(client).take(asked, make);
    expect(Math.abs(Number(calls[0]!.arguments[6]) - Date.now() / 1000)).toBeLessThan(60);
  });
});

test.each<[string, (client: RedisClient, options: object) => unknown, object]>([
  ["prefix", redisPayments, { prefix: 5 }],
  ["prefix", redisNonces, { prefix: 5 }],
  ["maxPerDomain", redisNonces, { maxPerDomain: 0 }],
  ["prefix", redisIncomingPayments, { prefix: 5 }],
  ["maxPerDomain", redisIncomingPayments, { maxPerDomain: 0.5 }],
  ["reserveSeconds", redisIncomingPayments, { reserveSeconds: 0 }],
  ["now", redisIncomingPayments, { now: 5 }],
])("a wrong %s of %o is refused", (field, open, options) => {
  expectError(
    errorOf(() => open(recorder(1).client, options)),
    { code: "INVALID_OPTION", field },
  );
});
