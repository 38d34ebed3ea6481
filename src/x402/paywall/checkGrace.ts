import { invalidField } from "../../invalidField.js";

/**
 * Checks how long after its invoice has expired a payment may be settled.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkGrace(graceSeconds: number | undefined): void {
  if (graceSeconds !== undefined && !(Number.isSafeInteger(graceSeconds) && graceSeconds >= 0))
    throw invalidField("graceSeconds", "seconds, 0 or more", graceSeconds);
}
