import type { VerifiedInvoice } from "../invoice/invoice.js";
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
