import { invalidField } from "../invalidField.js";
import { pick, readList } from "../options.js";
import { bytes } from "./bytes.js";
import { checkDialect } from "./checkDialect.js";
import type { IntegerDialect } from "./IntegerDialect.js";
import { type Fields, type Infer, type Layout, type Message, planOf } from "./message.js";
import { missingFields } from "./missingFields.js";
import type { TlvRecord } from "./TlvRecord.js";
import { unknownRecords } from "./unknownRecords.js";
import { checkLength, maxWrite, type Writer } from "./writeText.js";
import { writeValue } from "./writeValue.js";

/** Options of {@link encodeMessage}. */
export type EncodeMessageOptions = {
  /** The dialect to write integers in; `binary` by default. */
  readonly integers?: IntegerDialect;
};

/**
 * Encodes a message: its fields in the order of their declaration, then its unknown records.
 *
 * @param message - the declaration
 * @param value - the fields' values
 * @throws UmaInvoiceError `INVALID_FIELD`, `MISSING_FIELD` with all that are missing, or `FIELD_TOO_LONG`
 *
 * @example
 * ```ts
 * const person = message({ name: required(0, text()) });
 * encodeMessage(person, { name: "Ada" }); // 00 03 41 64 61
 * ```
 */
export function encodeMessage<F extends Fields>(
  message: Message<F>,
  value: Infer<Message<F>>,
  options?: EncodeMessageOptions,
): Uint8Array {
  const { integers = "binary" } = pick(options, "options", "integers");
  return withEncoded(
    planOf(message),
    value,
    integers,
    (bytes, length) => bytes.slice(0, length),
    writeUnknown,
  );
}

/** Memory that one call after another writes into. */
let spare: Uint8Array | undefined;

/** Writes what a message has besides its fields. */
type WriteMore = (writer: Writer, at: number, layout: Layout, value: object, prefix: string) => number;

/**
 * Encodes a message and hands the bytes to a function, without a copy.
 *
 * @param use - gets memory that the next call overwrites, and how many bytes of it are the message
 */
export function withEncoded<Result>(
  layout: Layout,
  value: unknown,
  integers: IntegerDialect,
  use: (bytes: Uint8Array, length: number) => Result,
  writeMore?: WriteMore,
): Result {
  checkDialect(integers);
  // Taken for the duration: a getter of the value may encode another message meanwhile.
  const writer: Writer = { bytes: spare ?? new Uint8Array(1024), integers, missing: [] };
  spare = undefined;
  const length = writeMessage(writer, 0, layout, value, "", writeMore);
  if (writer.missing.length > 0) throw missingFields(writer.missing);
  const result = use(writer.bytes, length);
  spare = writer.bytes;
  return result;
}

/**
 * @param path - of the message, empty for the outermost
 * @returns where it ends
 */
function writeMessage(
  writer: Writer,
  at: number,
  layout: Layout,
  value: unknown,
  path: string,
  writeMore?: WriteMore,
): number {
  if (typeof value !== "object" || value === null) throw invalidField(path || "message", "an object", value);
  let end = at;
  for (const { name, path, tag, kind, required, inside } of layout.fields) {
    const fieldValue = read(value, name, path);
    if (fieldValue !== undefined) {
      const start = startRecord(writer, end, tag);
      end = inside
        ? writeMessage(writer, start, inside, fieldValue, path, writeMore)
        : writeValue(writer, start, kind, path, fieldValue);
      endRecord(writer, start, end, path);
    } else if (required) writer.missing.push(path);
  }
  return writeMore ? writeMore(writer, end, layout, value, path && `${path}.`) : end;
}

/** A property of what a caller handed in, whose getters may throw what they like. */
function read(value: object, name: PropertyKey, path: string): unknown {
  try {
    return (value as Record<PropertyKey, unknown>)[name];
  } catch (cause) {
    throw invalidField(path, "a value that can be read", value, cause);
  }
}

/** @returns where its value starts */
function startRecord(writer: Writer, at: number, tag: number): number {
  const room = at + 2 + maxWrite;
  if (writer.bytes.length < room) {
    const grown = new Uint8Array(room * 2);
    grown.set(writer.bytes);
    writer.bytes = grown;
  }
  writer.bytes[at] = tag;
  return at + 2;
}

function endRecord(writer: Writer, start: number, end: number, path: string): void {
  checkLength(path, end - start);
  writer.bytes[start - 1] = end - start;
}

const writeUnknown: WriteMore = (writer, at, { byTag }, value, prefix) => {
  const path = `${prefix}unknownRecords`;
  const records = read(value, unknownRecords, path);
  if (records === undefined) return at;
  const tags = new Set<unknown>();
  let end = at;
  for (const record of readList(records as TlvRecord[], path, "an array of records")) {
    const tag: unknown = record && read(record, "tag", path);
    // A tag that the message declares has a field, and what is no tag has no entry.
    if (typeof tag !== "number" || byTag[tag] !== null || tags.has(tag))
      throw invalidField(path, "an unused tag up to 255", tag);
    tags.add(tag);
    const start = startRecord(writer, end, tag);
    end = writeValue(writer, start, bytes(), path, read(record, "value", path));
    endRecord(writer, start, end, path);
  }
  return end;
};
