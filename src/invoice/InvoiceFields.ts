import type { Invoice } from "./Invoice.js";

type Replaced = "amount" | "expiration" | "invoiceUUID" | "umaVersions" | "signature";

/** What an invoice is created from. */
export type InvoiceFields = Omit<Invoice, Replaced> & {
  /** In the smallest unit of the receiving currency; a number has to be a safe integer. */
  readonly amount: bigint | number;
  /** A Date, cut to the second, or Unix time in seconds. */
  readonly expiration: Date | number;
  /** A random one by default. */
  readonly invoiceUUID?: string;
  /** `0.3,1.0` by default. */
  readonly umaVersions?: string;
};
