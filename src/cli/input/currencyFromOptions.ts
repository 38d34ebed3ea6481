import { describe } from "../../describe.js";
import type { InvoiceCurrency } from "../../invoice/Invoice.js";
import { UsageError } from "../UsageError.js";
import { knownCurrency, similarCurrency } from "./knownCurrency.js";
import { parseWholeNumber } from "./parseWholeNumber.js";

/** The options that say which currency it is. */
export type CurrencyOptions = {
  readonly currency?: string;
  readonly "currency-name"?: string;
  readonly "currency-symbol"?: string;
  readonly decimals?: string;
};

/** The currency that is given as options; what they leave out is taken from what is known of it here, if that is certain. */
export function currencyFromOptions(options: CurrencyOptions): InvoiceCurrency | undefined {
  const { currency: code, "currency-name": givenName, "currency-symbol": givenSymbol } = options;
  if (code === undefined) {
    const lonely = (["currency-name", "currency-symbol", "decimals"] as const).find(
      (name) => options[name] !== undefined,
    );
    if (lonely !== undefined) throw new UsageError(`--${lonely} needs --currency`);
    return undefined;
  }
  const known = knownCurrency(code);
  const name = givenName ?? known.name;
  if (name === undefined) {
    const meant = similarCurrency(code);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    throw new UsageError(
      `--currency: expected a code such as USD, or --currency-name with it, found ${describe(code)}${hint}`,
    );
  }
  const decimals =
    options.decimals === undefined ? known.decimals : parseWholeNumber(options.decimals, "--decimals");
  if (decimals === undefined)
    throw new UsageError(
      "--currency: how many digits it has behind the point is not certain: give --decimals",
    );
  return { code, name, symbol: givenSymbol ?? known.symbol ?? "", decimals };
}
