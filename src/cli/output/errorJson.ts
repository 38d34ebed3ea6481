import type { UmaInvoiceError } from "../../errors.js";

/** An error, for programs. */
export function errorJson({ code, message, field, fields, offset }: UmaInvoiceError): object {
  return { code, message, field, fields, offset };
}
