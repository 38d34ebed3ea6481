import { copyBytes, encodeUtf8 } from "../bytes.js";
import { invalidField, refusal } from "../errors.js";
import { readList, readOptions, readProperty } from "../options.js";
import { checkDialect, type IntegerDialect } from "./dialect.js";
import {
  type Fields,
  type Infer,
  type Layout,
  type Message,
  missingFields,
  planOf,
  type WriteMore,
  type Writer,
} from "./message.js";
import { type MayHaveUnknownRecords, unknownRecords } from "./records.js";

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
 * @throws UmaInvoiceError `INVALID_FIELD`, `MISSING_FIELD` with all that are missing, or `FIELD_TOO_LONG`;
 * `INVALID_OPTION` for a wrong declaration or option
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
  const { integers = "binary" } = readOptions(options, "options", "integers");
  return encodeFields(planOf(message), value, integers, writeUnknown);
}

/** How much memory is kept from one call to the next: more than invoices take. */
const spareLength = 4096;
/** That memory, for {@link encodeFields} alone: to make it anew is measured at a fifth of an encodeInvoice. */
let spare: Uint8Array | undefined;

/**
 * Encodes the fields of a message.
 *
 * @param writeMore - writes what each message has besides its fields
 * @throws UmaInvoiceError `INVALID_FIELD`, `MISSING_FIELD`, `FIELD_TOO_LONG`; `INVALID_OPTION` for the dialect
 */
export function encodeFields(
  layout: Layout,
  value: unknown,
  integers: IntegerDialect,
  writeMore?: WriteMore,
): Uint8Array {
  checkDialect(integers);
  // Taken for the duration: a getter of the value may encode another message meanwhile.
  const writer = { bytes: spare ?? new Uint8Array(spareLength), at: 0, integers, missing: [], writeMore };
  spare = undefined;
  writeMessage(writer, layout, value, "");
  if (writer.missing.length > 0) throw missingFields(writer.missing);
  if (writer.bytes.length === spareLength) spare = writer.bytes;
  return writer.bytes.slice(0, writer.at);
}

/**
 * Writes the fields of a message, or of one inside, and what else it has.
 *
 * @param path - of the message, empty for the outermost
 */
export function writeMessage(writer: Writer, layout: Layout, value: unknown, path: string): void {
  if (typeof value !== "object" || value === null) throw invalidField(path || "message", "an object", value);
  for (const field of layout.fields) {
    const fieldValue = readProperty(value as { readonly [name: string]: unknown }, field.name, field.path);
    if (fieldValue !== undefined) {
      const start = startRecord(writer, field.tag);
      field.write(writer, field, fieldValue);
      endRecord(writer, start, field.path);
    } else if (field.required) writer.missing.push(field.path);
  }
  writer.writeMore?.(writer, layout, value, path && `${path}.`);
}

const writeUnknown: WriteMore = (writer, { byTag }, message, prefix) => {
  const path = `${prefix}unknownRecords`;
  const records = readProperty(message as MayHaveUnknownRecords, unknownRecords, path);
  if (records === undefined) return;
  const tags = new Set<unknown>();
  for (const record of readList(records, path, "an array of records")) {
    const tag = record && readProperty(record, "tag", path);
    // A tag that the message declares has a field, and what is no tag has no entry.
    if (typeof tag !== "number" || byTag[tag] !== null || tags.has(tag))
      throw invalidField(path, "an unused tag up to 255", tag);
    tags.add(tag);
    const start = startRecord(writer, tag);
    writeBytes(writer, path, readProperty(record, "value", path));
    endRecord(writer, start, path);
  }
};

/** The most bytes that a record holds: its length is one unsigned byte. */
const maxLength = 255;

/**
 * Makes room for a record: what a value that is going to be refused takes more than {@link maxLength} bytes
 * is lost.
 *
 * @returns where its value starts
 */
function startRecord(writer: Writer, tag: number): number {
  const room = writer.at + 2 + maxLength;
  if (writer.bytes.length < room) {
    const grown = new Uint8Array(room * 2);
    grown.set(writer.bytes);
    writer.bytes = grown;
  }
  writer.bytes[writer.at] = tag;
  return (writer.at += 2);
}

function endRecord({ bytes, at }: Writer, start: number, path: string): void {
  checkLength(path, at - start);
  bytes[start - 1] = at - start;
}

/**
 * Refuses a value of more than {@link maxLength} bytes: its length would not fit.
 *
 * @throws UmaInvoiceError `FIELD_TOO_LONG`
 */
export function checkLength(path: string, length: number): void {
  if (length > maxLength)
    throw refusal("FIELD_TOO_LONG", {
      field: path,
      expected: `at most ${maxLength} bytes`,
      found: length,
    });
}

/**
 * Writes bytes, of any realm; of a copy, as a subclass need not say the same twice.
 *
 * @param path - the field's path, for an error
 * @throws UmaInvoiceError `INVALID_FIELD`, `FIELD_TOO_LONG`
 */
export function writeBytes(writer: Writer, path: string, value: unknown): void {
  const copy = copyBytes(value);
  if (!copy) throw invalidField(path, "a Uint8Array", value);
  checkLength(path, copy.length);
  writer.bytes.set(copy, writer.at);
  writer.at += copy.length;
}

/**
 * Writes text that has been found to be short enough.
 *
 * @param path - the field's path, for an error
 * @throws UmaInvoiceError `INVALID_FIELD` for a lone surrogate
 */
export function writeText(writer: Writer, path: string, value: string): void {
  const { bytes, at } = writer;
  // Most text is ASCII, and done with.
  let seen = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    seen |= unit;
    bytes[at + i] = unit;
  }
  writer.at = seen < 0x80 ? at + value.length : encodeUtf8(value, bytes, at);
  if (writer.at < 0) throw invalidField(path, "text without lone surrogates", value);
}
