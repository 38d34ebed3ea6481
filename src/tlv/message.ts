import { invalidField } from "../invalidField.js";
import { pick, read } from "../options.js";
import type { Field } from "./field.js";
import { checkKind, type valueType } from "./kind.js";
import { makeMessage } from "./makeMessage.js";
import type { MayHaveUnknownRecords } from "./unknownRecords.js";

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
export type PlannedField = Field & {
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
