/** Where a record stands. */
export type RecordPlace = {
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
