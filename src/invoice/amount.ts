import { invalidField } from "../errors.js";
import { read } from "../options.js";
import type { Invoice } from "./invoice.js";

/**
 * Writes an invoice's amount for people, exactly: every digit of it, whatever its size.
 *
 * Currencies that `Intl` knows get their own symbol and at least their usual number of digits. For
 * others the invoice's symbol is used, or its code where there is no symbol: that is what the
 * receiver says, so show the code as well where a look-alike would matter.
 *
 * Where there is no `Intl`, or one that does not know the currency or is not exact (as in QuickJS, and
 * in part in Hermes), the form is the same for every locale, and as clear: `1234567.50 USD`.
 *
 * @param invoice - the invoice
 * @param locale - a BCP 47 tag, or several; the environment's by default
 * @throws UmaInvoiceError `INVALID_FIELD` if the locale is none, or the amount or currency is not what it
 * has to be
 *
 * @example
 * ```ts
 * formatAmount(invoice, "en"); // "$10.00"
 * formatAmount(invoice, "de"); // "10,00 $"
 * ```
 */
export function formatAmount(
  invoice: Pick<Invoice, "amount" | "receivingCurrency">,
  locale?: string | readonly string[],
): string {
  const { amount, receivingCurrency } = read(invoice, "invoice", "amount", "receivingCurrency");
  if (typeof amount !== "bigint" || amount < 0n) throw invalidField("amount", "a bigint from 0", amount);
  const currency = read(receivingCurrency, "receivingCurrency", "code", "symbol", "decimals");
  for (const name of ["code", "symbol"] as const)
    if (typeof currency[name] !== "string")
      throw invalidField(`receivingCurrency.${name}`, "text", currency[name]);
  const { decimals } = currency;
  // More would be no currency's, and enough of them fill the memory.
  if (!(Number.isInteger(decimals) && decimals >= 0 && decimals <= 30))
    throw invalidField("receivingCurrency.decimals", "an integer from 0 to 30", decimals);

  const digits = amount.toString().padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  const sum = { whole: digits.slice(0, point), fraction: digits.slice(point) };
  const locales = locale as Locales;
  return attempt(() => localForm(sum, currency, locales)) ?? neutralForm(sum, currency, locales);
}

/** An amount's digits before and behind the point. */
type Sum = { readonly whole: string; readonly fraction: string };
type Currency = Pick<Invoice["receivingCurrency"], "code" | "symbol">;
type Locales = string | string[] | undefined;

/** What an attempt gives; nothing if it fails. */
function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/** A fraction without the zeros at its end, but at least so many of its digits. */
function significant(fraction: string, least: number): string {
  return fraction.slice(0, least) + fraction.slice(least).replace(/0+$/, "");
}

/** The form that no locale has a say in. */
function neutralForm({ whole, fraction }: Sum, { code, symbol }: Currency, locales: Locales): string {
  // It is the locale's fault, if another one works.
  if (attempt(() => new Intl.NumberFormat()) && !attempt(() => new Intl.NumberFormat(locales)))
    throw invalidField("locale", "a BCP 47 tag, or several", locales);
  const shown = significant(fraction, 2);
  return `${whole}${shown && "."}${shown} ${code || symbol}`.trimEnd();
}

/** The form of a locale; throws, or gives nothing, where the platform does not know it or is not exact. */
function localForm(
  { whole, fraction }: Sum,
  { code, symbol }: Currency,
  locales: Locales,
): string | undefined {
  const known = isKnown(code);
  // The symbol is what the receiver says: never in the place of one that the platform may have.
  if (known === undefined) return undefined;
  const style = { style: "currency", currency: known ? code : "XXX" } as const;
  const usual = new Intl.NumberFormat(locales, style).resolvedOptions().minimumFractionDigits!;
  const shown = significant(fraction, known ? usual : 0);

  // Intl rounds past 20 digits behind the point (Node.js 20), so it gets to see the whole part
  // alone, and says where the fraction goes.
  const length = shown === "" ? 0 : 1;
  const numbers = { ...style, minimumFractionDigits: length, maximumFractionDigits: length };
  // Not every Intl takes a bigint.
  const number = Number.isSafeInteger(Number(whole)) ? Number(whole) : BigInt(whole);
  const parts = new Intl.NumberFormat(locales, numbers).formatToParts(number);
  const ten = [...new Intl.NumberFormat(locales, { useGrouping: false }).format(9876543210)].reverse();
  const local = (digits: string) => digits.replace(/\d/g, (digit) => ten[Number(digit)]!);
  const partsOf = (wanted: string) => parts.filter(({ type }) => type === wanted).map(({ value }) => value);
  if (partsOf("integer").join("") !== local(whole) || partsOf("fraction").length !== length) return undefined;

  return parts
    .map(({ type, value }, index) => {
      if (type === "fraction") return local(shown);
      if (type !== "currency" || known) return value;
      return spaced(symbol || code, parts[index - 1]?.type, parts[index + 1]?.type);
    })
    .join("");
}

/** Whether the platform has a symbol for a currency; nothing if it cannot tell that it has none. */
function isKnown(code: string): boolean | undefined {
  if (typeof Intl.supportedValuesOf === "function") return Intl.supportedValuesOf("currency").includes(code);
  const name = { style: "currency", currency: code, currencyDisplay: "name" } as const;
  // Of a currency without a name, the code stands there.
  return (
    (/^[A-Z]{3}$/.test(code) && !new Intl.NumberFormat("en", name).format(1).includes(code)) || undefined
  );
}

/** Keeps letters off the digits, as the CLDR does with the codes and symbols that it knows. */
function spaced(symbol: string, before: string | undefined, after: string | undefined): string {
  const isNumber = (type: string | undefined) => type === "integer" || type === "fraction";
  // Not as literals: Hermes does not know the property, and then refuses the whole file.
  const matches = (pattern: string) => attempt(() => new RegExp(pattern, "u").test(symbol)) ?? true;
  const left = isNumber(before) && matches("^\\P{S}") ? "\u00a0" : "";
  const right = isNumber(after) && matches("\\P{S}$") ? "\u00a0" : "";
  return left + symbol + right;
}
