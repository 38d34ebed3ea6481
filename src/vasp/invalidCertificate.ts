import type { UmaInvoiceError } from "../errors.js";
import { layerError } from "../http/layerError.js";

/** The error for a certificate, or a chain of them, that does not hold. */
export function invalidCertificate(expected: string, cause?: unknown): UmaInvoiceError {
  return layerError("INVALID_CERTIFICATE", `certificate: expected ${expected}`, { cause });
}
