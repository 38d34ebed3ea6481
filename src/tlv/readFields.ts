import type { Places } from "./locate.js";
import type { Layout } from "./message.js";
import { missingFields } from "./missingFields.js";
import { type Reader, readValue } from "./readValue.js";
import { setProperty } from "./setProperty.js";

/** Is called with each message when its fields are read, the outermost last, and with where it stands. */
export type Finish = (
  value: Record<PropertyKey, unknown>,
  reader: Reader,
  layout: Layout,
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
  layout: Layout,
  { offsets, missing }: Places,
  finish?: Finish,
): object {
  if (missing.length > 0) throw missingFields(missing);
  return readWithin(reader, layout, offsets, 0, reader.bytes.length, finish);
}

function readWithin(
  reader: Reader,
  layout: Layout,
  offsets: readonly number[],
  start: number,
  end: number,
  finish: Finish | undefined,
): object {
  const value: Record<string, unknown> = {};
  for (const { name, path, kind, slot, inside } of layout.fields) {
    const offset = offsets[slot]!;
    if (offset === 0 || (kind.type === "bytes" && reader.skipBytes)) continue;
    const length = reader.bytes[offset - 1]!;
    const fieldValue = inside
      ? Object.freeze(readWithin(reader, inside, offsets, offset, offset + length, finish))
      : readValue(reader, kind, path, offset, length);
    setProperty(value, slot, name, fieldValue);
  }
  finish?.(value, reader, layout, start, end);
  return value;
}
