import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodePayAmount,
  encodePayAmount,
  formatDecimal,
  parseDecimal,
  toMillisatoshi,
} from "../../../src/pay/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";

const largest = 2n ** 64n - 1n;

describe("the amount of a pay request", () => {
  test.each([
    ["1000.USD", { value: 1000n, currency: "USD" }],
    ["1.SAT", { value: 1n, currency: "SAT" }],
    ["23400000", { value: 23_400_000n }],
    [`${largest}.DAI`, { value: largest, currency: "DAI" }],
    ["5.€", { value: 5n, currency: "€" }],
  ])("%s", (text, amount) => {
    expect(decodePayAmount(text)).toStrictEqual(amount);
    expect(encodePayAmount(amount)).toBe(text);
  });

  test.each([
    "",
    ".USD",
    "-5.USD",
    "+5.USD",
    "5.",
    "5..USD",
    "1.5.USD",
    "05.USD",
    "0",
    "0.USD",
    "5 .USD",
    " 5",
    "5.US D",
    "5\n",
    "1e3",
    "0x10",
    "５",
    `${largest + 1n}`,
    `5.${"A".repeat(65)}`,
    5 as unknown as string,
  ])("is none: %j", (text) => {
    expectRefusal(() => decodePayAmount(text), { code: "INVALID_FIELD", field: "amount" });
  });

  test.each<{ value: unknown; currency?: unknown }>([
    { value: 0n },
    { value: -1n },
    { value: largest + 1n },
    { value: 5 },
    { value: 5n, currency: "" },
    { value: 5n, currency: "U.S" },
    { value: 5n, currency: 5 },
    { value: 5n, currency: null },
  ])("is not written: %o", (amount) => {
    expectRefusal(() => encodePayAmount(amount as { value: bigint }), {
      code: "INVALID_FIELD",
      field: "amount",
    });
  });
});

describe("a decimal", () => {
  test.each([
    ["0", 0n, 0],
    ["-0", 0n, 0],
    ["0.00", 0n, 0],
    ["23400", 23400n, 0],
    ["2.34", 234n, 2],
    ["2.340", 234n, 2],
    ["1000.0", 1000n, 0],
    ["-2.5", -25n, 1],
    ["1e-7", 1n, 7],
    ["1.5E+3", 1500n, 0],
    ["0.30000000000000004", 30000000000000004n, 17],
    ["1e59", 10n ** 59n, 0],
    ["1e-60", 1n, 60],
  ])("%s", (text, numerator, scale) => {
    expect(parseDecimal(text)).toStrictEqual({ numerator, scale });
  });

  test.each([
    "",
    "1.",
    ".5",
    "01",
    "1e",
    "+1",
    "NaN",
    "Infinity",
    "0x1",
    "1_0",
    "1e60",
    "1e-61",
    "1e99999",
    "5\n",
  ])("is none: %j", (text) => {
    expectRefusal(() => parseDecimal(text), { code: "INVALID_FIELD", field: "decimal" });
  });

  test("is no number of JavaScript's", () => {
    expectRefusal(() => parseDecimal(5 as unknown as string), { code: "INVALID_FIELD", field: "decimal" });
  });

  test.each([
    [{ numerator: 5n, scale: 0 }, "5"],
    [{ numerator: 5n, scale: 2 }, "0.05"],
    [{ numerator: -234n, scale: 2 }, "-2.34"],
    [{ numerator: 2340n, scale: 3 }, "2.340"],
  ])("%o is written", (decimal, text) => {
    expect(formatDecimal(decimal)).toBe(text);
  });

  test.each<{ numerator: unknown; scale: unknown }>([
    { numerator: 5, scale: 0 },
    { numerator: 5n, scale: -1 },
    { numerator: 5n, scale: 0.5 },
    { numerator: 5n, scale: 61 },
    { numerator: 10n ** 60n, scale: 0 },
    { numerator: 10n ** 200n, scale: 0 },
  ])("%o is not written", (decimal) => {
    expectRefusal(() => formatDecimal(decimal as { numerator: bigint; scale: number }), {
      code: "INVALID_FIELD",
      field: "decimal",
    });
  });

  test("comes back from its digits as it was", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.nat(30), (digits, scale) => {
        const decimal = parseDecimal(formatDecimal({ numerator: digits, scale }));
        expect(decimal.numerator * 10n ** BigInt(scale)).toBe(digits * 10n ** BigInt(decimal.scale));
        expect(parseDecimal(formatDecimal(decimal))).toStrictEqual(decimal);
        // In lowest terms.
        expect(decimal.scale === 0 || decimal.numerator % 10n !== 0n).toBe(true);
      }),
    );
  });

  test("is what the double is that was written so", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-30, max: 1e30, noNaN: true }), (double) => {
        expect(Number(formatDecimal(parseDecimal(`${double}`)))).toBe(double);
      }),
    );
  });
});

describe("millisatoshi", () => {
  test.each([
    [595n, "23400", 0n, 13_923_000n],
    [5_950_000n, "2.466", 250n, 14_672_950n],
    [1n, "0.5", 0n, 1n],
    [1n, "0.49999999999999999999", 0n, 0n],
    [3n, "0.5", 0n, 2n],
    [0n, "5", 7n, 7n],
    [largest, "0.1", 0n, 1_844_674_407_370_955_162n],
  ])("%i at %s and %i", (amount, multiplier, fee, millisatoshi) => {
    expect(toMillisatoshi(amount, parseDecimal(multiplier), fee)).toBe(millisatoshi);
  });

  test.each<[string, unknown, unknown, unknown]>([
    ["amount", -1n, "1", 0n],
    ["amount", 1, "1", 0n],
    ["amount", largest + 1n, "1", 0n],
    ["fee", 1n, "1", -1n],
    ["fee", 1n, "1", 0],
    ["multiplier", 1n, "-1", 0n],
  ])("are none of a wrong %s", (field, amount, multiplier, fee) => {
    expectRefusal(() => toMillisatoshi(amount as bigint, parseDecimal(multiplier as string), fee as bigint), {
      code: "INVALID_FIELD",
      field,
    });
  });
});
