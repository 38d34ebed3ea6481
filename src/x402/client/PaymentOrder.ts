import type { VerifiedInvoice } from "../../invoice/Invoice.js";

/** What to pay: an UMA invoice, or an amount to an UMA address. */
export type PaymentOrder =
  | { readonly invoice: VerifiedInvoice }
  | {
      readonly umaAddress: string;
      /** In the smallest unit of the currency that the receiver gets. */
      readonly amount: bigint;
      /** The code of that currency: `USD`. */
      readonly currency: string;
    };
