import { describe } from "./describe.js";
import { UmaInvoiceError } from "./errors.js";

/** The error for a value, of a field or of an argument, that is not what it has to be. */
export function invalidField(
  field: string,
  expected: string,
  found: unknown,
  cause?: unknown,
): UmaInvoiceError {
  return new UmaInvoiceError("INVALID_FIELD", `${field}: expected ${expected}, found ${describe(found)}`, {
    field,
    cause,
  });
}
