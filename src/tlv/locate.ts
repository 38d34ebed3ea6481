import { UmaInvoiceError } from "../errors.js";
import type { Plan } from "./message.js";

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
  locateWithin(plan, places, 0, bytes, 0, bytes.length, "");
  return places;
}

function locateWithin(
  plan: Plan,
  places: Places,
  firstSlot: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  prefix: string,
): void {
  const { offsets, missing } = places;
  let unknown: Uint8Array | undefined;
  for (let offset = start; offset < end; ) {
    const tag = bytes[offset]!;
    const value = offset + 2;
    const next = value + (value > end ? 0 : bytes[offset + 1]!);
    if (next > end) throw malformed(`a whole record of tag ${tag}`, "its beginning", offset);
    const index = plan.indexOf[tag]!;
    if (index === -1) {
      unknown ??= new Uint8Array(256);
      if (unknown[tag]) throw malformed(`tag ${tag} once`, "it again", offset);
      unknown[tag] = 1;
    } else {
      if (offsets[firstSlot + index]) throw malformed(`tag ${tag} once`, "it again", offset);
      offsets[firstSlot + index] = value;
    }
    offset = next;
  }
  for (let index = 0; index < plan.fields.length; index++) {
    const { kind, required } = plan.fields[index]!;
    const offset = offsets[firstSlot + index]!;
    if (offset === 0) {
      if (required) missing.push(prefix + plan.names[index]!);
    } else if (kind.type === "nested") {
      const inside = `${prefix}${plan.names[index]!}.`;
      const slot = firstSlot + plan.innerSlots[index]!;
      locateWithin(kind.message.plan, places, slot, bytes, offset, offset + bytes[offset - 1]!, inside);
    }
  }
}

function malformed(expected: string, found: string, offset: number): UmaInvoiceError {
  return new UmaInvoiceError("MALFORMED_TLV", `expected ${expected}, found ${found} at byte ${offset}`, {
    offset,
  });
}
