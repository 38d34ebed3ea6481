import { describe, expect, test } from "vitest";
import { parsePrice, type SchemePrice } from "../../../src/x402/scheme/price.js";
import { expectRefusal } from "../../support/expectRefusal.js";

const currencies = [
  { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
  { code: "EUR", name: "Euro", symbol: "€", decimals: 2 },
  { code: "SAT", name: "Satoshi", symbol: "", decimals: 0 },
  { code: "ETH", name: "Ether", symbol: "Ξ", decimals: 18 },
];

describe("a price can be", () => {
  test.each<[SchemePrice, string, string]>([
    ["$0.05", "USD", "5"],
    ["$10", "USD", "1000"],
    ["0.5", "USD", "50"],
    [0.1, "USD", "10"],
    [3, "USD", "300"],
    ["0.05 EUR", "EUR", "5"],
    ["21 SAT", "SAT", "21"],
    ["1.000000000000000001 ETH", "ETH", "1000000000000000001"],
    [{ asset: "SAT", amount: "18446744073709551615" }, "SAT", "18446744073709551615"],
  ])("%j", (price, asset, amount) => {
    expect(parsePrice(price, currencies)).toStrictEqual({ asset, amount });
  });

  test("an amount with what else an offer is to say", () => {
    const price = { asset: "USD", amount: "5", extra: { note: "x" } };
    expect(parsePrice(price, currencies)).toStrictEqual(price);
  });
});

describe("a price cannot be", () => {
  test.each<[string, SchemePrice, string]>([
    ["nothing", "$0", "1 to 2^64 - 1"],
    ["negative", -1, "money"],
    ["more precise than its currency", "$0.005", "at most 2 decimals of USD"],
    ["so small that JavaScript writes an exponent", 1e-7, "money"],
    ["too large for an invoice", "$184467440737095516.16", "1 to 2^64 - 1"],
    ["hexadecimal", "0x10", "money"],
    ["money of two currencies", "$1 EUR", "money"],
    ["two numbers", "1.2.3", "money"],
    ["empty", "", "money"],
    ["in a currency that is not listed", "1 GBP", "one of the currencies"],
    ["an amount in a currency that is not listed", { asset: "GBP", amount: "1" }, "one of the currencies"],
    ["an amount with a fraction", { asset: "USD", amount: "0.5" }, "decimal digits"],
  ])("%s", (_name, price, expected) => {
    expectRefusal(() => parsePrice(price, currencies), {
      code: "INVALID_OPTION",
      field: "price",
      says: [expected],
    });
  });

  test("null", () => {
    const price = null as unknown as SchemePrice;
    expectRefusal(() => parsePrice(price, currencies), { code: "INVALID_OPTION", field: "price" });
  });
});
