import { UmaInvoiceError } from "../errors.js";
import type { Layout, Plan } from "./message.js";

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
