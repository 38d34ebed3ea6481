import { copyBytes } from "../bytes.js";
import { invalidField } from "../invalidField.js";
import { type IntegerDialect, largest } from "./IntegerDialect.js";
import type { Kind } from "./kind.js";
import { writeOptions } from "./writeOptions.js";
import { checkLength, type Writer, writeText } from "./writeText.js";

/**
 * Writes a value.
 *
 * @param path - the field's path, for an error
 * @returns where it ends
 * @throws UmaInvoiceError `INVALID_FIELD`, `FIELD_TOO_LONG`
 */
export function writeValue(
  writer: Writer,
  at: number,
  kind: Kind<unknown>,
  path: string,
  value: unknown,
): number {
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
