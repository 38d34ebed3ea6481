import { describe } from "../../describe.js";
import type { InvoiceCurrency, InvoiceFields } from "../../index.js";
import { closest, UsageError } from "../errors.js";
import { parseWholeNumber } from "./numbers.js";

/** The options that say what an invoice asks for. */
export type MoneyOptions = {
  readonly amount?: string;
  readonly currency?: string;
  readonly "currency-name"?: string;
  readonly "currency-symbol"?: string;
  readonly decimals?: string;
};

/**
 * The amount and the currency that options give.
 *
 * @param base - the fields that they are put on top of
 */
export function moneyFromOptions(
  options: MoneyOptions,
  base: Pick<Partial<InvoiceFields>, "amount" | "receivingCurrency">,
): { readonly amount: bigint | undefined; readonly receivingCurrency: InvoiceCurrency | undefined } {
  const receivingCurrency = currencyFromOptions(options);
  // The same number of another currency's smallest units is another amount.
  if (receivingCurrency && base.amount !== undefined && options.amount === undefined)
    throw new UsageError("--currency needs --amount with it");
  const { decimals } = { ...(receivingCurrency ?? base.receivingCurrency) };
  return {
    amount: options.amount === undefined ? undefined : parseAmount(options.amount, decimals),
    receivingCurrency,
  };
}

/**
 * An amount that is given as an option: whole smallest units (`1000`), or, with a decimal point and
 * every digit behind it, units of the currency (`10.00`). A point with fewer digits would leave it to
 * a guess which was meant.
 *
 * @param decimals - how many digits the currency has behind the point, if that is known
 * @param name - where it stands, for an error
 */
function parseAmount(text: string, decimals: number | undefined, name = "--amount"): bigint {
  const [, whole, fraction] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || (fraction !== undefined && fraction.length !== decimals)) {
    const other =
      decimals === undefined
        ? ", or --currency with it, which says what a point means"
        : decimals > 0
          ? `, or a point with ${decimals} digits behind it`
          : "";
    throw new UsageError(
      `${name}: expected a whole number of the smallest unit${other}, found ${describe(text)}`,
    );
  }
  return BigInt(whole + (fraction ?? ""));
}

/**
 * A sum of money: an amount as `--amount` has it, and the code of its currency behind, such as `10.00 USD`.
 *
 * @param digits - how many digits the currency has behind the point, if it is not known here
 */
export function parseMoney(
  text: string,
  digits: string | undefined,
): { readonly amount: bigint; readonly currency: Pick<InvoiceCurrency, "code" | "decimals"> } {
  const [, number, code] = /^([\d.]+)\s*([A-Za-z]\w*)$/.exec(text) ?? [];
  if (code === undefined)
    throw new UsageError(`amount: expected a sum such as "10.00 USD", found ${describe(text)}`);
  const known = knownCurrency(code);
  const meant = known.name === undefined ? similarCurrency(code) : undefined;
  if (meant !== undefined && digits === undefined)
    throw new UsageError(`amount: expected the code of a currency; did you mean ${meant}?`);
  const decimals = digits === undefined ? known.decimals : parseWholeNumber(digits, "--decimals");
  if (decimals === undefined)
    throw new UsageError(
      `amount: how many digits ${code} has behind the point is not certain: give --decimals`,
    );
  return { amount: parseAmount(number!, decimals, "amount"), currency: { code, decimals } };
}

/** The currency that is given as options; what they leave out is taken from what is known of it here, if that is certain. */
function currencyFromOptions(options: MoneyOptions): InvoiceCurrency | undefined {
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

/** Money of no country, which `Intl` does not know. */
const others: { readonly [code: string]: Partial<InvoiceCurrency> } = {
  BTC: { name: "Bitcoin", symbol: "₿", decimals: 8 },
  SAT: { name: "Satoshi", symbol: "", decimals: 0 },
};

/** What is known of a currency here, most of it from `Intl`; nothing if it is not known. */
function knownCurrency(code: string): Partial<InvoiceCurrency> {
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
function similarCurrency(code: string): string | undefined {
  const upper = code.toUpperCase();
  return isListed(upper) ? upper : closest(upper, Object.keys(others));
}

function isListed(code: string): boolean {
  return Intl.supportedValuesOf("currency").includes(code);
}
