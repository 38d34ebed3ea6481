/** A record on its own: a tag, 0 to 255, and a value of up to 255 bytes. */
export type TlvRecord = {
  readonly tag: number;
  readonly value: Uint8Array;
};

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

/** Where a record stands. */
type RecordPlace = {
  readonly tag: number;
  /** Where the record starts, with its tag. */
  readonly offset: number;
  /** Where its value starts. */
  readonly value: number;
  /** Where its value ends, and the next record starts. */
  readonly next: number;
};

/** The records of a message that has been found to be well-formed, in the order in which they stand. */
export function* records(bytes: Uint8Array, start = 0, end = bytes.length): Generator<RecordPlace> {
  for (let offset = start, next: number; offset < end; offset = next) {
    const value = offset + 2;
    next = value + bytes[offset + 1]!;
    yield { tag: bytes[offset]!, offset, value, next };
  }
}
