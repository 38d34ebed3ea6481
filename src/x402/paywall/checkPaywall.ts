import { invalidField } from "../../invalidField.js";
import { pick } from "../../options.js";
import type { Paywall } from "./Paywall.js";

/**
 * Checks what an adapter is to put before a handler.
 *
 * @returns the paywall, as it was
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkPaywall(paywall: Paywall): Paywall {
  const { admit } = pick(paywall, "paywall", "admit");
  if (typeof admit !== "function") throw invalidField("paywall", "a paywall", paywall);
  return paywall;
}
