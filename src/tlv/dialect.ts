import { invalidField, invalidOption } from "../errors.js";

/**
 * How integers stand in a message: `binary` is big-endian two's complement in the smallest of 1, 2,
 * 4 or 8 bytes that holds the value as a signed number; `decimal` is ASCII digits.
 */
export type IntegerDialect = "binary" | "decimal";

/** Refuses what is no dialect. */
export function checkDialect(integers: IntegerDialect): void {
  if (integers !== "binary" && integers !== "decimal")
    throw invalidOption("integers", "binary or decimal", integers);
}

/** The largest integer of a dialect. */
export function largest(integers: IntegerDialect): bigint {
  return integers === "binary" ? 0x7fff_ffff_ffff_ffffn : 0xffff_ffff_ffff_ffffn;
}

/**
 * Tells the dialect of integers from all of a message together: `decimal` if each could be,
 * `binary` if each could be that.
 *
 * @param integers - the fields that are integers
 * @param offsets - where the value of each field stands, by slot; 0 is nowhere
 * @param expected - the one dialect to allow
 * @throws UmaInvoiceError `INVALID_FIELD` with the first field that fits neither
 */
export function dialectOf(
  { integers }: { readonly integers: readonly { readonly slot: number; readonly path: string }[] },
  { offsets }: { readonly offsets: readonly number[] },
  bytes: Uint8Array,
  expected?: IntegerDialect,
): IntegerDialect {
  let decimal = true;
  let notBinary: string | undefined;
  for (const { slot, path } of integers) {
    const offset = offsets[slot]!;
    if (offset === 0) continue;
    const length = bytes[offset - 1]!;
    const fitsDecimal = expected !== "binary" && isDecimal(bytes, offset, length);
    const fitsBinary = expected !== "decimal" && isBinary(bytes, offset, length);
    if (!fitsDecimal && !fitsBinary)
      throw invalidField(
        path,
        `a ${expected ?? "binary or decimal"} integer`,
        bytes.subarray(offset, offset + length),
      );
    decimal &&= fitsDecimal;
    if (!fitsBinary) notBinary ??= path;
  }
  if (decimal) return "decimal";
  if (notBinary === undefined) return "binary";
  throw invalidField(notBinary, "a binary integer, like others of the message", "a decimal one");
}

/** Whether bytes are 1 to 20 ASCII digits, the first not 0 unless it is alone. */
function isDecimal(bytes: Uint8Array, offset: number, length: number): boolean {
  if (length < 1 || length > 20 || (bytes[offset] === 0x30 && length > 1)) return false;
  for (let i = offset; i < offset + length; i++) if (bytes[i]! < 0x30 || bytes[i]! > 0x39) return false;
  return true;
}

/** Whether bytes are 1, 2, 4 or 8, and not negative. */
function isBinary(bytes: Uint8Array, offset: number, length: number): boolean {
  return (length === 1 || length === 2 || length === 4 || length === 8) && bytes[offset]! < 0x80;
}

/**
 * Reads an integer that fits the dialect.
 *
 * @param path - the field's path, for an error
 * @returns a number up to 2^53 − 1, a bigint above
 * @throws UmaInvoiceError `INVALID_FIELD` if it is past the largest of the dialect
 */
export function readInteger(
  { bytes, integers }: { readonly bytes: Uint8Array; readonly integers: IntegerDialect },
  path: string,
  offset: number,
  length: number,
): number | bigint {
  const base = integers === "binary" ? 256 : 10;
  const zero = integers === "binary" ? 0 : 0x30;
  let value = 0;
  for (let i = offset; i < offset + length; i++) value = value * base + (bytes[i]! - zero);
  // A sum that was rounded is never below 2^53, so what gets past here is exact.
  if (value <= Number.MAX_SAFE_INTEGER) return value;
  let exact = 0n;
  for (let i = offset; i < offset + length; i++) exact = exact * BigInt(base) + BigInt(bytes[i]! - zero);
  const max = largest(integers);
  if (exact > max) throw invalidField(path, `an integer up to ${max}`, exact);
  return exact;
}

/**
 * Writes an integer.
 *
 * @param to - what to write to, and where; that moves on
 * @param value - up to the largest of the dialect
 */
export function writeInteger(
  to: { readonly bytes: Uint8Array; at: number; readonly integers: IntegerDialect },
  value: number | bigint,
): void {
  const { bytes } = to;
  let { at } = to;
  if (to.integers === "decimal") {
    for (const digit of `${value}`) bytes[at++] = digit.charCodeAt(0);
  } else {
    const high = typeof value === "bigint" ? Number(value >> 32n) : Math.floor(value / 2 ** 32);
    const low = typeof value === "bigint" ? Number(value & 0xffffffffn) : value >>> 0;
    const width = high > 0 || low >= 2 ** 31 ? 8 : low >= 2 ** 15 ? 4 : low >= 2 ** 7 ? 2 : 1;
    for (let i = width - 1; i >= 0; i--) bytes[at++] = i > 3 ? high >>> (8 * (i - 4)) : low >>> (8 * i);
  }
  to.at = at;
}
