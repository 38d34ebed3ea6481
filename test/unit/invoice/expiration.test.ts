import { describe, expect, test, vi } from "vitest";
import { isExpired } from "../../../src/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";

const invoice = { expiration: 1_893_456_000 };

test.each<[string, Date | number]>([
  ["a second before", 1_893_455_999],
  ["a fraction of a second before", 1_893_455_999.999],
  ["a millisecond before, in a Date", new Date(1_893_455_999_999)],
  ["time zero", 0],
  ["time before zero", -1],
  ["the earliest Date", new Date(-8.64e15)],
])("false at %s", (_name, now) => {
  expect(isExpired(invoice, now)).toBe(false);
});

test.each<[string, Date | number]>([
  ["the expiration", 1_893_456_000],
  ["the expiration, in a Date", new Date(1_893_456_000_000)],
  ["a fraction of a second after", 1_893_456_000.001],
  ["a second after", 1_893_456_001],
  ["the latest Date", new Date(8.64e15)],
])("true at %s", (_name, now) => {
  expect(isExpired(invoice, now)).toBe(true);
});

describe("by default, at the present", () => {
  test.each([
    [1_893_455_999_999, false],
    [1_893_456_000_000, true],
  ])("%i ms: %s", (present, expected) => {
    vi.useFakeTimers({ now: present });
    try {
      expect(isExpired(invoice)).toBe(expected);
    } finally {
      vi.useRealTimers();
    }
  });
});

test.each([undefined, Number.NaN, "never"])(
  "true where the expiration is %s, which is no time",
  (expiration) => {
    expect(isExpired({ expiration: expiration as number }, 0)).toBe(true);
  },
);

test.each<[string, unknown]>([
  ["NaN", Number.NaN],
  ["infinity", Number.POSITIVE_INFINITY],
  ["an invalid Date", new Date(Number.NaN)],
  ["text", "1893456000"],
  ["null", null],
  ["a bigint", 1_893_456_000n],
  ["an object", { getTime: () => 0 }],
])("%s is no moment", (_name, now) => {
  expectRefusal(() => isExpired(invoice, now as number), {
    code: "INVALID_OPTION",
    field: "now",
    says: ["now: expected a valid Date, or Unix time in seconds, found "],
  });
});
