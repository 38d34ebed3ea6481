import { invalidField } from "../invalidField.js";
import { bytes } from "./bytes.js";
import { checkDialect } from "./checkDialect.js";
import type { IntegerDialect } from "./IntegerDialect.js";
import type { Fields, Infer, Message, Plan } from "./message.js";
import { missingFields } from "./missingFields.js";
import { unknownRecords } from "./unknownRecords.js";
import { checkLength, maxWrite, type Writer, writeValue } from "./writeValue.js";

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
  options: EncodeMessageOptions = {},
): Uint8Array {
  return withEncoded(
    message.plan,
    value,
    options.integers ?? "binary",
    (bytes) => bytes.slice(),
    writeUnknown,
  );
}

/** Memory that one call after another writes into. */
let spare: Uint8Array | undefined;

/** Writes what a message has besides its fields. */
type WriteMore = (writer: Writer, plan: Plan, value: object, path: string) => void;

/**
 * Encodes a message and hands the bytes to a function, without a copy.
 *
 * @param use - gets the bytes in memory that the next call overwrites
 */
export function withEncoded<Result>(
  plan: Plan,
  value: unknown,
  integers: IntegerDialect,
  use: (bytes: Uint8Array) => Result,
  writeMore?: WriteMore,
): Result {
  checkDialect(integers);
  // Taken for the duration: a getter of the value may encode another message meanwhile.
  const writer: Writer = { bytes: spare ?? new Uint8Array(1024), length: 0, integers, missing: [] };
  spare = undefined;
  writeMessage(writer, plan, value, "", writeMore);
  if (writer.missing.length > 0) throw missingFields(writer.missing);
  const result = use(writer.bytes.subarray(0, writer.length));
  spare = writer.bytes;
  return result;
}

function writeMessage(
  writer: Writer,
  plan: Plan,
  value: unknown,
  prefix: string,
  writeMore?: WriteMore,
): void {
  if (typeof value !== "object" || value === null)
    throw invalidField(prefix.slice(0, -1) || "message", "an object", value);
  const { names, fields } = plan;
  for (let index = 0; index < names.length; index++) {
    const path = prefix === "" ? names[index]! : prefix + names[index]!;
    const { tag, kind, required } = fields[index]!;
    const fieldValue = (value as Record<string, unknown>)[names[index]!];
    if (fieldValue === undefined) {
      if (required) writer.missing.push(path);
      continue;
    }
    const start = startRecord(writer, tag);
    if (kind.type === "nested") writeMessage(writer, kind.message.plan, fieldValue, `${path}.`, writeMore);
    else writeValue(writer, kind, path, fieldValue);
    endRecord(writer, start, path);
  }
  writeMore?.(writer, plan, value, `${prefix}unknownRecords`);
}

function startRecord(writer: Writer, tag: number): number {
  const room = writer.length + 2 + maxWrite;
  if (writer.bytes.length < room) {
    const grown = new Uint8Array(room * 2);
    grown.set(writer.bytes);
    writer.bytes = grown;
  }
  writer.bytes[writer.length] = tag;
  return (writer.length += 2);
}

function endRecord(writer: Writer, start: number, path: string): void {
  checkLength(path, writer.length - start);
  writer.bytes[start - 1] = writer.length - start;
}

const writeUnknown: WriteMore = (writer, plan, value, path) => {
  const records = (value as Record<symbol, unknown>)[unknownRecords];
  if (records === undefined) return;
  if (!Array.isArray(records)) throw invalidField(path, "an array of records", records);
  const tags = new Set<unknown>();
  for (const record of records) {
    const tag: unknown = record?.tag;
    // A tag that the message declares has an index, and what is above 255 has no entry.
    if (!Number.isInteger(tag) || plan.indexOf[tag as number] !== -1 || tags.has(tag))
      throw invalidField(path, "an unused tag up to 255", tag);
    tags.add(tag);
    const start = startRecord(writer, tag as number);
    writeValue(writer, bytes(), path, record.value);
    endRecord(writer, start, path);
  }
};
