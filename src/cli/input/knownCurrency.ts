import type { InvoiceCurrency } from "../../invoice/Invoice.js";
import { closest } from "../closest.js";

/** Money of no country, which `Intl` does not know. */
const others: { readonly [code: string]: Partial<InvoiceCurrency> } = {
  BTC: { name: "Bitcoin", symbol: "₿", decimals: 8 },
  SAT: { name: "Satoshi", symbol: "", decimals: 0 },
};

/** What is known of a currency here, most of it from `Intl`; nothing if it is not known. */
export function knownCurrency(code: string): Partial<InvoiceCurrency> {
  if (Object.hasOwn(others, code)) return others[code]!;
  if (!isListed(code)) return {};
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
  const name = new Intl.DisplayNames("en", { type: "currency" }).of(code)!;
  const symbol = format.formatToParts(0).find(({ type }) => type === "currency")!.value;
  const decimals = format.resolvedOptions().maximumFractionDigits!;
  // Where ISO 4217 has digits that are not in use, `Intl` may have none: 0 for the Iraqi dinar, which
  // has 3. Codes in X are of no one country, and some, the IMF's XDR for one, have no digits there.
  return decimals === 0 || code.startsWith("X") ? { name, symbol } : { name, symbol, decimals };
}

/** The code that was meant by one that is not known, if that can be told: `USD` by `usd`, `SAT` by `sats`. */
export function similarCurrency(code: string): string | undefined {
  const upper = code.toUpperCase();
  return isListed(upper) ? upper : closest(upper, Object.keys(others));
}

function isListed(code: string): boolean {
  return Intl.supportedValuesOf("currency").includes(code);
}
