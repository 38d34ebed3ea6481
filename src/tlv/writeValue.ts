import { UmaInvoiceError } from "../errors.js";
import { invalidField } from "../invalidField.js";
import { convert } from "./convert.js";
import { type IntegerDialect, largest } from "./IntegerDialect.js";
import type { Kind } from "./kind.js";

/** Where a message is being written. */
export type Writer = {
  /** Memory with room for {@link maxWrite} bytes more. */
  bytes: Uint8Array;
  /** How much of it is written. */
  length: number;
  readonly integers: IntegerDialect;
  /** The paths of required fields that the value did not have. */
  readonly missing: string[];
};

/** The most bytes that a record holds: its length is one unsigned byte. */
export const maxLength = 255;

/** The most that one {@link writeValue} adds: {@link maxLength} units of UTF-16, of up to 3 bytes each. */
export const maxWrite = 765;

let encoder: TextEncoder | undefined;

/**
 * Appends a value.
 *
 * @param path - the field's path, for an error
 * @throws UmaInvoiceError `INVALID_FIELD`, `FIELD_TOO_LONG`
 */
export function writeValue(writer: Writer, kind: Kind<unknown>, path: string, value: unknown): void {
  switch (kind.type) {
    case "text":
      if (typeof value !== "string") throw invalidField(path, "text", value);
      checkLength(path, value.length);
      if (kind.format && !kind.format.test(value)) throw invalidField(path, kind.format.expected, value);
      writeText(writer, path, value);
      break;
    case "integer":
      if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > kind.max)
        throw invalidField(path, `an integer from 0 to ${kind.max}`, value);
      writeInteger(writer, value as number);
      break;
    case "bigInteger": {
      const max = largest(writer.integers);
      if (typeof value !== "bigint" || value < 0n || value > max)
        throw invalidField(path, `a bigint from 0 to ${max}`, value);
      const number = Number(value);
      writeInteger(writer, Number.isSafeInteger(number) ? number : value);
      break;
    }
    case "boolean":
      if (typeof value !== "boolean") throw invalidField(path, "true or false", value);
      writer.bytes[writer.length++] = value ? 1 : 0;
      break;
    case "custom": {
      const { base, conversion } = kind;
      const converted = convert(path, conversion.expected, value, conversion.encode);
      writeValue(writer, base, path, converted);
      break;
    }
    default:
      if (!(value instanceof Uint8Array)) throw invalidField(path, "a Uint8Array", value);
      checkLength(path, value.length);
      writer.bytes.set(value, writer.length);
      writer.length += value.length;
  }
}

/** Refuses a value of more than {@link maxLength} bytes: its length would not fit. */
export function checkLength(path: string, length: number): void {
  if (length > maxLength)
    throw new UmaInvoiceError(
      "FIELD_TOO_LONG",
      `${path}: expected at most ${maxLength} bytes, found ${length}`,
      {
        field: path,
      },
    );
}

function writeText(writer: Writer, path: string, value: string): void {
  const { bytes, length: start } = writer;
  let end = start + value.length;
  // Most text is short and ASCII. Up to this length a loop is measured at less than a call of the encoder.
  if (value.length < 48) {
    let seen = 0;
    for (let i = start; i < end; i++) {
      const unit = value.charCodeAt(i - start);
      seen |= unit;
      bytes[i] = unit;
    }
    if (seen < 0x80) {
      writer.length = end;
      return;
    }
  }
  encoder ??= new TextEncoder();
  end = start + encoder.encodeInto(value, bytes.subarray(start)).written;
  if (end - start > value.length && /\p{Surrogate}/u.test(value))
    throw invalidField(path, "text without lone surrogates", value);
  writer.length = end;
}

/** Values up to 2^53 − 1 come as numbers, greater ones as bigints. */
function writeInteger(writer: Writer, value: number | bigint): void {
  const { bytes } = writer;
  if (writer.integers === "decimal") {
    const digits = `${value}`;
    for (let i = 0; i < digits.length; i++) bytes[writer.length++] = digits.charCodeAt(i);
    return;
  }
  const high = typeof value === "bigint" ? Number(value >> 32n) : Math.floor(value / 2 ** 32);
  const low = typeof value === "bigint" ? Number(value & 0xffffffffn) : value >>> 0;
  const width = high > 0 || low >= 2 ** 31 ? 8 : low >= 2 ** 15 ? 4 : low >= 2 ** 7 ? 2 : 1;
  for (let i = width - 1; i >= 0; i--)
    bytes[writer.length++] = i > 3 ? high >>> (8 * (i - 4)) : low >>> (8 * i);
}
