import { invalidField } from "../../invalidField.js";
import type { UmaFetchOptions } from "./createUmaFetch.js";

/**
 * Checks the options of whoever pays.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkPayer({
  pay,
  maxAmount,
  keyResolver,
}: Pick<UmaFetchOptions, "pay" | "maxAmount" | "keyResolver">): void {
  if (typeof maxAmount !== "object" || maxAmount === null)
    throw invalidField("maxAmount", "the most to pay, by currency", maxAmount);
  for (const [currency, limit] of Object.entries(maxAmount))
    if (typeof limit !== "bigint" || limit < 0n)
      throw invalidField(`maxAmount.${currency}`, "a bigint, 0 or more", limit);
  if (typeof pay !== "function") throw invalidField("pay", "a function", pay);
  if (typeof keyResolver?.resolve !== "function")
    throw invalidField("keyResolver", "a key resolver", keyResolver);
}
