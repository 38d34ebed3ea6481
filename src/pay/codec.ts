import { type ErrorMeaning, type RefusalDetails, refusal } from "../errors.js";
import { hasOwn } from "../options.js";
import type { TextFormat } from "../tlv/kinds.js";
import { type Decimal, formatDecimal, largestAmount, readDecimal } from "./amount.js";
import { payRefusal } from "./errors.js";
import {
  below,
  digitsOf,
  fromJson,
  isJsonObject,
  type Json,
  type JsonSource,
  type JsonValue,
  jsonNumber,
  objectOf,
  partsOf,
  type Refuse,
  readJson,
  stringifyJson,
  toJson,
} from "./json.js";

/** How a value of a message is read and written. */
export type Codec<Value> = {
  /** What it has to be. */
  readonly expected: string;
  readonly read: (json: Json, path: string, refuse: Refuse) => Value;
  /** The value comes from a caller, and may be anything. What is written is read again before it goes out. */
  readonly write: (value: unknown, path: string, refuse: Refuse) => Json;
};

/** A property of a message. `null` counts as absent. */
type Field<Value> = Codec<Value> & {
  readonly isOptional?: boolean;
  /** What an absent one stands for. */
  readonly otherwise?: () => Value;
};

/** A property that need not be there. */
export type OptionalField<Value> = Codec<Value | undefined> & { readonly isOptional: true };

/** Those properties that a type names. */
type Named<Message> = { [Name in keyof Message as string extends Name ? never : Name]: Message[Name] };

/** How each property of a message is read and written. All others are left alone. */
type Shape<Message> = {
  readonly [Name in keyof Message]-?: Record<never, never> extends Pick<Message, Name>
    ? OptionalField<Message[Name]>
    : Field<Message[Name]>;
};

/**
 * Reads a message.
 *
 * @param meaning - what it is to the other side if it is none
 * @throws UmaInvoiceError `INVALID_MESSAGE`
 */
export function decodeWith<Message>(
  { read }: Codec<Message>,
  source: JsonSource,
  meaning: ErrorMeaning,
): Message {
  const refuse: Refuse = (details) => payRefusal("INVALID_MESSAGE", { meaning, ...named(details) });
  return read(readJson(source, refuse), "", refuse);
}

/** The path of the message itself is empty. */
function named(details: RefusalDetails): RefusalDetails {
  return { ...details, field: details.field || "message" };
}

/** Makes the error for a message that a caller hands in. */
const refuseGiven: Refuse = (details) => refusal("INVALID_FIELD", named(details));

/**
 * Writes a message as JSON.
 *
 * @throws UmaInvoiceError `INVALID_FIELD` if it would not be read
 */
export function encodeWith<Message>({ read, write }: Codec<Message>, message: Message): string {
  const json = write(message, "", refuseGiven);
  read(json, "", refuseGiven);
  return stringifyJson(json);
}

/**
 * A message that a caller hands in, as its reader will see it.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkWith<Message>({ read, write }: Codec<Message>, message: Message): Message {
  return read(write(message, "", refuseGiven), "", refuseGiven);
}

/**
 * A value that is one in JSON.
 *
 * @param format - writes it, where JSON does not have it as it is; may throw anything
 */
export function leaf<Value>(
  expected: string,
  parse: (json: Json) => Value | undefined,
  format?: (value: Value) => Json,
): Codec<Value> {
  return {
    expected,
    read(json, path, refuse) {
      const value = parse(json);
      if (value === undefined) throw refuse({ field: path, expected, found: fromJson(json) });
      return value;
    },
    write(value, path, refuse) {
      if (!format) return toJson(value, path, refuse);
      try {
        return format(value as Value);
      } catch (cause) {
        throw refuse({ field: path, expected, found: value, cause });
      }
    },
  };
}

/** A text of some form, any by default. */
export function text<Value extends string = string>(format?: TextFormat): Codec<Value> {
  const { expected = "a text", test = () => true } = format ?? {};
  return leaf(expected, (json) => (typeof json === "string" && test(json) ? (json as Value) : undefined));
}

/** One of some texts. */
export function oneOf<Value extends string>(...values: readonly Value[]): Codec<Value> {
  return text({ expected: values.join(", "), test: (value) => values.some((known) => known === value) });
}

export function boolean(): Codec<boolean> {
  return leaf("true or false", (json) => (typeof json === "boolean" ? json : undefined));
}

/** A whole number, however it is written: of a float, Python writes `1000.0`. */
function whole(json: Json, most: bigint): bigint | undefined {
  const { numerator = -1n, scale } = readDecimal(digitsOf(json) ?? "") ?? {};
  return scale === 0 && numerator >= 0n && numerator <= most ? numerator : undefined;
}

/** A number of the smallest unit of something. */
export function amount(least: 0n | 1n = 0n): Codec<bigint> {
  return leaf(`a whole number from ${least} to 2^64 - 1`, (json) => {
    const value = whole(json, largestAmount);
    return value !== undefined && value >= least ? value : undefined;
  });
}

/** A whole number that is small. */
export function integer(most: number, expected = `a whole number from 0 to ${most}`): Codec<number> {
  return leaf(expected, (json) => {
    const value = whole(json, BigInt(most));
    return value === undefined ? undefined : Number(value);
  });
}

/** How many of one thing there are for a unit of another. */
export function multiplier(): Codec<Decimal> {
  return leaf(
    "a number above 0, of at most 60 digits before the point and behind it",
    (json) => {
      const value = readDecimal(digitsOf(json) ?? "");
      return value && value.numerator > 0n ? value : undefined;
    },
    (value) => jsonNumber(formatDecimal(value)),
  );
}

/** Whatever it is. */
export function anything(): Codec<JsonValue> {
  return { expected: "JSON", read: fromJson, write: toJson };
}

/** A list. */
export function list<Item>(item: Codec<Item>, most: number): Codec<readonly Item[]> {
  const expected = `a list of at most ${most}`;
  return {
    expected,
    read(json, path, refuse) {
      if (!Array.isArray(json) || json.length > most)
        throw refuse({ field: path, expected, found: fromJson(json) });
      return json.map((inner: Json, i) => item.read(inner, `${path}[${i}]`, refuse));
    },
    write(value, path, refuse) {
      const parts = partsOf(value, path, refuse);
      if (!parts || parts instanceof Map) throw refuse({ field: path, expected, found: value });
      return Array.from(parts, (inner, i) => item.write(inner, `${path}[${i}]`, refuse));
    },
  };
}

/** Values by name. */
export function record<Value>(value: Codec<Value>): Codec<{ readonly [name: string]: Value }> {
  return {
    expected: anObject,
    read(json, path, refuse) {
      const given = Array.from(properties(json, path, refuse)).filter(([, inner]) => inner !== null);
      return objectOf(new Map(given), (inner, name) => value.read(inner, below(path, name), refuse));
    },
    write: (given, path, refuse) =>
      objectOf(givenProperties(given, path, refuse), (inner, name) =>
        value.write(inner, below(path, name), refuse),
      ),
  };
}

/**
 * An object of a message. Properties that it does not name are kept as they are.
 *
 * @param check - what one property has to do with another
 */
export function object<Message extends object>(
  shape: Shape<Named<Message>>,
  check?: (message: Message, path: string, refuse: Refuse) => void,
): Codec<Message> {
  const fields = shape as { readonly [name: string]: Field<unknown> };
  return {
    expected: anObject,
    read(json, path, refuse) {
      const found = properties(json, path, refuse);
      const message = new Map<string, unknown>();
      for (const [name, field] of Object.entries(fields)) {
        const inner = found.get(name) ?? null;
        const value = inner === null ? field.otherwise?.() : field.read(inner, below(path, name), refuse);
        if (value !== undefined) message.set(name, value);
        else if (!field.isOptional)
          throw refuse({ field: below(path, name), expected: field.expected, instead: "nothing" });
      }
      for (const [name, inner] of found) if (!hasOwn(fields, name)) message.set(name, fromJson(inner));
      const whole = objectOf(message, (value) => value) as Message;
      check?.(whole, path, refuse);
      return whole;
    },
    write: (value, path, refuse) =>
      objectOf(givenProperties(value, path, refuse), (inner, name) =>
        (hasOwn(fields, name) ? fields[name]!.write : toJson)(inner, below(path, name), refuse),
      ),
  };
}

const anObject = "an object";

function properties(json: Json, path: string, refuse: Refuse): ReadonlyMap<string, Json> {
  if (!isJsonObject(json)) throw refuse({ field: path, expected: anObject, found: fromJson(json) });
  return new Map(Object.entries(json));
}

function givenProperties(value: unknown, path: string, refuse: Refuse): ReadonlyMap<string, unknown> {
  const parts = partsOf(value, path, refuse);
  if (!(parts instanceof Map)) throw refuse({ field: path, expected: anObject, found: value });
  return parts;
}

/** A property that need not be there. */
export function optional<Value>(codec: Codec<Value>): OptionalField<Value> {
  return { ...codec, isOptional: true };
}

/** The same for a text, which some SDKs leave empty where there is nothing to say. */
export function optionalText(): OptionalField<string> {
  const { read, ...codec } = text();
  return {
    ...codec,
    isOptional: true,
    read: (json, path, refuse) => read(json, path, refuse) || undefined,
  };
}

/** A property that some SDKs leave out where they mean something. */
export function withDefault<Value>(codec: Codec<Value>, otherwise: () => Value): Field<Value> {
  return { ...codec, otherwise };
}
