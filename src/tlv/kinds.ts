import { invalidField, invalidOption } from "../errors.js";
import { readList, readOptions } from "../options.js";
import { readMessage, readText } from "./decode.js";
import { largest, readInteger, writeInteger } from "./dialect.js";
import { checkLength, writeBytes, writeMessage, writeText } from "./encode.js";
import { type Fields, type Infer, type Kind, type Message, planOf, readKind } from "./message.js";

/** A rule that a text has to keep. */
export type TextFormat = {
  /** What the text has to be, to follow "expected" in an error. */
  readonly expected: string;
  test(text: string): boolean;
};

/**
 * Text, as UTF-8. Malformed UTF-8 and lone surrogates are errors, never replaced.
 *
 * @param format - what the text has to be; any text by default
 * @throws UmaInvoiceError `INVALID_OPTION` if the format is none
 *
 * @example
 * ```ts
 * const note = message({ title: required(0, text()) });
 * encodeMessage(note, { title: "円" }); // 00 03 e5 86 86
 * ```
 */
export function text(format?: TextFormat): Kind<string> {
  const { expected, test } = readOptions(format, "format", "expected", "test");
  if (format && (typeof expected !== "string" || typeof test !== "function"))
    throw invalidOption("format", "an object with a text expected and a function test", format);
  return textOf(format);
}

/**
 * One of a few texts.
 *
 * @param values - the texts
 * @throws UmaInvoiceError `INVALID_OPTION` if they are none
 *
 * @example
 * ```ts
 * const light = message({ colour: required(0, enumeration(["red", "green"])) });
 * decodeMessage(light, encodeMessage(light, { colour: "red" })).colour; // "red"
 * ```
 */
export function enumeration<const Value extends string>(values: readonly Value[]): Kind<Value> {
  const allowed: readonly string[] = readList(values, "values", "an array of texts", invalidOption);
  for (const value of allowed) if (typeof value !== "string") throw invalidOption("values", "texts", value);
  return textOf({ expected: `one of ${allowed.join(", ")}`, test: (text) => allowed.includes(text) });
}

function textOf<Value extends string>(format: TextFormat | undefined): Kind<Value> {
  return {
    read(reader, { path }, offset, length) {
      const value = readText(reader, path, offset, length);
      if (format) checkFormat(path, format, value);
      return value;
    },
    write(writer, { path }, value) {
      if (typeof value !== "string") throw invalidField(path, "text", value);
      checkLength(path, value.length);
      if (format) checkFormat(path, format, value);
      writeText(writer, path, value);
    },
  };
}

/** Makes sure that text keeps a rule; what the rule itself throws is the cause of the error. */
function checkFormat(path: string, format: TextFormat, text: string): void {
  let cause: unknown;
  try {
    // Nothing but true: a promise, of a rule that is async by mistake, would pass everything.
    if (format.test(text) === true) return;
  } catch (error) {
    cause = error;
  }
  throw invalidField(path, format.expected, text, cause);
}

/**
 * An unsigned integer as a number.
 *
 * @param max - the largest value to allow; 2^53 − 1 by default, past which numbers are not exact
 * @throws UmaInvoiceError `INVALID_OPTION` if it is none from 0 to 2^53 − 1
 *
 * @example
 * ```ts
 * const page = message({ number: required(0, integer()) });
 * encodeMessage(page, { number: 1000 }); // 00 02 03 e8
 * encodeMessage(page, { number: 1000 }, { integers: "decimal" }); // 00 04 31 30 30 30
 * ```
 */
export function integer(max: number = Number.MAX_SAFE_INTEGER): Kind<number> {
  if (!Number.isSafeInteger(max) || max < 0)
    throw invalidOption("max", `an integer from 0 to ${Number.MAX_SAFE_INTEGER}`, max);
  return {
    read(reader, { path }, offset, length) {
      const value = readInteger(reader, path, offset, length);
      if (value > max) throw invalidField(path, `an integer up to ${max}`, value);
      return value;
    },
    write(writer, { path }, value) {
      if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > max)
        throw invalidField(path, `an integer from 0 to ${max}`, value);
      writeInteger(writer, value as number);
    },
    isInteger: true,
  };
}

/**
 * An unsigned integer as a bigint, up to 2^63 − 1 in binary and 2^64 − 1 in decimal.
 *
 * @example
 * ```ts
 * const coin = message({ amount: required(0, bigInteger()) });
 * decodeMessage(coin, encodeMessage(coin, { amount: 2n ** 63n - 1n })).amount; // 9223372036854775807n
 * ```
 */
export function bigInteger(): Kind<bigint> {
  return {
    read: (reader, { path }, offset, length) => BigInt(readInteger(reader, path, offset, length)),
    write(writer, { path }, value) {
      const max = largest(writer.integers);
      if (typeof value !== "bigint" || value < 0n || value > max)
        throw invalidField(path, `a bigint from 0 to ${max}`, value);
      writeInteger(writer, value);
    },
    isInteger: true,
  };
}

/**
 * A boolean: one byte, 0 or 1.
 *
 * @example
 * ```ts
 * const flag = message({ on: required(0, boolean()) });
 * encodeMessage(flag, { on: true }); // 00 01 01
 * ```
 */
export function boolean(): Kind<boolean> {
  return {
    read({ bytes }, { path }, offset, length) {
      const byte = bytes[offset]!;
      if (length !== 1 || byte > 1)
        throw invalidField(path, "one byte, 0 or 1", length === 1 ? byte : `${length} bytes`);
      return byte === 1;
    },
    write(writer, { path }, value) {
      if (typeof value !== "boolean") throw invalidField(path, "true or false", value);
      writer.bytes[writer.at++] = value ? 1 : 0;
    },
  };
}

/**
 * Bytes as they are, up to 255 of them.
 *
 * @example
 * ```ts
 * const blob = message({ data: required(0, bytes()) });
 * encodeMessage(blob, { data: Uint8Array.of(0xca, 0xfe) }); // 00 02 ca fe
 * ```
 */
export function bytes(): Kind<Uint8Array> {
  return {
    // Each message is read from a copy of its own, which its values share.
    read: ({ bytes }, _field, offset, length) => bytes.subarray(offset, offset + length),
    write: (writer, { path }, value) => writeBytes(writer, path, value),
  };
}

/**
 * A message inside a message.
 *
 * @param message - the inner message
 * @throws UmaInvoiceError `INVALID_OPTION` if it is none
 *
 * @example
 * ```ts
 * const point = message({ x: required(0, integer()), y: required(1, integer()) });
 * const line = message({ from: required(0, nested(point)), to: required(1, nested(point)) });
 * encodeMessage(line, { from: { x: 0, y: 0 }, to: { x: 3, y: 4 } });
 * ```
 */
export function nested<F extends Fields>(message: Message<F>): Kind<Infer<Message<F>>> {
  return {
    read: (reader, { inside }, offset, length) =>
      Object.freeze(readMessage(reader, inside!, offset, offset + length)),
    write: (writer, { inside, path }, value) => writeMessage(writer, inside!, value, path),
    inside: planOf(message),
  };
}

/** How the values of a {@link Kind} of one's own turn into those of another kind, and back. */
export type Conversion<Value, Base> = {
  /** What the value has to be, to follow "expected" in an error. */
  readonly expected: string;
  /** The value in terms of the other kind; `undefined`, or throwing, refuses it. */
  readonly encode: (value: Value) => Base | undefined;
  /** The other direction; `undefined`, or throwing, refuses it. */
  readonly decode: (base: Base) => Value | undefined;
};

/**
 * A kind of one's own, on top of another: a date on an integer, a list on a text, anything on bytes.
 *
 * @param base - the kind that the values are written as
 * @param conversion - to that kind, and back
 * @throws UmaInvoiceError `INVALID_OPTION` if either is something else
 *
 * @example
 * ```ts
 * const date = custom(integer(), {
 *   expected: "a date",
 *   encode: (value: Date) => value.getTime() / 1000,
 *   decode: (seconds) => new Date(seconds * 1000),
 * });
 * const event = message({ at: required(0, date) });
 * decodeMessage(event, encodeMessage(event, { at: new Date(86_400_000) })).at; // 1970-01-02
 * ```
 */
export function custom<Value, Base>(base: Kind<Base>, conversion: Conversion<Value, Base>): Kind<Value> {
  const { read, write, ...more } = readKind(base, "base");
  const { expected, encode, decode } = readOptions(conversion, "conversion", "expected", "encode", "decode");
  if (typeof expected !== "string" || typeof encode !== "function" || typeof decode !== "function")
    throw invalidOption("conversion", "a text expected, and the functions encode and decode", conversion);
  return {
    read: (reader, field, offset, length) =>
      convert(field.path, expected, read(reader, field, offset, length), decode),
    write: (writer, field, value) => write(writer, field, convert(field.path, expected, value, encode)),
    // Whether they are integers, and what is inside.
    ...more,
  };
}

/** Runs one direction of a {@link Conversion}: whatever it refuses or throws becomes an `INVALID_FIELD`. */
function convert(
  path: string,
  expected: string,
  value: unknown,
  conversion: (value: never) => unknown,
): unknown {
  let cause: unknown;
  try {
    const converted = conversion(value as never);
    if (converted !== undefined) return converted;
  } catch (error) {
    cause = error;
  }
  throw invalidField(path, expected, value, cause);
}
