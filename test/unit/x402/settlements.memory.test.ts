import { describe, expect, test } from "vitest";
import { memorySettlements, type Settlement } from "../../../src/x402/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { settlementsContract } from "../../support/settlementsContract.js";

const settlement: Settlement = {
  receiverUma: "$shop@vasp.com",
  amount: 5n,
  currency: "USD",
  settledAt: 1000,
};
const [one, other, third] = ["1", "2", "3"].map((digit) => digit.repeat(64)) as [string, string, string];

describe("as a store", () => {
  const store = memorySettlements({ keepSeconds: 60 });
  settlementsContract(() => store);
});

function storeAt(seconds: number, options = {}) {
  const clock = { seconds };
  const store = memorySettlements({ keepSeconds: 60, now: () => clock.seconds, ...options });
  return { clock, store };
}

test("a payment expires with the time that it is kept for", () => {
  const { clock, store } = storeAt(1000);
  store.settle(one, settlement);
  clock.seconds = 1059.9;
  expect(store.settled(one)).toEqual(settlement);
  clock.seconds = 1060;
  expect(store.settled(one)).toBeUndefined();
});

test("an expired payment is not redeemed", () => {
  const { clock, store } = storeAt(1000);
  store.settle(one, settlement);
  clock.seconds = 1060;
  expect(store.reserve(one, "attempt", "claim")).toBe("none");
});

test("a payment that expires while it is reserved is not redeemed", () => {
  const { clock, store } = storeAt(1000);
  store.settle(one, settlement);
  store.reserve(one, "attempt", "claim");
  clock.seconds = 1060;
  expect(store.redeem(one, "claim")).toBe("none");
});

test("what is reserved and not redeemed may be taken over when a minute is over", () => {
  const { clock, store } = storeAt(1000, { keepSeconds: 86_400 });
  store.settle(one, settlement);
  store.reserve(one, "attempt", "claim");
  clock.seconds = 1059.9;
  expect(store.reserve(one, "another", "other")).toBe("reserved");
  clock.seconds = 1060;
  expect(store.reserve(one, "another", "other")).toBe("yours");
  expect(store.redeem(one, "claim")).toBe("reserved");
});

test("what is reserved can be redeemed when the minute is over, if nobody has taken it over", () => {
  const { clock, store } = storeAt(1000, { keepSeconds: 86_400, reserveSeconds: 5 });
  store.settle(one, settlement);
  store.reserve(one, "attempt", "claim");
  clock.seconds = 1005;
  expect(store.redeem(one, "claim")).toBe("yours");
  expect(store.reserve(one, "another", "other")).toBe("redeemed");
});

test("a payment that expired stays so, though the VASP tells of it again", () => {
  const { clock, store } = storeAt(1000);
  store.settle(one, settlement);
  clock.seconds = 1060;
  expect(store.settle(one, settlement)).toBe(false);
  expect(store.reserve(one, "attempt", "claim")).toBe("none");
});

test("a payment is kept for a day by default", () => {
  const { clock, store } = storeAt(1000, { keepSeconds: undefined });
  store.settle(one, settlement);
  clock.seconds += 86_399;
  expect(store.settled(one)).toEqual(settlement);
  clock.seconds += 1;
  expect(store.settled(one)).toBeUndefined();
});

test("the time is that of this machine by default", () => {
  const seconds = Math.floor(Date.now() / 1000);
  expect(memorySettlements().settle(one, { ...settlement, settledAt: seconds })).toBe(true);
});

test("a clock that tells no time is named", () => {
  const { clock, store } = storeAt(1000);
  store.settle(one, settlement);
  clock.seconds = Number.NaN;
  expectRefusal(() => store.settled(one), { code: "INVALID_OPTION", field: "now" });
});

test("a clock that tells no time reserves nothing", () => {
  const times = [1000, 1000, Number.NaN];
  const { store } = storeAt(1000, { now: () => times.shift() ?? 1000 });
  store.settle(one, settlement);
  expectRefusal(() => store.reserve(one, "attempt", "claim"), { code: "INVALID_OPTION", field: "now" });
  expect(store.reserve(one, "another", "other")).toBe("yours");
});

test("a full store forgets nothing, and says so", () => {
  const { store } = storeAt(1000, { maxEntries: 2 });
  store.settle(one, settlement);
  store.settle(other, settlement);
  expectRefusal(() => store.settle(third, settlement), { code: "STORE_FULL", says: ["at most 2 payments"] });
  const holds = [one, other, third].map((hash) => store.reserve(hash, "attempt", "claim"));
  expect(holds).toEqual(["yours", "yours", "none"]);
});

test("a full store takes what it knows already", () => {
  const { store } = storeAt(1000, { maxEntries: 1 });
  store.settle(one, settlement);
  expect(store.settle(one, settlement)).toBe(false);
});

test("what has expired makes room", () => {
  const { clock, store } = storeAt(1000, { maxEntries: 2 });
  store.settle(one, settlement);
  store.settle(other, { ...settlement, settledAt: 1030 });
  clock.seconds = 1060;
  expect(store.settle(third, { ...settlement, settledAt: 1060 })).toBe(true);
  expect(store.settled(other)).toBeDefined();
});

test("what has expired makes room, though what was told of first is still good", () => {
  const { clock, store } = storeAt(1000, { maxEntries: 2 });
  store.settle(one, { ...settlement, settledAt: 2000 });
  store.settle(other, settlement);
  clock.seconds = 1060;
  expect(store.settle(third, { ...settlement, settledAt: 1060 })).toBe(true);
  expect(store.settled(one)).toBeDefined();
});

test.each([86_401, 4_294_967_295 - 1000])("a settlement %d seconds ahead is not kept till then", (ahead) => {
  const { store } = storeAt(1000);
  expectRefusal(() => store.settle(one, { ...settlement, settledAt: 1000 + ahead }), {
    code: "INVALID_FIELD",
    field: "settlement.settledAt",
    says: ["a day ahead"],
  });
  expect(store.settle(one, { ...settlement, settledAt: 1000 + 86_400 })).toBe(true);
});

test("what was redeemed and has been forgotten is not news, wherever the clock has gone", () => {
  const { clock, store } = storeAt(1000);
  store.settle(one, settlement);
  store.reserve(one, "attempt", "claim");
  store.redeem(one, "claim");
  clock.seconds = 2000;
  store.settle(other, { ...settlement, settledAt: 2000 });
  clock.seconds = 1000;
  expect(store.settle(one, settlement)).toBe(false);
  expect(store.reserve(one, "attempt", "newer")).toBe("none");
  expect(store.settle(third, { ...settlement, settledAt: 1001 })).toBe(true);
});

test("changing what was handed over changes nothing", () => {
  const { store } = storeAt(1000);
  const told = { ...settlement };
  store.settle(one, told);
  told.amount = 1n;
  expect(store.settled(one)).toEqual(settlement);
});

test("options that are none are named", () => {
  expectRefusal(() => memorySettlements(7 as never), { code: "INVALID_OPTION", field: "options" });
});

test.each([
  ["keepSeconds", 0],
  ["keepSeconds", Number.NaN],
  ["keepSeconds", 1.5],
  ["keepSeconds", "60"],
  ["reserveSeconds", 0],
  ["maxEntries", 0],
  ["maxEntries", Number.POSITIVE_INFINITY],
])("%s may not be %s", (field, value) => {
  expectRefusal(() => memorySettlements({ [field]: value }), {
    code: "INVALID_OPTION",
    field,
    says: ["a whole number of", ", 1 or more"],
  });
});

test("a clock is a function", () => {
  expectRefusal(() => memorySettlements({ now: 1000 as never }), { code: "INVALID_OPTION", field: "now" });
});
