import { UmaInvoiceError } from "../errors.js";

/** The error for a signature that does not hold. */
export function invalidSignature(expected: string): UmaInvoiceError {
  return new UmaInvoiceError("INVALID_SIGNATURE", `signature: expected ${expected}`, { field: "signature" });
}
