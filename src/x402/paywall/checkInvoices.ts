import { invalidField } from "../../invalidField.js";
import { checkBindingKey } from "./checkBindingKey.js";
import type { PaywallInvoices } from "./PaywallOptions.js";

/**
 * Checks where invoices come from.
 *
 * @returns the key that they are bound with: 32 bytes, a copy
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkInvoices({ create, bindingKey }: PaywallInvoices): Uint8Array {
  if (typeof create !== "function") throw invalidField("invoices.create", "a function", create);
  return checkBindingKey(bindingKey);
}
