import { invalidField } from "../invalidField.js";
import { type Kind, makeKind } from "./kind.js";

/**
 * An unsigned integer as a number.
 *
 * @param max - the largest value to allow; 2^53 − 1 by default, past which numbers are not exact
 * @throws UmaInvoiceError `INVALID_FIELD` if it is none from 0 to 2^53 − 1
 *
 * @example
 * ```ts
 * const page = message({ number: required(0, integer()) });
 * encodeMessage(page, { number: 1000 }); // 00 02 03 e8
 * encodeMessage(page, { number: 1000 }, { integers: "decimal" }); // 00 04 31 30 30 30
 * ```
 */
export function integer(max: number = Number.MAX_SAFE_INTEGER): Kind<number> {
  if (!Number.isSafeInteger(max) || max < 0)
    throw invalidField("max", `an integer from 0 to ${Number.MAX_SAFE_INTEGER}`, max);
  return makeKind({ type: "integer", max });
}
