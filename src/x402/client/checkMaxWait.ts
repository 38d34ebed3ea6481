import { invalidField } from "../../invalidField.js";

/**
 * Checks how long to wait for a payment to become known, or how much time has to be left for one: to an end,
 * in any case.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkMaxWait(seconds: number, field = "maxWait"): void {
  if (!(typeof seconds === "number" && seconds >= 0 && seconds <= 3600))
    throw invalidField(field, "0 to 3600 seconds", seconds);
}
