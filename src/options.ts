import { invalidField } from "./errors.js";

/**
 * Reads properties of an object that a caller handed in, each once: what a getter says the next time, or a
 * caller changes later, does not count any more.
 *
 * @param value - the object
 * @param field - what it is called in errors
 * @param names - the properties to read
 * @throws UmaInvoiceError `INVALID_FIELD` if it is no object, or reading it throws
 */
export function read<Value extends object, Name extends keyof Value & string>(
  value: Value,
  field: string,
  ...names: readonly Name[]
): Pick<Value, Name> {
  if (Object(value) !== value) throw invalidField(field, "an object", value);
  const found: Partial<Pick<Value, Name>> = {};
  for (const name of names) {
    try {
      const property = value[name];
      if (property !== undefined) found[name] = property;
    } catch (cause) {
      throw invalidField(`${field}.${name}`, "a property that can be read", value, cause);
    }
  }
  return found as Pick<Value, Name>;
}

/** The same for options: absent ones are as good as empty ones. */
export function pick<Value extends object, Name extends keyof Value & string>(
  value: Value | undefined,
  field: string,
  ...names: readonly Name[]
): Pick<Value, Name> {
  return value === undefined ? ({} as Pick<Value, Name>) : read(value, field, ...names);
}

/**
 * A copy of an array that a caller handed in.
 *
 * @param field - what it is called in errors
 * @param expected - what it has to be
 * @throws UmaInvoiceError `INVALID_FIELD` if it is no array, or reading it throws
 */
export function readList<Item>(value: readonly Item[], field: string, expected: string): Item[] {
  let cause: unknown;
  try {
    if (Array.isArray(value)) return Array.from(value as readonly Item[]);
  } catch (error) {
    cause = error;
  }
  throw invalidField(field, expected, value, cause);
}

/** Whether an object has a property of its own. Safari knows `Object.hasOwn` from 15.4 on only. */
export function hasOwn(value: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(value, name) !== undefined;
}

/**
 * What tells a caller's log of an error. Whatever becomes of the log, the work goes on: what it throws, or
 * rejects with, is nobody's business.
 */
export function toLog(log: ((error: unknown) => unknown) | undefined): (error: unknown) => void {
  return (error) => {
    new Promise((resolve) => resolve(log?.(error))).catch(() => undefined);
  };
}
