import { type Kind, makeKind } from "./kind.js";

/**
 * A boolean: one byte, 0 or 1.
 *
 * @example
 * ```ts
 * const flag = message({ on: required(0, boolean()) });
 * encodeMessage(flag, { on: true }); // 00 01 01
 * ```
 */
export function boolean(): Kind<boolean> {
  return makeKind({ type: "boolean" });
}
