import { invalidField } from "../invalidField.js";
import type { Field } from "./field.js";
import { isInteger, type valueType } from "./kind.js";
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

/**
 * What encoder and decoder need at every turn, laid out once. A decoder notes in one array, a slot a
 * field, where the values of a message stand; behind them come those of the messages inside.
 */
export type Plan = {
  readonly names: readonly string[];
  readonly fields: readonly Field[];
  /** The index of the field of each tag, or -1. */
  readonly indexOf: Int16Array;
  /** The first slot of the message inside each field. */
  readonly innerSlots: readonly number[];
  /** A zero for each slot. */
  readonly slots: readonly number[];
  /** The integer fields, those of the messages inside among them. */
  readonly integers: readonly { readonly slot: number; readonly path: string }[];
};

/**
 * Declares a message: encoder, decoder and type come from this one table.
 *
 * @param fields - the fields by name, in the order in which they are written
 * @throws UmaInvoiceError `INVALID_FIELD` if a tag is taken twice or is none, or a name is one that all
 * objects have (`constructor`)
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
  const names = Object.keys(fields);
  const indexOf = new Int16Array(256).fill(-1);
  const innerSlots: number[] = [];
  const integers: { slot: number; path: string }[] = [];
  let slots = names.length;
  names.forEach((name, index) => {
    const { tag, kind } = fields[name]!;
    // What every object inherits would be taken for the value of such a field.
    if (name in Object.prototype)
      throw invalidField(name, "a name that objects do not have by themselves", name);
    if (indexOf[tag] !== -1) throw invalidField(name, "an unused tag up to 255", tag);
    indexOf[tag] = index;
    innerSlots.push(slots);
    if (isInteger(kind)) integers.push({ slot: index, path: name });
    if (kind.type === "nested") {
      const inner = kind.message.plan;
      for (const { slot, path } of inner.integers)
        integers.push({ slot: slots + slot, path: `${name}.${path}` });
      slots += inner.slots.length;
    }
  });
  return {
    fields,
    plan: {
      names,
      fields: Object.values(fields),
      indexOf,
      innerSlots,
      slots: Array.from({ length: slots }, () => 0),
      integers,
    },
  };
}
