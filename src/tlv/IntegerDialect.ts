/**
 * How integers stand in a message: `binary` is big-endian two's complement in the smallest of 1, 2,
 * 4 or 8 bytes that holds the value as a signed number; `decimal` is ASCII digits.
 */
export type IntegerDialect = "binary" | "decimal";

/** The largest integer of a dialect. */
export function largest(integers: IntegerDialect): bigint {
  return integers === "binary" ? 0x7fff_ffff_ffff_ffffn : 0xffff_ffff_ffff_ffffn;
}
