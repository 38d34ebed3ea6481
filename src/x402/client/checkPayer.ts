import { invalidField } from "../../invalidField.js";
import { pick } from "../../options.js";
import type { UmaFetchOptions } from "./createUmaFetch.js";

/**
 * Checks the options of whoever pays, but for the limits.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkPayer(
  options: Partial<Pick<UmaFetchOptions, "pay" | "keyResolver" | "now" | "ecdsa">>,
): void {
  const { pay, keyResolver, now, ecdsa } = options;
  if (typeof pay !== "function") throw invalidField("pay", "a function", pay);
  if (typeof pick(keyResolver, "keyResolver", "resolve").resolve !== "function")
    throw invalidField("keyResolver", "a key resolver", keyResolver);
  if (now !== undefined && typeof now !== "function") throw invalidField("now", "a function", now);
  if (ecdsa !== undefined && typeof pick(ecdsa, "ecdsa", "verify").verify !== "function")
    throw invalidField("ecdsa", "an engine that verifies", ecdsa);
}
