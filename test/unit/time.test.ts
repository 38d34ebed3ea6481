import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { isUnixTime, toSeconds } from "../../src/time.js";
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
