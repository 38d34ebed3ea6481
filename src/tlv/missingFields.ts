import { UmaInvoiceError } from "../errors.js";

/** The error for required fields that are absent, all of them at once. */
export function missingFields(fields: readonly string[]): UmaInvoiceError {
  return new UmaInvoiceError("MISSING_FIELD", `expected ${fields.join(", ")}, found none`, {
    field: fields[0]!,
    fields,
  });
}
