import { invalidField } from "../../invalidField.js";
import type { Settlements } from "../settlements/Settlements.js";

/**
 * Checks that an option has these methods.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkSettlements<Name extends keyof Settlements>(
  settlements: Pick<Settlements, Name>,
  ...names: readonly Name[]
): void {
  for (const name of names)
    if (typeof settlements?.[name] !== "function")
      throw invalidField(`settlements.${name}`, "a function", settlements?.[name]);
}
