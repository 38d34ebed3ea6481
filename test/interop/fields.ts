import type { Invoice, InvoiceFields } from "../../src/index.js";
import type { SdkFields } from "./sdk.js";

/** Fields from an SDK as this library has them. */
export function toInvoiceFields(fields: SdkFields) {
  const { commentCharsAllowed, maxNumPayments, ...others } = fields;
  return {
    ...others,
    amount: BigInt(fields.amount),
    receivingCurrency: {
      ...fields.receivingCurrency,
      decimals: Number(fields.receivingCurrency.decimals),
    },
    expiration: Number(fields.expiration),
    ...(commentCharsAllowed !== undefined && { commentCharsAllowed: Number(commentCharsAllowed) }),
    ...(maxNumPayments !== undefined && { maxNumPayments: Number(maxNumPayments) }),
  } satisfies InvoiceFields;
}

/** An invoice's fields, without the signature, as they pass to and from an SDK. */
export function toSdkFields({ signature, ...invoice }: Invoice): SdkFields {
  const { commentCharsAllowed, maxNumPayments, ...others } = invoice;
  return {
    ...others,
    amount: String(invoice.amount),
    receivingCurrency: {
      ...invoice.receivingCurrency,
      decimals: String(invoice.receivingCurrency.decimals),
    },
    expiration: String(invoice.expiration),
    ...(commentCharsAllowed !== undefined && { commentCharsAllowed: String(commentCharsAllowed) }),
    ...(maxNumPayments !== undefined && { maxNumPayments: String(maxNumPayments) }),
  };
}
