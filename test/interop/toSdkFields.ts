import type { Invoice } from "../../src/index.js";
import type { SdkFields } from "./sdk.js";

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
