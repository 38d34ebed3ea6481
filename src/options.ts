import { invalidField } from "./invalidField.js";

/**
 * Reads properties of an object that a caller handed in, each once: what a getter says the next time, or a
 * caller changes later, does not count any more.
 *
 * @param value - the object; absent options are as good as empty ones
 * @param field - what it is called in errors
 * @param names - the properties to read
 * @throws UmaInvoiceError `INVALID_FIELD` if it is no object, or reading it throws
 */
export function pick<Value extends object, Name extends keyof Value & string>(
  value: Value | undefined,
  field: string,
  ...names: readonly Name[]
): Pick<Value, Name> {
  const read: Partial<Pick<Value, Name>> = {};
  if (value === undefined) return read as Pick<Value, Name>;
  if (Object(value) !== value) throw invalidField(field, "an object", value);
  for (const name of names) {
    try {
      const property = value[name];
      if (property !== undefined) read[name] = property;
    } catch (cause) {
      throw invalidField(`${field}.${name}`, "a property that can be read", value, cause);
    }
  }
  return read as Pick<Value, Name>;
}
