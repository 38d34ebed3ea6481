import type { InvoiceCurrency } from "../../invoice/Invoice.js";

/** What `Intl` knows of a currency; nothing if it does not know it. */
export function knownCurrency(code: string): Partial<InvoiceCurrency> {
  if (!Intl.supportedValuesOf("currency").includes(code)) return {};
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
  const name = new Intl.DisplayNames("en", { type: "currency" }).of(code)!;
  const symbol = format.formatToParts(0).find(({ type }) => type === "currency")!.value;
  const decimals = format.resolvedOptions().maximumFractionDigits!;
  // Where ISO 4217 has digits that are not in use, `Intl` may have none: 0 for the Iraqi dinar, which
  // has 3. Codes in X are of no one country, and some, the IMF's XDR for one, have no digits there.
  return decimals === 0 || code.startsWith("X") ? { name, symbol } : { name, symbol, decimals };
}
