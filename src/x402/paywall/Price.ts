import type { InvoiceCurrency } from "../../invoice/Invoice.js";

/** What a resource costs. */
export type Price = {
  /** In the smallest unit of the currency: 1 to 2^64 − 1. */
  readonly amount: bigint;
  /** The currency that the receiver gets. */
  readonly currency: InvoiceCurrency;
};
