import { invalidField } from "../errors.js";
import { read } from "../options.js";

/** As much as an invoice holds. */
export const largestAmount = 0xffff_ffff_ffff_ffffn;

/** An amount of a pay request. */
export type PayAmount = {
  /** In the smallest unit of the currency, from 1 to 2^64 - 1. */
  readonly value: bigint;
  /** The currency's code; without one, the amount is in millisatoshi. */
  readonly currency?: string;
};

/** What an amount of a pay request looks like. */
export const payAmountExpected =
  'a whole number from 1 to 2^64 - 1, and a currency behind a dot, or none ("1000.USD")';

/**
 * Reads the amount of a pay request. There is one way to write each, and no other is read: no sign, no zero
 * before it, no fraction.
 *
 * @param text - `1000.USD`, or millisatoshi: `23400000`
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see UMAD-05
 *
 * @example
 * ```ts
 * decodePayAmount("1000.USD"); // { value: 1000n, currency: "USD" }
 * decodePayAmount("23400000"); // { value: 23400000n }
 * ```
 */
export function decodePayAmount(text: string): PayAmount {
  const amount = typeof text === "string" ? readPayAmount(text) : undefined;
  if (!amount) throw invalidField("amount", payAmountExpected, text);
  return amount;
}

/** The same; nothing if it is none. */
export function readPayAmount(text: string): PayAmount | undefined {
  const [, digits, currency] = /^([1-9]\d{0,19})(?:\.([^\s.]{1,64}))?$/.exec(text) ?? [];
  if (digits === undefined || BigInt(digits) > largestAmount) return undefined;
  return { value: BigInt(digits), ...(currency !== undefined && { currency }) };
}

/**
 * Writes the amount of a pay request. For an invoice it needs the currency, also where that is satoshi: without
 * one, it would be millisatoshi.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see UMAD-05
 *
 * @example
 * ```ts
 * encodePayAmount({ value: 1000n, currency: "USD" }); // "1000.USD"
 * ```
 */
export function encodePayAmount(amount: PayAmount): string {
  const { value, currency } = read(amount, "amount", "value", "currency");
  if (typeof value === "bigint" && value > 0n && value <= largestAmount) {
    const text = currency === undefined ? `${value}` : typeof currency === "string" && `${value}.${currency}`;
    if (text && readPayAmount(text)) return text;
  }
  throw invalidField("amount", payAmountExpected, currency ?? value);
}

/** An exact number: `numerator / 10 ** scale`. */
export type Decimal = {
  readonly numerator: bigint;
  /** A whole number, 0 or more, and no more than it takes. */
  readonly scale: number;
};

/** How many digits there may be, before the point and behind it: no double has more that count. */
const mostDigits = 60;

/**
 * Reads a number in decimal digits, exactly, with an exponent or without.
 *
 * @param text - as JSON has numbers: `2.34`, `1e-7`
 * @throws UmaInvoiceError `INVALID_FIELD` if it is none, or has more than 60 digits before the point or behind it
 *
 * @example
 * ```ts
 * parseDecimal("2.340"); // { numerator: 234n, scale: 2 }
 * ```
 */
export function parseDecimal(text: string): Decimal {
  const decimal = typeof text === "string" ? readDecimal(text) : undefined;
  if (!decimal) throw invalidField("decimal", "a number in decimal digits", text);
  return decimal;
}

/** The same; nothing if it is none. */
export function readDecimal(text: string): Decimal | undefined {
  const parts = /^(-?)(0|[1-9]\d{0,59})(?:\.(\d{1,60}))?(?:e([+-]?\d{1,4}))?$/i.exec(text);
  if (!parts) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = parts;
  const digits = `${whole}${fraction}`.replace(/^0+/, "").replace(/0+$/, "");
  if (digits === "") return { numerator: 0n, scale: 0 };
  const zeros = `${whole}${fraction}`.length - `${whole}${fraction}`.replace(/0+$/, "").length;
  const scale = fraction.length - zeros - Number(exponent);
  if (scale > mostDigits || digits.length - scale > mostDigits) return undefined;
  const numerator = BigInt(`${sign}${digits}`);
  return scale >= 0 ? { numerator, scale } : { numerator: numerator * 10n ** BigInt(-scale), scale: 0 };
}

/**
 * Writes a number in decimal digits, exactly.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 *
 * @example
 * ```ts
 * formatDecimal({ numerator: 234n, scale: 2 }); // "2.34"
 * ```
 */
export function formatDecimal(decimal: Decimal): string {
  const { numerator, scale } = read(decimal, "decimal", "numerator", "scale");
  const isDecimal =
    typeof numerator === "bigint" && Number.isInteger(scale) && scale >= 0 && scale <= mostDigits;
  // Its digits are not even written out if there are too many.
  if (!isDecimal || BigInt.asIntN(400, numerator) !== numerator)
    throw invalidField("decimal", "a bigint as numerator, and a scale from 0 to 60", numerator);
  const digits = `${numerator < 0n ? -numerator : numerator}`.padStart(scale + 1, "0");
  const point = digits.length - scale;
  const text = `${numerator < 0n ? "-" : ""}${digits.slice(0, point)}${scale > 0 ? "." : ""}${digits.slice(point)}`;
  if (!readDecimal(text)) throw invalidField("decimal", "at most 60 digits before the point", numerator);
  return text;
}

/**
 * What a receiver's rate makes of an amount, in millisatoshi: `amount × multiplier + fee`, rounded to the nearest.
 * SDKs round in more than one way, and with floats: theirs may be another by one.
 *
 * @param amount - in the smallest unit of the receiver's currency
 * @param multiplier - millisatoshi for each of these units, not negative
 * @param fee - in millisatoshi
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see UMAD-06
 *
 * @example
 * ```ts
 * toMillisatoshi(595n, parseDecimal("23400"), 250n); // 13923250n
 * ```
 */
export function toMillisatoshi(amount: bigint, multiplier: Decimal, fee: bigint): bigint {
  for (const [name, value] of Object.entries({ amount, fee }))
    if (typeof value !== "bigint" || value < 0n || value > largestAmount)
      throw invalidField(name, "a bigint from 0 to 2^64 - 1", value);
  const { numerator, scale } = parseDecimal(formatDecimal(multiplier));
  if (numerator < 0n) throw invalidField("multiplier", "a number from 0", numerator);
  const unit = 10n ** BigInt(scale);
  return (2n * amount * numerator + unit) / (2n * unit) + fee;
}
