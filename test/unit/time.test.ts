import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, test, vi } from "vitest";
import { isUnixTime, secondsNow, toSeconds } from "../../src/time.js";
import { expectRefusal } from "../support/expectRefusal.js";

describe("a moment", () => {
  test.each([
    ["seconds", 1_893_456_000, 1_893_456_000],
    ["fractions of one", 1.5, 1.5],
    ["the last second of 32 bits", 2 ** 32 - 1, 2 ** 32 - 1],
    ["a Date", new Date(1_893_456_000_500), 1_893_456_000.5],
    ["a Date of another realm", runInNewContext("new Date(1000)"), 1],
  ])("may be given as %s", (_name, moment, seconds) => {
    expect(toSeconds(moment, "now")).toBe(seconds);
  });

  test.each([2 ** 32, 1_893_456_000_000, Date.now(), Number.MAX_SAFE_INTEGER, 1e300])(
    "is not %d, which must be milliseconds",
    (moment) => {
      expectRefusal(() => toSeconds(moment, "settledAt"), {
        code: "INVALID_FIELD",
        field: "settledAt",
        says: ["settledAt: expected Unix time in seconds; this looks like milliseconds, found "],
      });
    },
  );

  test.each([Number.NaN, Number.POSITIVE_INFINITY, "1", null, undefined, {}])("is not %s", (moment) => {
    expectRefusal(() => toSeconds(moment as number, "now"), {
      code: "INVALID_FIELD",
      field: "now",
      says: ["now: expected a valid Date, or Unix time in seconds, found "],
    });
  });
});

test.each([
  [0, true],
  [2 ** 32 - 1, true],
  [2 ** 32, false],
  [-1, false],
  [Number.NaN, false],
  ["1", false],
])("what another wrote, %s, can be Unix time: %s", (value, expected) => {
  expect(isUnixTime(value)).toBe(expected);
});

describe("what time it is", () => {
  afterEach(() => void vi.useRealTimers());

  test("is told by a clock, by a moment that stands for the present, or by the present", () => {
    expect(secondsNow(() => 1.5)).toBe(1.5);
    expect(secondsNow(() => new Date(1000))).toBe(1);
    expect(secondsNow(7)).toBe(7);
    vi.useFakeTimers({ now: 1_704_067_200_250 });
    expect(secondsNow()).toBe(1_704_067_200.25);
  });

  test.each([["a clock", () => Date.now()] as const, ["a moment", Date.now()] as const])(
    "is an option's fault, where %s tells milliseconds",
    (_name, now) => {
      expectRefusal(() => secondsNow(now), { code: "INVALID_OPTION", field: "now", says: ["milliseconds"] });
    },
  );

  test("is not known where a clock fails, which says why", () => {
    const failure = new Error("no time server");
    const clock = () => {
      throw failure;
    };
    expect(() => secondsNow(clock)).toThrow(failure);
  });
});
