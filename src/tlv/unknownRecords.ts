import type { TlvRecord } from "./TlvRecord.js";

/**
 * Where a decoded message keeps the records whose tags it does not declare, in the order in which
 * they stood. The encoder writes them after the fields.
 *
 * @example
 * ```ts
 * const short = message({ name: required(0, text()) });
 * const read = decodeMessage(short, Uint8Array.of(0, 1, 0x41, 7, 1, 0xff));
 * read[unknownRecords]; // [{ tag: 7, value: ff }]
 * ```
 */
export const unknownRecords: unique symbol = /* @__PURE__ */ Symbol("unknownRecords");

/** A message with the records that its declaration does not know. */
export interface MayHaveUnknownRecords {
  readonly [unknownRecords]?: readonly TlvRecord[];
}
