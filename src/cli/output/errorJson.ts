import type { UmaInvoiceError } from "../../errors.js";
import { withoutKeys } from "./withoutKeys.js";

/** An error, for programs. */
export function errorJson({ code, message, field, fields, offset }: UmaInvoiceError): object {
  return { code, message: withoutKeys(message), field, fields, offset };
}
