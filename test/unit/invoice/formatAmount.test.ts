import { afterEach, describe, expect, test, vi } from "vitest";
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

describe("on a platform", () => {
  const { NumberFormat, supportedValuesOf } = Intl;
  type Parts = (real: Intl.NumberFormat, value: number | bigint) => unknown;

  afterEach(() => vi.unstubAllGlobals());

  /** An Intl that takes amounts apart in another way, or does not say which currencies it knows. */
  function stubIntl(formatToParts: Parts | undefined, others: object = { supportedValuesOf }): void {
    class Stubbed {
      readonly #real: Intl.NumberFormat;
      readonly formatToParts = formatToParts && ((value: bigint) => formatToParts(this.#real, value));
      constructor(...args: ConstructorParameters<typeof NumberFormat>) {
        this.#real = new NumberFormat(...args);
      }
      format = (value: number) => this.#real.format(value);
      resolvedOptions = () => this.#real.resolvedOptions();
    }
    vi.stubGlobal("Intl", { NumberFormat: Stubbed, ...others });
  }
  const asIs: Parts = (real, value) => real.formatToParts(value);

  test.each<[string, () => void]>([
    ["without Intl", () => vi.stubGlobal("Intl", undefined)],
    ["with an empty Intl", () => vi.stubGlobal("Intl", {})],
    ["without formatToParts", () => stubIntl(undefined)],
    ["whose parts are in one piece", () => stubIntl(() => [{ type: "literal", value: "$10.00" }])],
    [
      "whose parts have no fraction",
      () => stubIntl((_real, value) => [{ type: "integer", value: `${value}` }]),
    ],
  ])("%s the form is the same for all locales, and exact", (_name, stub) => {
    stub();
    const form = (amount: bigint, currency: Currency = usd) => shown(amount, currency, "de");
    expect(form(1000n)).toBe("10.00 USD");
    expect(form(1n)).toBe("0.01 USD");
    expect(form(1005n, { ...usd, decimals: 3 })).toBe("1.005 USD");
    expect(form(2n ** 64n - 1n)).toBe("184467440737095516.15 USD");
    expect(form(150_000_000n, { ...bee, symbol: "$" })).toBe("1.50 BEE");
    expect(form(10n ** 30n + 1n, { ...bee, decimals: 30 })).toBe(`1.${"0".repeat(29)}1 BEE`);
  });

  test("without Intl, a currency of no decimals has no point, and one of no code its symbol", () => {
    vi.stubGlobal("Intl", undefined);
    expect(shown(1000n, { ...usd, code: "JPY", decimals: 0 }, "en")).toBe("1000 JPY");
    expect(shown(1000n, { ...usd, code: "" }, "en")).toBe("10.00 $");
    expect(shown(1000n, { ...usd, code: "", symbol: "" }, "en")).toBe("10.00");
  });

  test("that formats no bigint, what a number holds is written as the locale does, and the rest exactly", () => {
    stubIntl((real, value) => {
      if (typeof value === "bigint") throw new TypeError("Cannot convert BigInt to number");
      return real.formatToParts(value);
    });
    expect(shown(1000n, usd, "de")).toBe("10,00 $");
    expect(shown(2n ** 64n - 1n, usd, "de")).toBe("184467440737095516.15 USD");
  });

  test("that rounds a bigint to what a number holds, the form is exact all the same", () => {
    stubIntl((real, value) => real.formatToParts(Number(value)));
    expect(shown(10n ** 20n + 123n, { ...usd, decimals: 0 }, "en")).toBe("100000000000000000123 USD");
  });

  test("without supportedValuesOf, a currency that has a name there is known", () => {
    stubIntl(asIs, {});
    expect(shown(1000n, usd, "en")).toBe("$10.00");
    expect(shown(1000n, { ...usd, symbol: "€" }, "de")).toBe("10,00 $");
  });

  test.each(["BEE", "usd", "", "US"])(
    "without supportedValuesOf, code %j is written as it is: the symbol may belong to another",
    (code) => {
      stubIntl(asIs, {});
      expect(shown(1000n, { ...usd, code, symbol: "€" }, "en")).toBe(`10.00 ${code || "€"}`);
    },
  );

  test("without supportedValuesOf, a locale that is none is refused for what it is", () => {
    stubIntl(asIs, {});
    expectRefusal(() => shown(1000n, bee, "not a locale!"), {
      code: "INVALID_FIELD",
      field: "locale",
      says: [],
    });
  });

  test("that does not know Unicode's properties, a symbol is kept off the digits", () => {
    vi.stubGlobal(
      "RegExp",
      class {
        constructor() {
          throw new SyntaxError("Invalid escape");
        }
      },
    );
    expect(shown(150_000_000n, { ...bee, symbol: "₿" }, "en")).toBe("₿ 1.5");
  });
});

describe("what is no amount is refused:", () => {
  test.each<[string, unknown]>([
    ["invoice", undefined],
    ["amount", {}],
    ["amount", { amount: -1n, receivingCurrency: usd }],
    ["amount", { amount: 1.5, receivingCurrency: usd }],
    ["amount", { amount: "1000", receivingCurrency: usd }],
    ["invoice", null],
    ["invoice", 1000n],
    ["receivingCurrency", { amount: 1n, receivingCurrency: null }],
    ["receivingCurrency", { amount: 1n }],
    ["receivingCurrency.code", { amount: 1n, receivingCurrency: { ...usd, code: Symbol("USD") } }],
    ["receivingCurrency.symbol", { amount: 1n, receivingCurrency: { ...usd, symbol: undefined } }],
    ["receivingCurrency.decimals", { amount: 1n, receivingCurrency: { ...usd, decimals: -1 } }],
    ["receivingCurrency.decimals", { amount: 1n, receivingCurrency: { ...usd, decimals: 1.5 } }],
    ["receivingCurrency.decimals", { amount: 1n, receivingCurrency: { ...usd, decimals: 31 } }],
    ["receivingCurrency.decimals", { amount: 1n, receivingCurrency: { ...usd, decimals: 2n } }],
    ["receivingCurrency.decimals", { amount: 1n, receivingCurrency: { ...usd, decimals: Symbol("2") } }],
  ])("%s of %o", (field, invoice) => {
    expectRefusal(() => formatAmount(invoice as never, "en"), { code: "INVALID_FIELD", field, says: [] });
  });

  test.each([null, Symbol("en"), 1n, 5, {}, [null]])("locale %o", (locale) => {
    let text: string | undefined;
    try {
      text = formatAmount({ amount: 1000n, receivingCurrency: usd }, locale as never);
    } catch (error) {
      expect(error).toMatchObject({ code: "INVALID_FIELD", field: "locale" });
    }
    expect(text ?? "$10.00").toContain("10.00");
  });
});
