import { type Kind, makeKind } from "./kind.js";

/**
 * An unsigned integer as a bigint, up to 2^63 − 1 in binary and 2^64 − 1 in decimal.
 *
 * @example
 * ```ts
 * const coin = message({ amount: required(0, bigInteger()) });
 * decodeMessage(coin, encodeMessage(coin, { amount: 2n ** 63n - 1n })).amount; // 9223372036854775807n
 * ```
 */
export function bigInteger(): Kind<bigint> {
  return makeKind({ type: "bigInteger" });
}
