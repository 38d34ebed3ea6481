import { invalidOption, refusal, type UmaInvoiceError } from "../errors.js";
import { readOptions } from "../options.js";
import type { IntegerDialect } from "./dialect.js";
import type { MayHaveUnknownRecords } from "./records.js";

/** The fields of a message by name, in the order in which they are written. */
export type Fields = { readonly [name: string]: Field };

/** A declared message. */
export type Message<F extends Fields> = {
  readonly fields: F;
  readonly plan: Plan;
};

/** A message of whatever fields. */
export type AnyMessage = Message<Fields>;

/** The type of a message's values. */
export type Infer<M extends AnyMessage> =
  M extends Message<infer F>
    ? Simplify<
        {
          readonly [Name in keyof F as F[Name] extends Field<unknown, true> ? Name : never]: ValueOf<F[Name]>;
        } & {
          readonly [Name in keyof F as F[Name] extends Field<unknown, false> ? Name : never]?: ValueOf<
            F[Name]
          >;
        }
      > &
        MayHaveUnknownRecords
    : never;

type ValueOf<F> = F extends { readonly kind: { readonly [valueType]?: infer Value } } ? Value : never;
type Simplify<T> = { [Key in keyof T]: T[Key] };

/** A field of a message: its tag, its kind, and whether the message has to have it. */
export type Field<Value = unknown, Required extends boolean = boolean> = {
  /** 0 to 255. */
  readonly tag: number;
  readonly kind: Kind<Value>;
  readonly required: Required;
};

/** Where a {@link Kind} carries the type of its values; nothing is there at run time. */
declare const valueType: unique symbol;

/** How the values of a field stand on the wire. `text()`, `integer()` and others make one, `custom()` one of your own. */
export type Kind<Value> = Codec & { readonly [valueType]?: Value };

/** What a {@link Kind} consists of: a new one is one such object. */
export type Codec = {
  /** Reads a value; it need not be checked that its bytes are there. */
  readonly read: (reader: Reader, field: PlannedField, offset: number, length: number) => unknown;
  /** Writes a value, after having made sure that it is one. */
  readonly write: (writer: Writer, field: PlannedField, value: unknown) => void;
  /** Whether the values are integers: all of a message together tell its dialect. */
  readonly isInteger?: boolean | undefined;
  /** The fields inside, if the values are messages. */
  readonly inside?: Layout | undefined;
};

/** A field as encoder and decoder need it at every turn. */
export type PlannedField = NamedField & {
  /** The name behind those of the fields around: `receivingCurrency.decimals`. */
  readonly path: string;
  /** Its place in {@link Plan.slots}. */
  readonly slot: number;
};

type NamedField = Codec & { readonly name: string; readonly tag: number; readonly required: boolean };

/** The fields of a message. */
export type Layout = {
  readonly names: readonly string[];
  readonly fields: readonly PlannedField[];
  /** The field of each tag up to 255, or null. */
  readonly byTag: readonly (PlannedField | null)[];
};

/** The fields of a message, and all of those inside. */
export type Plan = Layout & {
  /** A zero for each: a decoder notes in a copy where their values stand. */
  readonly slots: readonly number[];
  /** Those that are integers. */
  readonly integers: readonly PlannedField[];
};

/** What a message is read from. */
export type Reader = {
  readonly bytes: Uint8Array;
  readonly integers: IntegerDialect;
  /** The offset of each field's value, by slot; 0 means nowhere, as a value has two bytes before it. */
  readonly offsets: readonly number[];
  /** {@link bytes} as text, one character a byte; only the characters of ASCII bytes are right. */
  ascii: string | undefined;
  /** Is called with each message when its fields have been read, the outermost last, and with where it stands. */
  readonly finish: Finish | undefined;
};

export type Finish = (
  message: Record<PropertyKey, unknown>,
  reader: Reader,
  layout: Layout,
  start: number,
  end: number,
) => void;

/** What a message is written to. */
export type Writer = {
  /** Memory with room for the longest value. */
  bytes: Uint8Array;
  /** Where the next byte goes. */
  at: number;
  readonly integers: IntegerDialect;
  /** The paths of required fields that the value did not have. */
  readonly missing: string[];
  /** Writes what a message has besides its fields; gets what stands before their names in a path. */
  readonly writeMore: WriteMore | undefined;
};

export type WriteMore = (writer: Writer, layout: Layout, message: object, prefix: string) => void;

/**
 * Declares a message: encoder, decoder and type come from this one table.
 *
 * @param fields - the fields by name, in the order in which they are written
 * @throws UmaInvoiceError `INVALID_OPTION` if a tag is taken twice or is none, a name is one that all
 * objects have (`constructor`), or a field is none
 *
 * @example
 * ```ts
 * const person = message({ name: required(0, text()), age: optional(1, integer(150)) });
 * type Person = Infer<typeof person>; // { readonly name: string; readonly age?: number }
 * const bytes = encodeMessage(person, { name: "Ada", age: 36 }); // 00 03 41 64 61 01 01 24
 * decodeMessage(person, bytes).name; // "Ada"
 * ```
 */
export function message<const F extends Fields>(fields: F): Message<F> {
  const declared: { [name: string]: Field } = {};
  // What is no tag has no entry, and what is taken another one.
  const free = Array<boolean>(256).fill(true);
  for (const name of namesOf(fields)) {
    // What every object inherits would be taken for the value of such a field.
    if (name in Object.prototype)
      throw invalidOption(name, "a name that objects do not have by themselves", name);
    const field = readOptions(fields, "fields", name)[name];
    const { tag, kind, required } = readOptions(field, name, "tag", "kind", "required");
    if (typeof tag !== "number" || free[tag] !== true)
      throw invalidOption(name, "an unused tag up to 255", tag);
    if (typeof required !== "boolean") throw invalidOption(name, "required or optional", required);
    free[tag] = false;
    declared[name] = { tag, kind: readKind(kind, name), required };
  }
  return makeMessage(declared as F);
}

function namesOf(fields: Fields): string[] {
  let cause: unknown;
  try {
    if (typeof fields === "object" && fields !== null) return Object.keys(fields);
  } catch (error) {
    cause = error;
  }
  throw invalidOption("fields", "an object of fields", fields, cause);
}

/**
 * A field that every message has to have.
 *
 * @param tag - 0 to 255
 * @param kind - how its values are written and read
 */
export function required<Value>(tag: number, kind: Kind<Value>): Field<Value, true> {
  return { tag, kind, required: true };
}

/**
 * A field that a message may have.
 *
 * @param tag - 0 to 255
 * @param kind - how its values are written and read
 */
export function optional<Value>(tag: number, kind: Kind<Value>): Field<Value, false> {
  return { tag, kind, required: false };
}

/** Declares a message of fields whose names and tags have been checked. */
export function makeMessage<const F extends Fields>(fields: F): Message<F> {
  const all: PlannedField[] = [];
  const named = Object.keys(fields).map((name): NamedField => {
    const { tag, kind, required } = fields[name]!;
    return { name, tag, required, ...kind };
  });
  const layout = layOut(named, "", all);
  return {
    fields,
    plan: { ...layout, slots: all.map(() => 0), integers: all.filter((field) => field.isInteger) },
  };
}

/** @param all - gets all fields, those inside first */
function layOut(named: readonly NamedField[], prefix: string, all: PlannedField[]): Layout {
  const byTag = Array<PlannedField | null>(256).fill(null);
  const fields = named.map(({ name, tag, required, read, write, isInteger, inside }) => {
    const path = prefix + name;
    const layout = inside && layOut(inside.fields, `${path}.`, all);
    const slot = all.length;
    // All have the same properties, there or not, in the same order: an engine finds them without a search.
    const field = { name, path, tag, required, slot, read, write, isInteger, inside: layout };
    all.push(field);
    return (byTag[tag] = field);
  });
  return { names: fields.map(({ name }) => name), fields, byTag };
}

/**
 * What a message that a caller handed in consists of.
 *
 * @throws UmaInvoiceError `INVALID_OPTION` if it was not declared with {@link message}
 */
export function planOf(message: AnyMessage): Plan {
  const { plan } = readOptions(message, "message", "plan");
  const { slots, integers, fields } = readOptions(plan, "message.plan", "slots", "integers", "fields");
  if (!(plan && slots && integers && fields))
    throw invalidOption("message", "one that message() declared", message);
  return plan;
}

/**
 * What a kind that a caller handed in consists of, each property read once.
 *
 * @param field - what it is called in errors
 * @throws UmaInvoiceError `INVALID_OPTION` if it is none
 */
export function readKind(kind: Kind<unknown>, field: string): Codec {
  const found = readOptions(kind, field, "read", "write", "isInteger", "inside");
  if (typeof found.read !== "function" || typeof found.write !== "function")
    throw invalidOption(field, "a kind, such as text() gives", kind);
  return found;
}

/** The error for required fields that are absent, all of them at once. */
export function missingFields(fields: readonly string[]): UmaInvoiceError {
  const expected = fields.join(", ");
  return refusal("MISSING_FIELD", { field: fields[0]!, fields, expected, instead: "none" });
}
