import { invalidField } from "../invalidField.js";
import type { Invoice } from "./Invoice.js";

/**
 * Writes an invoice's amount for people, exactly: every digit of it, whatever its size.
 *
 * Currencies that `Intl` knows get their own symbol and at least their usual number of digits. For
 * others the invoice's symbol is used, or its code where there is no symbol: that is what the
 * receiver says, so show the code as well where a look-alike would matter.
 *
 * @param invoice - the invoice
 * @param locale - a BCP 47 tag, or several; the environment's by default
 * @throws UmaInvoiceError `INVALID_FIELD` if the locale is none
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
  const { code, symbol, decimals } = invoice.receivingCurrency;
  const locales = locale as string | string[] | undefined;
  const known = Intl.supportedValuesOf("currency").includes(code);
  const currency = known ? code : "XXX";
  const usual = formatOf(locales, { style: "currency", currency }).resolvedOptions();

  const digits = invoice.amount.toString().padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  const least = known ? Math.min(decimals, usual.minimumFractionDigits!) : 0;
  const fraction = digits.slice(point, point + least) + digits.slice(point + least).replace(/0+$/, "");

  // Intl rounds past 20 digits behind the point (Node.js 20), so it gets to see the whole part
  // alone, and says where the fraction goes.
  const length = fraction === "" ? 0 : 1;
  const whole = formatOf(locales, {
    style: "currency",
    currency,
    minimumFractionDigits: length,
    maximumFractionDigits: length,
  }).formatToParts(BigInt(digits.slice(0, point)));
  return whole
    .map(({ type, value }, index) => {
      if (type === "fraction") return localDigits(fraction, locales);
      if (type !== "currency" || known) return value;
      return spaced(symbol || code, whole[index - 1]?.type, whole[index + 1]?.type);
    })
    .join("");
}

function formatOf(
  locales: string | string[] | undefined,
  options: Intl.NumberFormatOptions,
): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(locales, options);
  } catch (cause) {
    throw invalidField("locale", "a BCP 47 tag, or several", locales, cause);
  }
}

function localDigits(digits: string, locales: string | string[] | undefined): string {
  const ten = [...formatOf(locales, { useGrouping: false }).format(9876543210n)].reverse();
  return digits.replace(/\d/g, (digit) => ten[Number(digit)]!);
}

/** Keeps letters off the digits, as the CLDR does with the codes and symbols that it knows. */
function spaced(symbol: string, before: string | undefined, after: string | undefined): string {
  const isNumber = (type: string | undefined) => type === "integer" || type === "fraction";
  const left = isNumber(before) && /^\P{S}/u.test(symbol) ? "\u00a0" : "";
  const right = isNumber(after) && /\P{S}$/u.test(symbol) ? "\u00a0" : "";
  return left + symbol + right;
}
