import { describe, expect, test } from "vitest";
import { memorySettlements, type Settlement } from "../../../src/x402/index.js";
import { createTill, type Presented, type TillOptions } from "../../../src/x402/paywall/till.js";
import { fiveCents } from "../../support/openShop.js";

const paymentHash = "ab".repeat(32);
const settlement: Settlement = {
  receiverUma: "$shop@vasp.com",
  amount: 5n,
  currency: "USD",
  settledAt: 1000,
  resource: "https://example.com/weather",
};
const offered = { resource: "https://example.com/weather", price: fiveCents, payTo: "$shop@vasp.com" };
const presented: Presented = { paymentHash, attempt: "an attempt of the payer", offered };

/** A till over a store in memory that knows of the payment, with some of the store's steps exchanged. */
function openTill(steps: Partial<TillOptions["settlements"]> = {}, options: Partial<TillOptions> = {}) {
  const store = memorySettlements({ now: () => 1000 });
  store.settle(paymentHash, settlement);
  const waits: number[] = [];
  const errors: unknown[] = [];
  const till = createTill({
    settlements: { ...store, ...steps },
    async wait(seconds) {
      waits.push(seconds);
    },
    onError: (error) => errors.push(error),
    ...options,
  });
  return { store, till, waits, errors };
}

/** A step that throws as often as is said, and then works. */
function failing<Of extends unknown[], Reply>(times: number, step: (...of: Of) => Reply) {
  let count = 0;
  const tried = async (...of: Of): Promise<Awaited<Reply>> => {
    if (count++ < times) throw new Error(`no connection (${count})`);
    return await step(...of);
  };
  return { tried, count: () => count };
}

describe("what is judged", () => {
  test("is the payment, and it stays as it is", async () => {
    const { store, till, waits } = openTill();
    expect(await till.judge(presented)).toEqual(settlement);
    expect(store.reserve(paymentHash, "another", "claim")).toBe("yours");
    expect(waits).toEqual([]);
  });

  test("is not known where nobody told of it", async () => {
    const { till } = openTill();
    expect(await till.judge({ ...presented, paymentHash: "cd".repeat(32) })).toBe("unknown_payment");
  });

  test("is looked for as the caller does", async () => {
    const { till } = openTill({}, { find: async (hash) => (hash === "cd" ? settlement : undefined) });
    expect(await till.judge({ ...presented, paymentHash: "cd" })).toEqual(settlement);
    expect(await till.judge(presented)).toBe("unknown_payment");
  });

  test("is refused with the reason", async () => {
    const { till } = openTill();
    const other = { ...presented, offered: { ...offered, payTo: "$eve@vasp.com" } };
    expect(await till.judge(other)).toBe("wrong_receiver");
    expect(await till.take(other)).toBe("wrong_receiver");
  });
});

describe("what is taken", () => {
  test("is redeemed, by a claim of 32 random digits", async () => {
    const { store, till } = openTill();
    const taken = await till.take(presented);
    expect(taken).toMatchObject({ settlement, claim: expect.stringMatching(/^[\da-f]{32}$/) });
    expect(store.redeem(paymentHash, (taken as { claim: string }).claim)).toBe("yours");
    expect(await till.take(presented)).toBe("duplicate_settlement");
  });

  test("is reserved for the attempt", async () => {
    const asked: unknown[] = [];
    const { till } = openTill({
      reserve(...of) {
        asked.push(of.slice(0, 2));
        return "reserved";
      },
    });
    expect(await till.take(presented)).toBe("payment_in_progress");
    expect(asked).toEqual([[paymentHash, "an attempt of the payer"]]);
  });

  test.each([
    ["redeemed", "duplicate_settlement"],
    ["reserved", "payment_in_progress"],
    ["none", "unknown_payment"],
    ["anything else", "duplicate_settlement"],
    ["toString", "duplicate_settlement"],
  ])("is not what the store calls %s: %s", async (hold, reason) => {
    const { till } = openTill({ reserve: () => hold as never });
    expect(await till.take(presented)).toBe(reason);
    const { till: other } = openTill({ redeem: () => hold as never });
    expect(await other.take(presented)).toBe(reason);
  });

  test("is asked for once more when the same attempt has come again meanwhile", async () => {
    const holds = ["reserved", "redeemed"] as const;
    let count = 0;
    const { till, waits } = openTill({ redeem: () => holds[count++]! });
    expect(await till.take(presented)).toBe("duplicate_settlement");
    expect([count, waits]).toEqual([2, [0.25]]);
  });

  test.each(["reserve", "redeem"] as const)("is taken though three replies to %s are lost", async (step) => {
    const { store } = openTill();
    const { tried } = failing(3, store[step] as (...of: string[]) => unknown);
    const { till, waits } = openTill({ ...store, [step]: tried });
    expect(await till.take(presented)).toMatchObject({ settlement });
    expect(waits).toEqual([0.1, 0.4, 1]);
  });

  test.each(["reserve", "redeem"] as const)(
    "is not what cannot be %sd in four tries, and that is reported and given back",
    async (step) => {
      const restored: string[] = [];
      const fails = failing(9, () => "yours" as const);
      const { till, errors } = openTill({
        [step]: fails.tried,
        restore: (_hash, claim) => void restored.push(claim),
      });
      expect(await till.take(presented)).toBe("unexpected_settle_error");
      expect(errors).toEqual([new Error("no connection (4)")]);
      expect(restored).toEqual([expect.stringMatching(/^[\da-f]{32}$/)]);
    },
  );
});

describe("what is given back", () => {
  async function taken(till: ReturnType<typeof createTill>) {
    const outcome = await till.take(presented);
    if (typeof outcome === "string") throw new Error(outcome);
    return outcome;
  }

  test("can be taken by another attempt, once", async () => {
    const { till } = openTill();
    await (await taken(till)).giveBack();
    expect(await till.take({ ...presented, attempt: "another attempt" })).toMatchObject({ settlement });
    expect(await till.take({ ...presented, attempt: "a third" })).toBe("duplicate_settlement");
  });

  test("is given back once, and not again for whoever comes next", async () => {
    const restored: string[] = [];
    const { store } = openTill();
    const { till } = openTill({
      ...store,
      restore(hash, claim) {
        restored.push(claim);
        store.restore(hash, claim);
      },
    });
    await (await taken(till)).giveBack();
    await taken(till);
    expect(restored).toHaveLength(1);
  });

  test("is so though three replies are lost", async () => {
    const { store } = openTill();
    const { tried, count } = failing(3, store.restore);
    const { till, waits, errors } = openTill({ ...store, restore: tried });
    await (await taken(till)).giveBack();
    expect([count(), waits, errors]).toEqual([4, [0.1, 0.4, 1], []]);
    expect(await till.take(presented)).toMatchObject({ settlement });
  });

  test("is so later, where the store is not there: meanwhile whoever gives back is told", async () => {
    const { store } = openTill();
    const { tried } = failing(6, store.restore);
    const { till, waits, errors } = openTill({ ...store, restore: tried });
    const { giveBack } = await taken(till);
    await expect(giveBack()).rejects.toThrow("no connection (4)");
    await expect.poll(() => waits).toEqual([0.1, 0.4, 1, 2, 4, 8]);
    expect(errors).toEqual([new Error("no connection (4)")]);
    expect(await till.take(presented)).toMatchObject({ settlement });
  });

  test("is so by whoever comes first, where the store is there again sooner", async () => {
    const { store } = openTill();
    const { tried, count } = failing(4, store.restore);
    const never = new Promise<void>(() => {});
    const { till } = openTill(
      { ...store, restore: tried },
      { wait: (seconds) => (seconds === 2 ? never : Promise.resolve()) },
    );
    await expect((await taken(till)).giveBack()).rejects.toThrow();
    expect(await till.take(presented)).toMatchObject({ settlement });
    expect(count()).toBe(5);
  });

  test("is not taken as long as the store is not there", async () => {
    const { store } = openTill();
    const { tried } = failing(5, store.restore);
    const never = new Promise<void>(() => {});
    const { till, errors } = openTill(
      { ...store, restore: tried },
      { wait: (seconds) => (seconds === 2 ? never : Promise.resolve()) },
    );
    await expect((await taken(till)).giveBack()).rejects.toThrow();
    expect(await till.take(presented)).toBe("unexpected_settle_error");
    expect(errors).toEqual([new Error("no connection (4)"), new Error("no connection (5)")]);
    expect(await till.take(presented)).toMatchObject({ settlement });
  });

  test("is not forgotten because another request's is", async () => {
    const { store } = openTill();
    const { tried: reserve } = failing(8, store.reserve);
    let first: string | undefined;
    let isThere = false;
    const { till } = openTill(
      {
        ...store,
        reserve,
        restore(hash, claim) {
          first ??= claim;
          if (claim !== first && !isThere) throw new Error("no connection");
          store.restore(hash, claim);
        },
      },
      { wait: (seconds) => (seconds === 2 ? new Promise(() => {}) : Promise.resolve()) },
    );
    const attempts = ["attempt one", "attempt two"].map((attempt) => till.take({ ...presented, attempt }));
    expect(await Promise.all(attempts)).toEqual(["unexpected_settle_error", "unexpected_settle_error"]);
    expect(await till.take(presented)).toBe("unexpected_settle_error");
    isThere = true;
    expect(await till.take(presented)).toMatchObject({ settlement });
  });

  test("is given up after some ten minutes, and then no longer tried for whoever comes", async () => {
    const { tried, count } = failing(99, () => undefined);
    const { till, waits, errors } = openTill({ restore: tried });
    await expect((await taken(till)).giveBack()).rejects.toThrow("no connection (4)");
    await expect.poll(() => errors.length).toBe(2);
    expect(waits).toEqual([0.1, 0.4, 1, 2, 4, 8, 16, 30, 60, 120, 180, 180]);
    expect(errors[1]).toEqual(new Error("no connection (13)"));
    expect(await till.take(presented)).toBe("duplicate_settlement");
    expect(count()).toBe(13);
  });
});
