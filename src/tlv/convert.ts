import { invalidField } from "../invalidField.js";

/** Runs one direction of a {@link Conversion}: whatever it refuses or throws becomes an `INVALID_FIELD`. */
export function convert(
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
