import { invalidSignature } from "../ecdsa/der.js";
import { UmaInvoiceError } from "../errors.js";
import { type DecodeInvoiceOptions, decodeInvoice } from "../invoice/decode.js";
import type { Invoice, VerifiedInvoice } from "../invoice/invoice.js";
import { originalOf } from "../invoice/original.js";
import { type VerifyInvoiceWithResolverOptions, verifyInvoiceWithResolver } from "../vasp/verify.js";
import { parseDeepLink } from "./links.js";

/**
 * Makes an invoice that can be paid of what a payer scanned, clicked or pasted: finds the invoice in
 * it, reads it, finds the key of the receiver's VASP, and makes every check of `verifyInvoice`.
 *
 * @param input - a deep link, the text of a QR code, an https link, or the bare invoice
 * @throws UmaInvoiceError what `parseDeepLink` and `verifyInvoice` throw, and what a key resolver does
 * where it finds no key; the reason of the caller's signal
 * @see UMAD-09; UMAD-11
 *
 * @example
 * ```ts
 * const keyResolver = createKeyResolver({ fetch }); // one for the whole program
 * const invoice = await receiveInvoice(`uma:${text}`, { keyResolver });
 * pay(invoice); // a VerifiedInvoice: nothing else gets here
 * ```
 */
export async function receiveInvoice(
  input: string,
  options: VerifyInvoiceWithResolverOptions,
): Promise<VerifiedInvoice> {
  return verifyInvoiceWithResolver(parseDeepLink(input, options), options);
}

/** An invoice that a payer can verify, and its text in lower case. */
type Payable = { readonly invoice: Invoice; readonly text: string };

/**
 * Makes sure that what is handed to a payer, or comes to one, is an invoice, and signed: nothing else
 * can be paid. The signature itself is left to the payer, since checking it brings the curve along:
 * measured, five of the eleven kilobytes that a page with a link would load.
 *
 * @throws UmaInvoiceError what `decodeInvoice` throws; `MISSING_SIGNATURE`, or `INVALID_SIGNATURE` for
 * a copy of an invoice
 */
export function payable(textOrInvoice: string | Invoice, options: DecodeInvoiceOptions): Payable {
  const invoice = typeof textOrInvoice === "string" ? decodeInvoice(textOrInvoice, options) : textOrInvoice;
  const original = originalOf(invoice);
  if (!original) throw invalidSignature("an invoice as it was decoded or created, found something else");
  if (!invoice.signature)
    throw new UmaInvoiceError("MISSING_SIGNATURE", "signature: expected one, found none", {
      field: "signature",
    });
  return { invoice, text: original.text };
}
