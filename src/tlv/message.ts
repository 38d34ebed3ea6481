import { invalidField, UmaInvoiceError } from "../errors.js";
import { pick, read } from "../options.js";
import { checkKind, isInteger, type Kind, makeKind, type valueType } from "./kinds.js";
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

/** A field as encoder and decoder need it at every turn. */
type PlannedField = Field & {
  readonly name: string;
  /** The name behind those of the fields around: `receivingCurrency.decimals`. */
  readonly path: string;
  /** Its place in {@link Plan.slots}. */
  readonly slot: number;
  /** The fields of the message inside. */
  readonly inside: Layout | undefined;
};

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

/**
 * Declares a message: encoder, decoder and type come from this one table.
 *
 * @param fields - the fields by name, in the order in which they are written
 * @throws UmaInvoiceError `INVALID_FIELD` if a tag is taken twice or is none, a name is one that all
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
      throw invalidField(name, "a name that objects do not have by themselves", name);
    const field = read(fields, "fields", name)[name]!;
    const { tag, kind, required } = read(field, name, "tag", "kind", "required");
    if (typeof tag !== "number" || free[tag] !== true)
      throw invalidField(name, "an unused tag up to 255", tag);
    checkKind(kind, name);
    if (typeof required !== "boolean") throw invalidField(name, "required or optional", required);
    free[tag] = false;
    declared[name] = { tag, kind, required };
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
  throw invalidField("fields", "an object of fields", fields, cause);
}

/**
 * What a message that a caller handed in consists of.
 *
 * @throws UmaInvoiceError `INVALID_FIELD` if it was not declared with {@link message}
 */
export function planOf(message: AnyMessage): Plan {
  const { plan } = read(message, "message", "plan");
  const { slots, integers, fields } = pick(plan, "message.plan", "slots", "integers", "fields");
  if (!(slots && integers && fields)) throw invalidField("message", "one that message() declared", message);
  return plan;
}

/** Declares a message of fields whose names and tags have been checked. */
export function makeMessage<const F extends Fields>(fields: F): Message<F> {
  const all: PlannedField[] = [];
  const layout = layOut(fields, "", all);
  const integers = all.filter(({ kind }) => isInteger(kind));
  return { fields, plan: { ...layout, slots: all.map(() => 0), integers } };
}

/** @param all - gets all fields, those inside first */
function layOut(fields: Fields, prefix: string, all: PlannedField[]): Layout {
  const names = Object.keys(fields);
  const byTag = Array<PlannedField | null>(256).fill(null);
  const planned = names.map((name) => {
    const { tag, kind, required } = fields[name]!;
    const path = prefix + name;
    const inside = kind.type === "nested" ? layOut(kind.message.fields, `${path}.`, all) : undefined;
    const field = { name, path, tag, kind, required, slot: all.length, inside };
    all.push(field);
    return (byTag[tag] = field);
  });
  return { names, fields: planned, byTag };
}

/** A field of a message: its tag, its kind, and whether the message has to have it. */
export type Field<Value = unknown, Required extends boolean = boolean> = {
  /** 0 to 255. */
  readonly tag: number;
  readonly kind: Kind<Value>;
  readonly required: Required;
};

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

/**
 * A message inside a message.
 *
 * @param message - the inner message
 * @throws UmaInvoiceError `INVALID_FIELD` if it is none
 *
 * @example
 * ```ts
 * const point = message({ x: required(0, integer()), y: required(1, integer()) });
 * const line = message({ from: required(0, nested(point)), to: required(1, nested(point)) });
 * encodeMessage(line, { from: { x: 0, y: 0 }, to: { x: 3, y: 4 } });
 * ```
 */
export function nested<F extends Fields>(message: Message<F>): Kind<Infer<Message<F>>> {
  planOf(message);
  return makeKind({ type: "nested", message });
}

/** The error for required fields that are absent, all of them at once. */
export function missingFields(fields: readonly string[]): UmaInvoiceError {
  return new UmaInvoiceError("MISSING_FIELD", `expected ${fields.join(", ")}, found none`, {
    field: fields[0]!,
    fields,
  });
}
