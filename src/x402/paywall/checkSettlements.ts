import { invalidField } from "../../invalidField.js";
import { pick } from "../../options.js";
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
  const read = pick(settlements, "settlements", ...names);
  for (const name of names)
    if (typeof read[name] !== "function") throw invalidField(`settlements.${name}`, "a function", read[name]);
}
