import { copyBytes, encodeUtf8 } from "../bytes.js";
import { invalidField, UmaInvoiceError } from "../errors.js";
import { pick, readList } from "../options.js";
import { checkDialect, type IntegerDialect, largest } from "./dialect.js";
import {
  bytes,
  checkFormat,
  convert,
  type Kind,
  type Options,
  type Order,
  optionsExpected,
  type TextFormat,
} from "./kinds.js";
import { type Fields, type Infer, type Layout, type Message, missingFields, planOf } from "./message.js";
import { type TlvRecord, unknownRecords } from "./records.js";

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

/**
 * Writes a value.
 *
 * @param path - the field's path, for an error
 * @returns where it ends
 * @throws UmaInvoiceError `INVALID_FIELD`, `FIELD_TOO_LONG`
 */
function writeValue(writer: Writer, at: number, kind: Kind<unknown>, path: string, value: unknown): number {
  const { bytes, integers } = writer;
  switch (kind.type) {
    case "text":
      if (typeof value !== "string") throw invalidField(path, "text", value);
      return writeText(writer, at, path, value, kind.format);
    case "integer":
      if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > kind.max)
        throw invalidField(path, `an integer from 0 to ${kind.max}`, value);
      return writeInteger(bytes, at, integers, value as number);
    case "bigInteger": {
      const max = largest(integers);
      if (typeof value !== "bigint" || value < 0n || value > max)
        throw invalidField(path, `a bigint from 0 to ${max}`, value);
      const number = Number(value);
      return writeInteger(bytes, at, integers, Number.isSafeInteger(number) ? number : value);
    }
    case "boolean":
      if (typeof value !== "boolean") throw invalidField(path, "true or false", value);
      bytes[at] = value ? 1 : 0;
      return at + 1;
    case "options":
      return writeOptions(writer, at, path, value, kind.order);
    case "custom":
      return writeValue(writer, at, kind.base, path, kind.encode(path, value));
    default:
      return writeBytes(writer, at, path, value);
  }
}

/** Writes bytes, of any realm; of a copy, as a subclass need not say the same twice. */
function writeBytes({ bytes }: Writer, at: number, path: string, value: unknown): number {
  const copy = copyBytes(value);
  if (!copy) throw invalidField(path, "a Uint8Array", value);
  checkLength(path, copy.length);
  bytes.set(copy, at);
  return at + copy.length;
}

/**
 * @param value - up to 2^53 − 1 a number, a bigint above
 * @returns where it ends
 */
function writeInteger(
  bytes: Uint8Array,
  at: number,
  integers: IntegerDialect,
  value: number | bigint,
): number {
  if (integers === "decimal") {
    const digits = `${value}`;
    for (let i = 0; i < digits.length; i++) bytes[at + i] = digits.charCodeAt(i);
    return at + digits.length;
  }
  const high = typeof value === "bigint" ? Number(value >> 32n) : Math.floor(value / 2 ** 32);
  const low = typeof value === "bigint" ? Number(value & 0xffffffffn) : value >>> 0;
  const width = high > 0 || low >= 2 ** 31 ? 8 : low >= 2 ** 15 ? 4 : low >= 2 ** 7 ? 2 : 1;
  for (let i = width - 1; i >= 0; i--) bytes[at++] = i > 3 ? high >>> (8 * (i - 4)) : low >>> (8 * i);
  return at;
}

type Pair = readonly [key: string, mandatory: boolean];

/**
 * Writes options as text.
 *
 * @param path - the field's path, for an error
 * @returns where they end
 * @throws UmaInvoiceError `INVALID_FIELD`, `FIELD_TOO_LONG`
 */
function writeOptions(
  writer: Writer,
  at: number,
  path: string,
  value: unknown,
  order: Order | undefined,
): number {
  const pairs = convert(path, optionsExpected, value, (options) => pairsOf(options, order)) as Pair[];
  checkLength(
    path,
    pairs.reduce((length, [key]) => length + key.length + 3, -1),
  );
  let end = at;
  for (const [key, mandatory] of pairs) {
    if (end > at) writer.bytes[end++] = 0x2c;
    end = writeText(writer, end, path, key);
    writer.bytes[end++] = 0x3a;
    writer.bytes[end++] = mandatory ? 0x31 : 0x30;
  }
  return end;
}

/**
 * Options in the order in which they are written, each read once, for a getter may say something else
 * the next time; nothing if there is something wrong.
 */
function pairsOf(options: Options, order: Order = byCodeUnit): Pair[] | undefined {
  if (typeof options !== "object" || Array.isArray(options)) return undefined;
  const pairs: Pair[] = [];
  // Most come in order, and finding that out takes a third of the time of sorting them.
  let inOrder = order === byCodeUnit;
  let last = "";
  for (const key of Object.keys(options)) {
    const { mandatory } = options[key]!;
    if (key === "" || key.includes(":") || key.includes(",") || typeof mandatory !== "boolean")
      return undefined;
    pairs.push([key, mandatory]);
    inOrder &&= last < key;
    last = key;
  }
  return inOrder ? pairs : pairs.sort(([a], [b]) => order(a, b));
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : 1;
}

/** What a message is being written to. */
type Writer = {
  /** Memory with room for {@link maxWrite} bytes more. */
  bytes: Uint8Array;
  readonly integers: IntegerDialect;
  /** The paths of required fields that the value did not have. */
  readonly missing: string[];
};

/** The most bytes that a record holds: its length is one unsigned byte. */
const maxLength = 255;

/** The most that one value may take before it is refused: {@link maxLength} units of UTF-16, of up to 3 bytes each. */
const maxWrite = 765;

/** Refuses a value of more than {@link maxLength} bytes: its length would not fit. */
function checkLength(path: string, length: number): void {
  if (length > maxLength)
    throw new UmaInvoiceError(
      "FIELD_TOO_LONG",
      `${path}: expected at most ${maxLength} bytes, found ${length}`,
      { field: path },
    );
}

/**
 * Writes text.
 *
 * @param path - the field's path, for an error
 * @returns where it ends
 * @throws UmaInvoiceError `INVALID_FIELD`, `FIELD_TOO_LONG`
 */
function writeText({ bytes }: Writer, at: number, path: string, value: string, format?: TextFormat): number {
  const { length } = value;
  checkLength(path, length);
  if (format) checkFormat(path, format, value);
  // Most text is ASCII, and done with.
  let seen = 0;
  for (let i = 0; i < length; i++) {
    const unit = value.charCodeAt(i);
    seen |= unit;
    bytes[at + i] = unit;
  }
  if (seen < 0x80) return at + length;
  const end = encodeUtf8(value, bytes, at);
  if (end < 0) throw invalidField(path, "text without lone surrogates", value);
  return end;
}

/** Encodes the fields of a message. */
export function encodeFields(layout: Layout, value: unknown, integers: IntegerDialect): Uint8Array {
  return withEncoded(layout, value, integers, (bytes, length) => bytes.slice(0, length));
}
