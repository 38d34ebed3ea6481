import { invalidField } from "../../invalidField.js";

/**
 * Checks how long to wait for a payment to become known: to an end, in any case.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkMaxWait(maxWait: number): void {
  if (!(maxWait >= 0 && maxWait <= 3600)) throw invalidField("maxWait", "0 to 3600 seconds", maxWait);
}
