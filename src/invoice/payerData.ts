import { invalidField } from "../errors.js";
import { hasOwn, read } from "../options.js";
import { payerDataExpected, type RequiredPayerData } from "../uma/payerData.js";
import type { Invoice } from "./invoice.js";

/**
 * Lists the fields that the receiver's VASP insists on and the payer has not given.
 *
 * @param invoice - the invoice
 * @param payerData - what the payer gives, by field; `undefined`, `null` and `""` count as not given
 * @throws UmaInvoiceError `INVALID_FIELD` if the invoice or the payer's data are no object, or cannot be read
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
  const { requiredPayerData } = read(invoice, "invoice", "requiredPayerData");
  return mandatoryKeys(requiredPayerData ?? {}).filter((key) => {
    const value = given(payerData, key);
    return value === undefined || value === null || value === "";
  });
}

function mandatoryKeys(required: RequiredPayerData): string[] {
  try {
    return Object.keys(required).filter((key) => required[key]!.mandatory);
  } catch (cause) {
    throw invalidField("requiredPayerData", payerDataExpected, required, cause);
  }
}

function given(payerData: { readonly [key: string]: unknown }, key: string): unknown {
  try {
    return hasOwn(payerData, key) ? payerData[key] : undefined;
  } catch (cause) {
    throw invalidField("payerData", "an object that can be read", payerData, cause);
  }
}
