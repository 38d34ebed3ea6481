import { UmaInvoiceError } from "../errors.js";
import type { Layout, Plan } from "./message.js";

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

/** Where the fields of a message stand. */
export type Places = {
  /** The offset of each field's value, by slot; 0 means nowhere, as a value has two bytes before it. */
  readonly offsets: number[];
  /** The paths of required fields that are absent. */
  readonly missing: string[];
};

/**
 * Goes once over the records of a message and of the messages inside.
 *
 * @throws UmaInvoiceError `MALFORMED_TLV` with the offset
 */
export function locate(plan: Plan, bytes: Uint8Array): Places {
  const places = { offsets: plan.slots.slice(), missing: [] };
  locateWithin(plan, places, bytes, 0, bytes.length);
  return places;
}

function locateWithin(
  { fields, byTag }: Layout,
  places: Places,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  const { offsets, missing } = places;
  let unknown: Set<number> | undefined;
  for (let offset = start; offset < end; ) {
    const tag = bytes[offset]!;
    const value = offset + 2;
    const next = value + bytes[offset + 1]!;
    // Not `next > end`: behind the last byte there is no length, and next is no number.
    if (!(next <= end)) throw malformed(`a whole record of tag ${tag}`, "its beginning", offset);
    const field = byTag[tag];
    if (field ? offsets[field.slot] : unknown?.has(tag))
      throw malformed(`tag ${tag} once`, "it again", offset);
    if (field) offsets[field.slot] = value;
    else unknown = (unknown ?? new Set()).add(tag);
    offset = next;
  }
  for (const { path, required, slot, inside } of fields) {
    const offset = offsets[slot]!;
    if (offset === 0) {
      if (required) missing.push(path);
    } else if (inside) {
      locateWithin(inside, places, bytes, offset, offset + bytes[offset - 1]!);
    }
  }
}

function malformed(expected: string, found: string, offset: number): UmaInvoiceError {
  return new UmaInvoiceError("MALFORMED_TLV", `expected ${expected}, found ${found} at byte ${offset}`, {
    offset,
  });
}
