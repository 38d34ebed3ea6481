import { fromBytesOrHex, sizeOf } from "../../bytes.js";
import { UmaInvoiceError } from "../../errors.js";

/**
 * Reads the key that invoices are bound with.
 *
 * @returns 32 bytes, a copy
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkBindingKey(bindingKey: Uint8Array | string): Uint8Array {
  const key = fromBytesOrHex(bindingKey, 32);
  if (!key)
    throw new UmaInvoiceError(
      "INVALID_FIELD",
      `invoices.bindingKey: expected 32 bytes or their hex, found ${sizeOf(bindingKey)}`,
      { field: "invoices.bindingKey" },
    );
  return key;
}
