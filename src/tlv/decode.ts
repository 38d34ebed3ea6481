import { asciiDecoder, copyBytes, decodeUtf8 } from "../bytes.js";
import { invalidField, refusal, type UmaInvoiceError } from "../errors.js";
import { readOptions } from "../options.js";
import { checkDialect, dialectOf, type IntegerDialect } from "./dialect.js";
import {
  type Fields,
  type Finish,
  type Infer,
  type Layout,
  type Message,
  missingFields,
  type Plan,
  planOf,
  type Reader,
} from "./message.js";
import { records, type TlvRecord, unknownRecords } from "./records.js";

/** Options of {@link decodeMessage}. */
export type DecodeMessageOptions = {
  /**
   * The dialect that integers stand in. By default it is told from all integers of the message
   * together: `decimal` if each of them could be, `binary` otherwise.
   */
  readonly integers?: IntegerDialect;
};

/**
 * Decodes a message. Fields may stand in any order; unknown records are kept under
 * {@link unknownRecords}. The result is read-only and shares no memory with the input.
 *
 * @param message - the declaration
 * @param bytes - the whole message
 * @throws UmaInvoiceError `MALFORMED_TLV` with the offset, `MISSING_FIELD` with all that are missing,
 * or `INVALID_FIELD` with the field; `INVALID_OPTION` for a wrong declaration or option
 *
 * @example
 * ```ts
 * const person = message({ name: required(0, text()) });
 * decodeMessage(person, Uint8Array.of(0, 3, 0x41, 0x64, 0x61)).name; // "Ada"
 * ```
 */
export function decodeMessage<F extends Fields>(
  message: Message<F>,
  bytes: Uint8Array,
  options?: DecodeMessageOptions,
): Infer<Message<F>> {
  const plan = planOf(message);
  const { integers } = readOptions(options, "options", "integers");
  if (integers !== undefined) checkDialect(integers);
  const copy = copyBytes(bytes);
  if (!copy) throw invalidField("message", "a Uint8Array", bytes);
  const places = locate(plan, copy);
  const dialect = dialectOf(plan, places, copy, integers);
  return Object.freeze(readFields(plan, places, copy, dialect, keepUnknown)) as Infer<Message<F>>;
}

const keepUnknown: Finish = (message, { bytes }, { byTag }, start, end) => {
  const kept: TlvRecord[] = [];
  for (const { tag, value, next } of records(bytes, start, end))
    if (!byTag[tag]) kept.push(Object.freeze({ tag, value: bytes.slice(value, next) }));
  if (kept.length > 0) message[unknownRecords] = Object.freeze(kept);
};

/** Where the fields of a message stand. */
export type Places = {
  readonly offsets: Reader["offsets"];
  /** The paths of required fields that are absent. */
  readonly missing: readonly string[];
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
  places: { readonly offsets: number[]; readonly missing: string[] },
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
  return refusal("MALFORMED_TLV", { expected, instead: `${found} at byte ${offset}`, offset });
}

/**
 * Reads the fields of a message that has been gone over.
 *
 * @param finish - is called with each message when its fields have been read
 * @returns the message; those inside are frozen, it is not yet. Values that are bytes are views of those
 * given here
 * @throws UmaInvoiceError `MISSING_FIELD` with all that are missing, or `INVALID_FIELD`
 */
export function readFields(
  layout: Layout,
  places: Places,
  bytes: Uint8Array,
  integers: IntegerDialect,
  finish?: Finish,
): object {
  const { offsets, missing } = places;
  if (missing.length > 0) throw missingFields(missing);
  return readMessage(makeReader(bytes, integers, offsets, finish), layout, 0, bytes.length);
}

/** What values are read from, those inside of which are none. */
export function makeReader(
  bytes: Uint8Array,
  integers: IntegerDialect,
  offsets: Reader["offsets"] = [],
  finish?: Finish,
): Reader {
  return { bytes, integers, offsets, ascii: undefined, finish };
}

/** Reads the fields of a message, or of one inside. */
export function readMessage(reader: Reader, layout: Layout, start: number, end: number): object {
  const { bytes, offsets, finish } = reader;
  const message: Record<PropertyKey, unknown> = {};
  for (const field of layout.fields) {
    const offset = offsets[field.slot]!;
    if (offset !== 0) message[field.name] = field.read(reader, field, offset, bytes[offset - 1]!);
  }
  finish?.(message, reader, layout, start, end);
  return message;
}

/**
 * Reads text.
 *
 * @param path - the field's path, for an error
 * @throws UmaInvoiceError `INVALID_FIELD` if it is no UTF-8
 */
export function readText(reader: Reader, path: string, offset: number, length: number): string {
  const { bytes } = reader;
  const end = offset + length;
  let seen = 0;
  for (let i = offset; i < end; i++) seen |= bytes[i]!;
  if (seen < 0x80) return (reader.ascii ??= toAscii(bytes)).slice(offset, end);
  const text = decodeUtf8(bytes.subarray(offset, end));
  if (text === undefined) {
    // The same as a strict TextDecoder's.
    const cause = new TypeError("The encoded data is not valid UTF-8");
    throw invalidField(path, "well-formed UTF-8", bytes.subarray(offset, end), cause);
  }
  return text;
}

let decoder: ReturnType<typeof asciiDecoder> | undefined;
/** Memory that {@link toAscii} keeps, enough for an invoice. */
let spare: Uint32Array<ArrayBuffer> | undefined;

/**
 * All texts of a message in one call of the decoder: measured at the time of one text in a call. Four bytes
 * at a time, in memory that is kept: measured at a sixth of a decodeInvoice.
 */
function toAscii(bytes: Uint8Array): string {
  const { length } = bytes;
  decoder ??= asciiDecoder();
  spare ??= new Uint32Array(1024);
  const words = length <= spare.byteLength ? spare : new Uint32Array(length);
  const ascii = new Uint8Array(words.buffer, 0, length);
  ascii.set(bytes);
  for (let i = 0; i * 4 < length; i++) words[i]! &= 0x7f7f7f7f;
  return decoder.decode(ascii);
}
