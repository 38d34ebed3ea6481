import { describe, expect, test } from "vitest";
import { isDecimals, mostWithin, readLimits } from "../../../src/x402/client/limits.js";
import { expectRefusal } from "../../support/expectRefusal.js";

describe("a limit in whole units", () => {
  test.each<[string, bigint, number]>([
    ["10.00", 1000n, 2],
    ["10", 10n, 0],
    ["0.5", 5n, 1],
    ["0", 0n, 0],
    [`0.${"1".repeat(30)}`, BigInt("1".repeat(30)), 30],
    ["9".repeat(64), BigInt("9".repeat(64)), 0],
  ])("%s is read to the digit", (text, amount, decimals) => {
    expect(readLimits({ USD: text }).get("USD")).toStrictEqual({
      amount,
      decimals,
      isOfSmallestUnits: false,
    });
  });

  test.each(["", "1.", ".5", "-1", "+1", "1e3", "1,000", " 1", "1 ", "1.5 USD", "US 1", "1.2.3", "0x10"])(
    "is not %j",
    (text) => {
      expectRefusal(() => readLimits({ USD: text }), {
        code: "INVALID_OPTION",
        field: "maxAmount.USD",
        says: ['whole units in plain decimal, such as "10.00"'],
      });
    },
  );

  test.each([`0.${"1".repeat(31)}`, "9".repeat(65), `1.${"9".repeat(63)}`])(
    "is not as long as %s",
    (text) => {
      expectRefusal(() => readLimits({ USD: text }), { code: "INVALID_OPTION", field: "maxAmount.USD" });
    },
  );
});

describe("a limit in smallest units", () => {
  test.each([
    { amount: 0n, decimals: 0 },
    { amount: 1000n, decimals: 2 },
    { amount: 1n, decimals: 30 },
  ])("is taken as it is: %o", (limit) => {
    expect(readLimits({ USD: limit }).get("USD")).toStrictEqual({ ...limit, isOfSmallestUnits: true });
  });

  test.each<[string, string, unknown]>([
    ["maxAmount.USD", "money, which is whole units as text", 1000n],
    ["maxAmount.USD", "money, which is whole units as text", null],
    ["maxAmount.USD.amount", "a bigint, 0 or more", { decimals: 2 }],
    ["maxAmount.USD.amount", "a bigint, 0 or more", { amount: -1n, decimals: 2 }],
    ["maxAmount.USD.amount", "a bigint, 0 or more", { amount: 5, decimals: 2 }],
    ["maxAmount.USD.decimals", "an integer from 0 to 30", { amount: 5n }],
    ["maxAmount.USD.decimals", "an integer from 0 to 30", { amount: 5n, decimals: -1 }],
    ["maxAmount.USD.decimals", "an integer from 0 to 30", { amount: 5n, decimals: 31 }],
    ["maxAmount.USD.decimals", "an integer from 0 to 30", { amount: 5n, decimals: 0.5 }],
    ["maxAmount.USD.decimals", "an integer from 0 to 30", { amount: 5n, decimals: "2" }],
  ])("is refused at %s: expected %s", (field, says, limit) => {
    expectRefusal(() => readLimits({ USD: limit as never }), { code: "INVALID_OPTION", field, says: [says] });
  });
});

test("each currency has its own limit, and no other has one", () => {
  const limits = readLimits({ USD: "1", EUR: "2.5" });
  expect([...limits.keys()]).toEqual(["USD", "EUR"]);
  expect(limits.get("EUR")?.amount).toBe(25n);
});

test.each<[string, string]>([
  ["USD", "maxAmount.USD"],
  ["A".repeat(16), `maxAmount.${"A".repeat(16)}`],
  ["A".repeat(17), `maxAmount["${"A".repeat(17)}"]`],
  ["US-D", 'maxAmount["US-D"]'],
  ["-USD", 'maxAmount["-USD"]'],
  ["", 'maxAmount[""]'],
])("the currency %j is named so that it can be found", (currency, field) => {
  expectRefusal(() => readLimits({ [currency]: "no" }), { code: "INVALID_OPTION", field });
});

test.each([undefined, null, 5n, "10.00"])("limits are no %s", (limits) => {
  expectRefusal(() => readLimits(limits as never), {
    code: "INVALID_OPTION",
    field: "maxAmount",
    says: ["the most to pay, by currency"],
  });
});

test("limits that cannot be read say why", () => {
  const cause = new Error("not today");
  const limits = new Proxy(
    {},
    {
      ownKeys() {
        throw cause;
      },
    },
  );
  const error = expectRefusal(() => readLimits(limits), {
    code: "INVALID_OPTION",
    field: "maxAmount",
    says: ["an object that can be read"],
  });
  expect(error.cause).toBe(cause);
});

test.each<[bigint, number, number, bigint]>([
  [1000n, 2, 2, 1000n],
  [1000n, 2, 0, 10n],
  [1099n, 2, 0, 10n],
  [10n, 0, 3, 10_000n],
  [1n, 2, 0, 0n],
  [5n, 30, 30, 5n],
])("of %s at %i decimals, the most at %i is %s, rounded down", (amount, decimals, of, most) => {
  expect(mostWithin({ amount, decimals, isOfSmallestUnits: false }, of)).toBe(most);
});

test.each([
  [10n, 0, 3, 10n],
  [1000n, 2, 2, 1000n],
  [1000n, 2, 0, 10n],
])(
  "of %s smallest units of %i decimals, the most at %i is %s: never more of them",
  (amount, decimals, of, most) => {
    expect(mostWithin({ amount, decimals, isOfSmallestUnits: true }, of)).toBe(most);
  },
);

test.each<[unknown, boolean]>([
  [0, true],
  [30, true],
  [31, false],
  [-1, false],
  [2.5, false],
  [2n, false],
  [undefined, false],
])("whether %s can be a number of decimals: %s", (value, outcome) => {
  expect(isDecimals(value)).toBe(outcome);
});
