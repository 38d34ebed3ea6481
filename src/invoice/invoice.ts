import type { Infer } from "../tlv/message.js";
import type { unknownRecords } from "../tlv/records.js";
import type { currencySchema, invoiceSchema } from "./schema.js";

type Declared<M> = { [Name in keyof M as Name extends typeof unknownRecords ? never : Name]: M[Name] };

/** The currency that the receiver of an invoice gets. */
export type InvoiceCurrency = Declared<Infer<typeof currencySchema>>;

/** An UMA invoice: whole and well-formed, but not verified. */
export type Invoice = {
  [Name in keyof Declared<Infer<typeof invoiceSchema>>]: Name extends "receivingCurrency"
    ? InvoiceCurrency
    : Declared<Infer<typeof invoiceSchema>>[Name];
};

/** What a receiver's VASP knows of the receiver. */
export type KycStatus = NonNullable<Invoice["kycStatus"]>;

declare const verified: unique symbol;

/**
 * An invoice that is complete, not expired, and signed with the receiver's key. Only
 * `verifyInvoice` makes one: code that moves money asks for this type.
 */
export type VerifiedInvoice = Invoice & { readonly signature: Uint8Array; readonly [verified]: true };

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
