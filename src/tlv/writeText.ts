import { UmaInvoiceError } from "../errors.js";
import { invalidField } from "../invalidField.js";
import { encodeUtf8 } from "../utf8.js";
import type { IntegerDialect } from "./IntegerDialect.js";
import { checkFormat, type TextFormat } from "./kind.js";

/** What a message is being written to. */
export type Writer = {
  /** Memory with room for {@link maxWrite} bytes more. */
  bytes: Uint8Array;
  readonly integers: IntegerDialect;
  /** The paths of required fields that the value did not have. */
  readonly missing: string[];
};

/** The most bytes that a record holds: its length is one unsigned byte. */
const maxLength = 255;

/** The most that one value may take before it is refused: {@link maxLength} units of UTF-16, of up to 3 bytes each. */
export const maxWrite = 765;

/** Refuses a value of more than {@link maxLength} bytes: its length would not fit. */
export function checkLength(path: string, length: number): void {
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
export function writeText(
  { bytes }: Writer,
  at: number,
  path: string,
  value: string,
  format?: TextFormat,
): number {
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
