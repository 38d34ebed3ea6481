import { invalidField } from "../../invalidField.js";

/**
 * Checks what an attempt, a claim or a payment is called: without a name, all would have the same.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkName(name: string, field: "attempt" | "claim" | "paymentHash"): void {
  if (typeof name !== "string" || name === "" || name.length > 128)
    throw invalidField(field, "a text of 1 to 128 characters", name);
}
