import { describe, expect, test } from "vitest";
import { formatAmount } from "../../../src/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";

type Currency = Parameters<typeof formatAmount>[0]["receivingCurrency"];

const usd: Currency = { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 };
const bee: Currency = { code: "BEE", name: "Bee Coin", symbol: "", decimals: 8 };

/** Without the marks that only steer the direction of writing, and with every space as a plain one. */
function shown(amount: bigint, receivingCurrency: Currency, locale: string | readonly string[]): string {
  return formatAmount({ amount, receivingCurrency }, locale)
    .replace(/[\u200e\u200f\u061c]/g, "")
    .replace(/\s/g, " ");
}

describe("a currency that Intl knows is written as the locale does", () => {
  const eur: Currency = { code: "EUR", name: "Euro", symbol: "€", decimals: 2 };
  const inr: Currency = { code: "INR", name: "Indian Rupee", symbol: "₹", decimals: 2 };
  const jpy: Currency = { code: "JPY", name: "Yen", symbol: "¥", decimals: 0 };

  test.each<[bigint, Currency, string, string]>([
    [1000n, usd, "en", "$10.00"],
    [1000n, usd, "de", "10,00 $"],
    [123456789n, usd, "en", "$1,234,567.89"],
    [123456789n, eur, "de", "1.234.567,89 €"],
    [123456789n, eur, "fr", "1 234 567,89 €"],
    [123456789n, inr, "en-IN", "₹12,34,567.89"],
    [123456789n, usd, "ar-EG", "١٬٢٣٤٬٥٦٧٫٨٩ US$"],
    [123456789n, usd, "fa", "$۱٬۲۳۴٬۵۶۷٫۸۹"],
    [123456789n, inr, "mr", "₹१,२३४,५६७.८९"],
    [1000n, jpy, "en", "¥1,000"],
    [1n, usd, "en", "$0.01"],
    [0n, usd, "en", "$0.00"],
    [0n, jpy, "en", "¥0"],
  ])("%d of %o in %s: %s", (amount, currency, locale, expected) => {
    expect(shown(amount, currency, locale)).toBe(expected);
  });

  test("by its code alone, whatever symbol the invoice claims", () => {
    expect(shown(1000n, { ...usd, symbol: "€" }, "en")).toBe("$10.00");
  });
});

describe("the invoice's decimals decide, not those that are usual:", () => {
  test.each<[bigint, number, string]>([
    [1000n, 0, "$1,000"],
    [1005n, 1, "$100.5"],
    [1000n, 3, "$1.00"],
    [1005n, 3, "$1.005"],
    [10050n, 4, "$1.005"],
    [1n, 30, `$0.${"0".repeat(29)}1`],
    [10n ** 30n, 30, "$1.00"],
    [10n ** 30n + 1n, 30, `$1.${"0".repeat(29)}1`],
    [123456789012345678901234567890n, 30, "$0.12345678901234567890123456789"],
  ])("%d with %i decimals is %s", (amount, decimals, expected) => {
    expect(shown(amount, { ...usd, decimals }, "en")).toBe(expected);
  });

  test.each(Array.from({ length: 31 }, (_, decimals) => decimals))(
    "all digits are there with %i",
    (decimals) => {
      const amount = 98765432109876543210n;
      const text = shown(amount, { ...bee, decimals, symbol: "B" }, "en").replace(/[^\d.]/g, "");
      const [whole, fraction = ""] = text.split(".");
      expect(BigInt(whole + fraction.padEnd(decimals, "0"))).toBe(amount);
      expect(fraction.length).toBeLessThanOrEqual(decimals);
    },
  );
});

describe("amounts past what a number holds are exact:", () => {
  test.each<[bigint, string]>([
    [2n ** 53n + 1n, "$90,071,992,547,409.93"],
    [2n ** 63n - 1n, "$92,233,720,368,547,758.07"],
    [2n ** 64n - 1n, "$184,467,440,737,095,516.15"],
    [10n ** 30n + 1n, "$10,000,000,000,000,000,000,000,000,000.01"],
  ])("%d is %s", (amount, expected) => {
    expect(shown(amount, usd, "en")).toBe(expected);
  });
});

describe("another currency is written with", () => {
  test.each<[Partial<Currency>, bigint, string, string]>([
    [{ symbol: "₿" }, 150_000_000n, "en", "₿1.5"],
    [{ symbol: "₿" }, 150_000_000n, "de", "1,5 ₿"],
    [{ symbol: "🐝" }, 150_000_000n, "en", "🐝1.5"],
    [{ symbol: "B$" }, 150_000_000n, "en", "B$1.5"],
    [{ symbol: "Bee" }, 150_000_000n, "en", "Bee 1.5"],
    [{ symbol: "Bee" }, 150_000_000n, "de", "1,5 Bee"],
    [{ symbol: "蜂" }, 100_000_000n, "ja", "蜂 1"],
    [{ symbol: "₿" }, 150_000_000n, "bn", "১.৫₿"],
    [{ symbol: "Bee" }, 150_000_000n, "bn", "১.৫ Bee"],
    [{ symbol: "B₿" }, 100_000_000n, "km", "1 B₿"],
  ])("its symbol: %j", (changes, amount, locale, expected) => {
    expect(shown(amount, { ...bee, ...changes }, locale)).toBe(expected);
  });

  test.each<[string, string]>([
    ["en", "BEE 1.5"],
    ["de", "1,5 BEE"],
    ["ar-EG", "١٫٥ BEE"],
  ])("its code where there is no symbol, in %s: %s", (locale, expected) => {
    expect(shown(150_000_000n, bee, locale)).toBe(expected);
  });

  test.each([
    [0n, "BEE 0"],
    [1n, "BEE 0.00000001"],
    [100_000_000n, "BEE 1"],
    [100_000_010n, "BEE 1.0000001"],
  ])("only the digits that say something: %d is %s", (amount, expected) => {
    expect(shown(amount, bee, "en")).toBe(expected);
  });

  test.each(["usd", "", "US", "DOLLAR", "円円円", "XXX", "$&"])("code %j, which is no ISO code", (code) => {
    expect(shown(1000n, { ...usd, code, symbol: "¢" }, "en")).toBe("¢10");
  });

  test("a symbol that looks like a replacement pattern, to the letter", () => {
    expect(shown(150_000_000n, { ...bee, symbol: "$&$1" }, "en")).toContain("$&$1");
  });
});

describe("the locale", () => {
  test("may be a list, of which the first that is known counts", () => {
    expect(shown(1000n, usd, ["xx", "de", "en"])).toBe("10,00 $");
  });

  test("has to be one", () => {
    expectRefusal(() => shown(1000n, usd, "not a locale!"), {
      code: "INVALID_FIELD",
      field: "locale",
      says: ["BCP 47", '"not a locale!"'],
    });
  });

  test("is that of the environment by default", () => {
    const invoice = { amount: 1000n, receivingCurrency: usd };
    const { locale } = new Intl.NumberFormat().resolvedOptions();
    expect(formatAmount(invoice)).toBe(formatAmount(invoice, locale));
  });
});
