import { type Kind, makeKind } from "./kind.js";

/**
 * Bytes as they are, up to 255 of them.
 *
 * @example
 * ```ts
 * const blob = message({ data: required(0, bytes()) });
 * encodeMessage(blob, { data: Uint8Array.of(0xca, 0xfe) }); // 00 02 ca fe
 * ```
 */
export function bytes(): Kind<Uint8Array> {
  return makeKind({ type: "bytes" });
}
