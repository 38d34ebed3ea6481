import { fromBech32 } from "../bech32.js";
import type { UmaInvoiceError } from "../errors.js";
import { locate, makeReader } from "../tlv/decode.js";
import { dialectOf, type IntegerDialect } from "../tlv/dialect.js";
import type { Layout } from "../tlv/message.js";
import { records } from "../tlv/records.js";
import { type DecodeInvoiceOptions, maxLengthOf } from "./decode.js";
import { extentOf } from "./original.js";
import { invoiceSchema } from "./schema.js";

/** One record of an invoice, and what it says. */
export type InspectedRecord = {
  /** The record's tag. */
  readonly tag: number;
  /** The field's name, such as `amount`; absent if the tag is unknown. */
  readonly name?: string;
  /** Where the record starts in the TLV form: the offset of its tag. Two bytes on starts the value. */
  readonly offset: number;
  /** How many bytes the value has. */
  readonly length: number;
  /** The value's bytes. */
  readonly bytes: Uint8Array;
  /** What the bytes stand for; absent if the tag is unknown or the value malformed. */
  readonly value?: unknown;
  /** The records inside, if the value is a message itself. */
  readonly records?: readonly InspectedRecord[];
  /** What is wrong with the value. */
  readonly problem?: UmaInvoiceError;
};

/**
 * Takes an invoice's text apart, record by record, for people and tools. Unlike `decodeInvoice` it
 * goes on where a value is malformed or missing, and says so.
 *
 * @param text - `uma1…`
 * @returns the records in the order in which they stand; every byte belongs to one
 * @throws UmaInvoiceError `TOO_LONG`, `UNEXPECTED_PREFIX` or `INVALID_BECH32` for the text, and
 * `MALFORMED_TLV` if there are no records to be made of it; `INVALID_FIELD` for an option
 *
 * @example
 * ```ts
 * for (const { name, offset, value } of inspectInvoice(text)) console.log(offset, name, value);
 * // 0 receiverUma $bob@vasp2.com
 * // 16 invoiceUUID 7f2c9d4e-…
 * ```
 */
export function inspectInvoice(text: string, options?: DecodeInvoiceOptions): readonly InspectedRecord[] {
  const bytes = fromBech32(text, maxLengthOf(options), extentOf).slice();
  const { plan } = invoiceSchema;
  const places = locate(plan, bytes);
  const integers = attempt(() => dialectOf(plan, places, bytes));
  return inspect(bytes, integers, plan, 0, bytes.length);
}

type Attempt<Value> = { readonly value: Value } | { readonly problem: UmaInvoiceError };

function inspect(
  bytes: Uint8Array,
  integers: Attempt<IntegerDialect>,
  { byTag }: Layout,
  start: number,
  end: number,
): InspectedRecord[] {
  return [...records(bytes, start, end)].map(({ tag, offset, value, next }) => {
    const length = next - value;
    const record = { tag, offset, length, bytes: bytes.slice(value, next) };
    const field = byTag[tag];
    if (!field) return record;
    const { name, inside } = field;
    if (inside) return { ...record, name, records: inspect(bytes, integers, inside, value, next) };
    // Where no one can say which dialect it is, any number read would be a guess.
    if (field.isInteger && "problem" in integers) return { ...record, name, ...integers };
    const dialect = "value" in integers ? integers.value : "binary";
    return {
      ...record,
      name,
      ...attempt(() => field.read(makeReader(bytes, dialect), field, value, length)),
    };
  });
}

function attempt<Value>(read: () => Value): Attempt<Value> {
  try {
    return { value: read() };
  } catch (problem) {
    return { problem: problem as UmaInvoiceError };
  }
}
