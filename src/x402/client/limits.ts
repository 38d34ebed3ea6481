import { describe } from "../../describe.js";
import { invalidOption } from "../../errors.js";
import { readOptions } from "../../options.js";

/**
 * The most to pay for one request, by the code of a currency: whole units as text (`"10.00"`, `"0.5"`,
 * `"10"`), or an amount of smallest units with the decimals that they count.
 */
export type MaxAmount = {
  readonly [currency: string]: string | { readonly amount: bigint; readonly decimals: number };
};

/** A limit of money: `amount` divided by 10 to the power of `decimals`. */
export type Limit = {
  readonly amount: bigint;
  readonly decimals: number;
  /** Whether the caller says that the currency's smallest unit has just these decimals. */
  readonly isOfSmallestUnits: boolean;
};

/** The limits, by currency. */
export type Limits = ReadonlyMap<string, Limit>;

const mostDecimals = 30;

/**
 * Reads the most to pay, once: what a caller changes later does not count any more.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function readLimits(maxAmount: MaxAmount | undefined): Limits {
  if (typeof maxAmount !== "object" || maxAmount === null)
    throw invalidOption("maxAmount", "the most to pay, by currency", maxAmount);
  let entries: readonly [string, MaxAmount[string]][];
  try {
    entries = Object.entries(maxAmount);
  } catch (cause) {
    throw invalidOption("maxAmount", "an object that can be read", maxAmount, cause);
  }
  return new Map(
    entries.map(([currency, limit]) => {
      const field = /^\w{1,16}$/.test(currency)
        ? `maxAmount.${currency}`
        : `maxAmount[${describe(currency)}]`;
      return [currency, readLimit(limit, field)];
    }),
  );
}

function readLimit(limit: MaxAmount[string], field: string): Limit {
  if (typeof limit === "string") {
    const parts = limit.length <= 64 && /^(\d+)(?:\.(\d{1,30}))?$/.exec(limit);
    if (!parts) throw invalidOption(field, 'whole units in plain decimal, such as "10.00"', limit);
    const fraction = parts[2] ?? "";
    return {
      amount: BigInt(parts[1]! + fraction),
      decimals: fraction.length,
      isOfSmallestUnits: false,
    };
  }
  if (typeof limit !== "object" || limit === null)
    throw invalidOption(
      field,
      'money, which is whole units as text ("10.00") or { amount: 1000n, decimals: 2 }',
      limit,
    );
  const { amount, decimals } = readOptions(limit, field, "amount", "decimals");
  if (typeof amount !== "bigint" || amount < 0n)
    throw invalidOption(`${field}.amount`, "a bigint, 0 or more", amount);
  if (!isDecimals(decimals))
    throw invalidOption(`${field}.decimals`, `an integer from 0 to ${mostDecimals}`, decimals);
  return { amount, decimals, isOfSmallestUnits: true };
}

/** Whether a value can be the number of decimals of a currency. */
export function isDecimals(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= mostDecimals;
}

/**
 * The highest amount within a limit, in smallest units of so many decimals: exactly, rounded down. Of a limit
 * of smallest units, never more of them than it has: who asks could say that they are smaller than they are.
 */
export function mostWithin({ amount, decimals, isOfSmallestUnits }: Limit, ofDecimals: number): bigint {
  const most = (amount * 10n ** BigInt(ofDecimals)) / 10n ** BigInt(decimals);
  return isOfSmallestUnits && amount < most ? amount : most;
}
