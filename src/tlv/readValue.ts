import { invalidField } from "../invalidField.js";
import { asciiDecoder, decodeUtf8 } from "../utf8.js";
import { type IntegerDialect, largest } from "./IntegerDialect.js";
import { checkFormat, type Kind } from "./kind.js";
import { readOptions } from "./readOptions.js";

/** Where a message is being read. */
export type Reader = {
  readonly bytes: Uint8Array;
  readonly integers: IntegerDialect;
  /** Whether values of the kind `bytes` are left out, for whoever reads them to bring in. */
  readonly skipBytes: boolean;
  /** {@link bytes} as text, one character a byte; only the characters of ASCII bytes are right. */
  ascii: string | undefined;
};

/** A reader from the start. */
export function makeReader(bytes: Uint8Array, integers: IntegerDialect, skipBytes = false): Reader {
  return { bytes, integers, skipBytes, ascii: undefined };
}

/**
 * Reads the value of one record.
 *
 * @param path - the field's path, for an error
 * @returns the value; bytes are a view of the reader's
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function readValue(
  reader: Reader,
  kind: Kind<unknown>,
  path: string,
  offset: number,
  length: number,
): unknown {
  const { bytes } = reader;
  switch (kind.type) {
    case "text": {
      const text = readText(reader, path, offset, length);
      if (kind.format) checkFormat(path, kind.format, text);
      return text;
    }
    case "integer": {
      const value = readInteger(reader, path, offset, length);
      if (value > kind.max) throw invalidField(path, `an integer up to ${kind.max}`, value);
      return value;
    }
    case "bigInteger":
      return BigInt(readInteger(reader, path, offset, length));
    case "boolean":
      if (length !== 1 || bytes[offset]! > 1)
        throw invalidField(path, "one byte, 0 or 1", length === 1 ? bytes[offset] : `${length} bytes`);
      return bytes[offset] === 1;
    case "options":
      return readOptions(path, readText(reader, path, offset, length));
    case "custom":
      return kind.decode(path, readValue(reader, kind.base, path, offset, length));
    default:
      return bytes.subarray(offset, offset + length);
  }
}

let decoder: ReturnType<typeof asciiDecoder> | undefined;
/** Memory to turn bytes into ASCII in, four at a time. */
let words = /* @__PURE__ */ new Uint32Array(0);

function readText(reader: Reader, path: string, offset: number, length: number): string {
  const { bytes } = reader;
  const end = offset + length;
  let seen = 0;
  let i = offset;
  for (; i + 4 <= end; i += 4) seen |= bytes[i]! | bytes[i + 1]! | bytes[i + 2]! | bytes[i + 3]!;
  for (; i < end; i++) seen |= bytes[i]!;
  if (seen < 0x80) return (reader.ascii ??= toAscii(bytes)).slice(offset, end);
  const text = decodeUtf8(bytes.subarray(offset, end));
  if (text === undefined) {
    // The same as a strict TextDecoder's.
    const cause = new TypeError("The encoded data is not valid UTF-8");
    throw invalidField(path, "well-formed UTF-8", bytes.subarray(offset, end), cause);
  }
  return text;
}

/** All texts of a message in one call of the decoder, measured at the time of one text in a call. */
function toAscii(bytes: Uint8Array): string {
  const { length } = bytes;
  if (words.byteLength < length) words = new Uint32Array(length);
  const ascii = new Uint8Array(words.buffer, 0, length);
  ascii.set(bytes);
  for (let i = 0; i * 4 < length; i++) words[i]! &= 0x7f7f7f7f;
  decoder ??= asciiDecoder();
  return decoder.decode(ascii);
}

/** Reads an integer that fits the dialect: a number up to 2^53 − 1, a bigint above. */
function readInteger(reader: Reader, path: string, offset: number, length: number): number | bigint {
  const { bytes, integers } = reader;
  const base = integers === "binary" ? 256 : 10;
  const zero = integers === "binary" ? 0 : 48;
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
