import { invalidField } from "../invalidField.js";
import type { Invoice } from "./Invoice.js";

/**
 * Lists the fields that the receiver's VASP insists on and the payer has not given.
 *
 * @param invoice - the invoice
 * @param payerData - what the payer gives, by field; `undefined`, `null` and `""` count as not given
 * @throws UmaInvoiceError `INVALID_FIELD` if the payer's data are no object
 * @returns the names of the missing fields, in the invoice's order
 * @see UMAD-09, `requiredPayerData`
 *
 * @example
 * ```ts
 * missingPayerData(invoice, { name: "Alice" }); // ["compliance"]
 * ```
 */
export function missingPayerData(
  invoice: Pick<Invoice, "requiredPayerData">,
  payerData: { readonly [key: string]: unknown },
): string[] {
  if (typeof payerData !== "object" || payerData === null)
    throw invalidField("payerData", "an object", payerData);
  return Object.entries(invoice.requiredPayerData ?? {})
    .filter(([key, { mandatory }]) => {
      const given = Object.hasOwn(payerData, key) ? payerData[key] : undefined;
      return mandatory && (given === undefined || given === null || given === "");
    })
    .map(([key]) => key);
}
