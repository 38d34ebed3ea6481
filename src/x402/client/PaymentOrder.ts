import type { VerifiedInvoice } from "../../invoice/Invoice.js";

/** What to pay: an UMA invoice, or an amount to an UMA address. */
export type PaymentOrder =
  | {
      /** Its `receivingCurrency.decimals` is what its amount was measured by. */
      readonly invoice: VerifiedInvoice;
      /** There if the seller takes a payment of this very invoice alone: one to its receiver's address is lost. */
      readonly invoiceOnly?: true;
    }
  | {
      readonly umaAddress: string;
      /** In the smallest unit of the currency that the receiver gets. */
      readonly amount: bigint;
      /** The code of that currency: `USD`. */
      readonly currency: string;
      /** The decimals that the amount was measured by: 2 if it counts cents. */
      readonly decimals: number;
    };
