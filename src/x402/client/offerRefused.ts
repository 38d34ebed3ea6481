import type { UmaInvoiceError } from "../../errors.js";
import { layerError } from "../../http/layerError.js";

/** The error for what cannot be accepted, before anything is paid. */
export function offerRefused(
  field: string,
  expected: string,
  found: string,
  cause?: unknown,
): UmaInvoiceError {
  return layerError("OFFER_REFUSED", `${field}: expected ${expected}, found ${found}`, { field, cause });
}
