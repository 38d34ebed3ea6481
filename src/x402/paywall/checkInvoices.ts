import { invalidField } from "../../invalidField.js";
import { pick } from "../../options.js";
import { checkBindingKey } from "./checkBindingKey.js";
import type { PaywallInvoices } from "./PaywallOptions.js";

/**
 * Checks where invoices come from.
 *
 * @param invoices - `undefined` if none are issued
 * @returns what creates them, and the key that they are bound with: 32 bytes, a copy
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkInvoices(invoices: PaywallInvoices | undefined): {
  readonly create?: PaywallInvoices["create"];
  readonly bindingKey?: Uint8Array;
} {
  if (invoices === undefined) return {};
  const { create, bindingKey } = pick(invoices, "invoices", "create", "bindingKey");
  if (typeof create !== "function") throw invalidField("invoices.create", "a function", create);
  return { create: (fields) => create.call(invoices, fields), bindingKey: checkBindingKey(bindingKey) };
}
