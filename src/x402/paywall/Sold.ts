import type { Offered } from "./Offered.js";
import type { Price } from "./Price.js";

/** What counts when a payment is held against an offer: of the currency, the code alone. */
export type Sold = Omit<Offered, "price"> & {
  readonly price: { readonly amount: Price["amount"]; readonly currency: { readonly code: string } };
};
