import type { Places } from "./locate.js";
import type { Plan } from "./message.js";
import { missingFields } from "./missingFields.js";
import { type Reader, readValue } from "./readValue.js";

/** Is called with each message when its fields are read, the outermost last, and with where it stands. */
export type Finish = (
  value: Record<PropertyKey, unknown>,
  reader: Reader,
  plan: Plan,
  start: number,
  end: number,
) => void;

/**
 * Reads the fields of a message that has been gone over.
 *
 * @returns the message; those inside are frozen, it is not yet
 * @throws UmaInvoiceError `MISSING_FIELD` with all that are missing, or `INVALID_FIELD`
 */
export function readFields(
  reader: Reader,
  plan: Plan,
  { offsets, missing }: Places,
  finish?: Finish,
): object {
  if (missing.length > 0) throw missingFields(missing);
  return readWithin(reader, plan, offsets, 0, "", 0, reader.bytes.length, finish);
}

function readWithin(
  reader: Reader,
  plan: Plan,
  offsets: readonly number[],
  firstSlot: number,
  prefix: string,
  start: number,
  end: number,
  finish: Finish | undefined,
): object {
  const { names, fields } = plan;
  const value: Record<string, unknown> = {};
  for (let index = 0; index < names.length; index++) {
    const offset = offsets[firstSlot + index]!;
    const { kind } = fields[index]!;
    if (offset === 0 || (kind.type === "bytes" && reader.skipBytes)) continue;
    const name = names[index]!;
    const path = prefix === "" ? name : prefix + name;
    const length = reader.bytes[offset - 1]!;
    if (kind.type === "nested") {
      const slot = firstSlot + plan.innerSlots[index]!;
      const inner = kind.message.plan;
      value[name] = Object.freeze(
        readWithin(reader, inner, offsets, slot, `${path}.`, offset, offset + length, finish),
      );
    } else {
      value[name] = readValue(reader, kind, path, offset, length);
    }
  }
  finish?.(value, reader, plan, start, end);
  return value;
}
