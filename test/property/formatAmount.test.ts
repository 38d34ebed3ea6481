import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAmount } from "../../src/index.js";
import { bigInteger, largestAmount, text } from "../support/arbitraries.js";

const currency = fc.record({
  code: fc.oneof(fc.constantFrom("USD", "EUR", "JPY", "INR", "KWD", "CLF", "BTC", "SAT"), text(8)),
  name: text(8),
  symbol: fc.constantFrom("", "$", "₿", "sat", "🐝", "kr."),
  decimals: fc.nat({ max: 30 }),
});
const amount = bigInteger(largestAmount.decimal);

// Locales with digits and separators of their own.
const locale = fc.constantFrom("en", "de", "de-CH", "fr", "en-IN", "ja", "ar-EG", "fa", "mr", "he", "pl");

test("the amount can be read back from what is written, to the last digit", () => {
  fc.assert(
    fc.property(amount, currency, locale, (value, receivingCurrency, tag) => {
      const symbol = "¤";
      const unknown = { ...receivingCurrency, code: "none", symbol };
      const written = formatAmount({ amount: value, receivingCurrency: unknown }, tag);
      expect(readBack(written, receivingCurrency.decimals, tag)).toBe(value);
    }),
    { numRuns: 500 },
  );
});

test("any currency is written with all digits that are not zeros at the end", () => {
  fc.assert(
    fc.property(amount, currency, (value, receivingCurrency) => {
      const { code, symbol, decimals } = receivingCurrency;
      fc.pre(!/\d/.test(code + symbol));
      const digits = value.toString().padStart(decimals + 1, "0");
      const written = formatAmount({ amount: value, receivingCurrency }, "en").replace(/\D/g, "");
      expect(written.padEnd(digits.length, "0")).toBe(digits);
    }),
    { numRuns: 500 },
  );
});

/** The amount that a text stands for in a locale. */
function readBack(written: string, decimals: number, tag: string): bigint {
  const plain = new Intl.NumberFormat(tag, { useGrouping: false });
  const digits = [...plain.format(9876543210n)].reverse();
  const point = plain.formatToParts(1.5).find(({ type }) => type === "decimal")!.value;
  const [whole, fraction = ""] = written
    .split(point)
    .map((part) => Array.from(part, (character) => digits.indexOf(character)))
    .map((values) => values.filter((value) => value !== -1).join(""));
  return BigInt(whole! + fraction.padEnd(decimals, "0"));
}
