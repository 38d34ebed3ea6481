import type { Kind } from "./kind.js";

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
