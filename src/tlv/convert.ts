import { invalidField } from "../invalidField.js";

/** Runs one direction of a {@link Conversion}: whatever it refuses or throws becomes an `INVALID_FIELD`. */
export function convert(path: string, expected: string, value: unknown, conversion: () => unknown): unknown {
  let cause: unknown;
  try {
    const converted = conversion();
    if (converted !== undefined) return converted;
  } catch (error) {
    cause = error;
  }
  throw invalidField(path, expected, value, cause);
}
