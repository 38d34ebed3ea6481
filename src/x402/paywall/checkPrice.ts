import { faultOf } from "../messages/faultOf.js";
import { nonEmptyText, object } from "../messages/properties.js";
import { readObject } from "../messages/readObject.js";
import type { Price } from "./Price.js";
import { units } from "./units.js";

/**
 * Checks a price as far as an offer shows it; whoever writes an invoice looks at all of the currency.
 *
 * @returns a copy
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkPrice(price: Price): Price {
  const fault = faultOf("INVALID_FIELD");
  const { amount, currency } = readObject(price, "price", { amount: units, currency: object }, fault);
  return {
    amount: amount as bigint,
    currency: readObject(currency, "price.currency", { code: nonEmptyText }, fault) as Price["currency"],
  };
}
