import { couldBeSecret, describe } from "./describe.js";
import { UmaInvoiceError } from "./errors.js";

/**
 * The error for a value, of a field or of an argument, that is not what it has to be.
 *
 * @param field - its path; where a caller chose the name, it may be anything, even a secret key that stands in
 * the wrong place, and is then left out
 */
export function invalidField(
  field: string,
  expected: string,
  found: unknown,
  cause?: unknown,
): UmaInvoiceError {
  const path = field.length > 128 || couldBeSecret(field) ? "a field" : field;
  return new UmaInvoiceError("INVALID_FIELD", `${path}: expected ${expected}, found ${describe(found)}`, {
    field: path,
    cause,
  });
}
