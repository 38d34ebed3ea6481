import { describe } from "../../describe.js";
import { UsageError } from "../UsageError.js";

/**
 * An amount that is given as an option: whole smallest units (`1000`), or, with a decimal point and
 * every digit behind it, units of the currency (`10.00`). A point with fewer digits would leave it to
 * a guess which was meant.
 *
 * @param decimals - how many digits the currency has behind the point, if that is known
 */
export function parseAmount(text: string, decimals: number | undefined): bigint {
  const [, whole, fraction] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || (fraction !== undefined && fraction.length !== decimals)) {
    const other =
      decimals === undefined
        ? ", or --currency with it, which says what a point means"
        : decimals > 0
          ? `, or a point with ${decimals} digits behind it`
          : "";
    throw new UsageError(
      `--amount: expected a whole number of the smallest unit${other}, found ${describe(text)}`,
    );
  }
  return BigInt(whole + (fraction ?? ""));
}
