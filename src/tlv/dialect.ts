import { invalidField } from "../errors.js";
import type { Plan } from "./message.js";
import type { Places } from "./records.js";

/**
 * How integers stand in a message: `binary` is big-endian two's complement in the smallest of 1, 2,
 * 4 or 8 bytes that holds the value as a signed number; `decimal` is ASCII digits.
 */
export type IntegerDialect = "binary" | "decimal";

/** The largest integer of a dialect. */
export function largest(integers: IntegerDialect): bigint {
  return integers === "binary" ? 0x7fff_ffff_ffff_ffffn : 0xffff_ffff_ffff_ffffn;
}

/** Refuses what is no dialect. */
export function checkDialect(integers: IntegerDialect): void {
  if (integers !== "binary" && integers !== "decimal")
    throw invalidField("integers", "binary or decimal", integers);
}

/**
 * Tells the dialect of integers from all of a message together: `decimal` if each could be,
 * `binary` if each could be that.
 *
 * @param expected - the one dialect to allow
 * @throws UmaInvoiceError `INVALID_FIELD` with the first field that fits neither
 */
export function dialectOf(
  plan: Plan,
  { offsets }: Places,
  bytes: Uint8Array,
  expected?: IntegerDialect,
): IntegerDialect {
  let decimal = true;
  let notBinary: string | undefined;
  for (const { slot, path } of plan.integers) {
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
