import { invalidOption } from "../../errors.js";
import type { InvoiceCurrency } from "../../invoice/invoice.js";
import { invalidSetting } from "../errors.js";
import { amount, readObject } from "../messages/properties.js";

/** An amount of an asset, in its smallest unit: decimal digits. */
export type AssetAmount = { asset: string; amount: string; extra?: Record<string, unknown> };

/** A price as the published packages take it: money, or an amount of an asset. */
export type SchemePrice = string | number | Readonly<AssetAmount>;

/**
 * Reads a price, exactly: nothing is rounded.
 *
 * @param price - `"$0.10"`, `"0.10"` or `0.1` for dollars, `"0.10 EUR"`, or `{ asset: "EUR", amount: "10" }`
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function parsePrice(price: SchemePrice, currencies: readonly InvoiceCurrency[]): AssetAmount {
  const isMoney = typeof price === "string" || typeof price === "number";
  const parsed = isMoney
    ? parseMoney(price, currencies)
    : (readObject(price, "price", {}, invalidSetting) as AssetAmount);
  currencyOf(parsed.asset, currencies);
  if (!amount.test(parsed.amount)) throw invalidOption("price", amount.expected, parsed.amount);
  return parsed;
}

function parseMoney(money: string | number, currencies: readonly InvoiceCurrency[]): AssetAmount {
  const groups = /^(?:\$?(?<dollars>[\d.]+)|(?<sum>[\d.]+) (?<code>\S+))$/.exec(`${money}`)?.groups;
  const { dollars = "", sum = dollars, code = "USD" } = groups ?? {};
  const digits = /^(?<whole>\d+)(?:\.(?<fraction>\d+))?$/.exec(sum)?.groups;
  if (!digits) throw invalidOption("price", 'money ("$0.10", "0.10 EUR")', money);
  const { whole, fraction = "" } = digits;
  const { decimals } = currencyOf(code, currencies);
  if (fraction.length > decimals)
    throw invalidOption("price", `at most ${decimals} decimals of ${code}`, money);
  return { asset: code, amount: `${BigInt(whole + fraction.padEnd(decimals, "0"))}` };
}

function currencyOf(code: string, currencies: readonly InvoiceCurrency[]): InvoiceCurrency {
  const currency = currencies.find((known) => known.code === code);
  if (!currency) throw invalidOption("price", "one of the currencies", code);
  return currency;
}
