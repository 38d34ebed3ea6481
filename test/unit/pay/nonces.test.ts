import { describe, expect, test } from "vitest";
import { memoryNonces } from "../../../src/pay/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";

const start = 1_704_067_200;

/** A store whose clock is set by hand. */
function storeAt(options: { readonly maxEntries?: number; readonly maxPerDomain?: number } = {}) {
  const clock = { time: start };
  return { clock, store: memoryNonces({ ...options, now: () => clock.time }) };
}

describe("nonces in memory", () => {
  test("are taken once, for each VASP", () => {
    const { store } = storeAt();
    expect(store.take("vasp1.com", "1", start + 10)).toBe(true);
    expect(store.take("vasp1.com", "1", start + 10)).toBe(false);
    expect(store.take("vasp1.com", "1", start + 999)).toBe(false);
    expect(store.take("vasp1.com:8443", "1", start + 10)).toBe(true);
    expect(store.take("vasp2.com", "1", start + 10)).toBe(true);
    expect(store.take("vasp1.com", "2", start + 10)).toBe(true);
  });

  test("tell the time by themselves", () => {
    const store = memoryNonces({ maxEntries: 1, maxPerDomain: 1 });
    const present = Math.floor(Date.now() / 1000);
    expect(store.take("vasp1.com", "1", present)).toBe(true);
    expect(store.take("vasp1.com", "2", present + 60)).toBe(true);
    expectRefusal(() => store.take("vasp1.com", "3", present + 60), { code: "STORE_FULL" });
  });

  test("make room for others once they may be forgotten, and not before", () => {
    const { clock, store } = storeAt({ maxEntries: 2, maxPerDomain: 2 });
    store.take("vasp1.com", "1", start + 10);
    store.take("vasp2.com", "2", start + 20);
    clock.time = start + 9.9;
    const full = { code: "STORE_FULL", says: ["2 nonces"] } as const;
    expectRefusal(() => store.take("vasp3.com", "3", start + 30), full);
    clock.time = start + 10;
    expect(store.take("vasp3.com", "3", start + 30)).toBe(true);
    expectRefusal(() => store.take("vasp3.com", "4", start + 30), full);
  });

  test("leave room for the VASPs of others", () => {
    const { store } = storeAt({ maxEntries: 4 });
    expect(store.take("vasp1.com", "1", start + 10)).toBe(true);
    expect(store.take("a.vasp1.com", "1", start + 10)).toBe(true);
    expectRefusal(() => store.take("b.vasp1.com:8443", "1", start + 10), { code: "STORE_FULL" });
    expect(store.take("vasp2.com", "1", start + 10)).toBe(true);
    expectRefusal(() => store.take("vasp2.com", "2", start + 10), { code: "STORE_FULL" });
    expect(store.take("vasp3.com", "1", start + 10)).toBe(true);
    expectRefusal(() => store.take("vasp4.com", "1", start + 10), { code: "STORE_FULL" });
  });

  test("keep to the share that is set", () => {
    const { store } = storeAt({ maxPerDomain: 1 });
    expect(store.take("vasp1.com", "1", start + 10)).toBe(true);
    expectRefusal(() => store.take("vasp1.com", "2", start + 10), { code: "STORE_FULL" });
  });

  test("are not taken again once they were forgotten, though the clock is put back", () => {
    const { clock, store } = storeAt({ maxEntries: 1, maxPerDomain: 1 });
    store.take("vasp1.com", "1", start + 10);
    clock.time = start + 10;
    expect(store.take("vasp2.com", "2", start + 20)).toBe(true);
    clock.time = start;
    expect(store.take("vasp3.com", "1", start + 10)).toBe(false);
    clock.time = start + 20;
    expect(store.take("vasp1.com", "1", start + 10)).toBe(false);
    expect(store.take("vasp1.com", "3", start + 30)).toBe(true);
  });

  test.each<[string, object]>([
    ["maxEntries", { maxEntries: 0 }],
    ["maxEntries", { maxEntries: "5" }],
    ["maxPerDomain", { maxPerDomain: 1.5 }],
    ["now", { now: 5 }],
  ])("have no such option: %s %o", (field, options) => {
    expectRefusal(() => memoryNonces(options), { code: "INVALID_OPTION", field });
  });

  test("need a clock that tells the time", () => {
    const store = memoryNonces({ maxEntries: 1, now: () => Number.NaN });
    store.take("vasp1.com", "1", start);
    expectRefusal(() => store.take("vasp1.com", "2", start), { code: "INVALID_OPTION", field: "now" });
  });

  test.each<[string, readonly unknown[]]>([
    ["domain", [5, "1", start]],
    ["nonce", ["vasp1.com", null, start]],
    ["until", ["vasp1.com", "1", start * 1000]],
    ["until", ["vasp1.com", "1", "1"]],
  ])("are none with a wrong %s", (field, args) => {
    const { store } = storeAt();
    expectRefusal(() => store.take(...(args as [string, string, number])), { code: "INVALID_FIELD", field });
  });
});
