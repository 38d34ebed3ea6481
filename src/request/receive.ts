import { invalidOption } from "../errors.js";
import { decodeInvoice } from "../invoice/decode.js";
import type { VerifiedInvoice } from "../invoice/invoice.js";
import { readOptions } from "../options.js";
import { isSameAddress, umaAddress } from "../uma/address.js";
import { type VerifyInvoiceWithResolverOptions, verifyInvoiceWithResolver } from "../vasp/verify.js";
import { requestRefusal } from "./errors.js";
import { parseDeepLink } from "./links.js";

/** Options of {@link receiveInvoice}. */
export type ReceiveInvoiceOptions = VerifyInvoiceWithResolverOptions & {
  /** The UMA address of who is to pay. An invoice that names another sender is then refused. */
  readonly payer?: string;
};

/**
 * Makes an invoice that can be paid of what a payer scanned, clicked or pasted: finds the invoice in
 * it, reads it, finds the key of the receiver's VASP, and makes every check of `verifyInvoice`.
 *
 * @param input - a deep link, the text of a QR code, an https link, or the bare invoice
 * @throws UmaInvoiceError what `parseDeepLink` and `verifyInvoice` throw, and what a key resolver does
 * where it finds no key; `UNKNOWN_SENDER` if it is for somebody else than `payer`; the reason of the caller's signal
 * @see UMAD-09; UMAD-11
 *
 * @example
 * ```ts
 * const keyResolver = createKeyResolver({ fetch }); // one for the whole program
 * const invoice = await receiveInvoice(`uma:${text}`, { keyResolver, payer: "$alice@vasp1.com" });
 * pay(invoice); // a VerifiedInvoice: nothing else gets here
 * ```
 */
export async function receiveInvoice(
  input: string,
  options: ReceiveInvoiceOptions,
): Promise<VerifiedInvoice> {
  const { payer } = readOptions(options, "options", "payer");
  if (payer !== undefined && !(typeof payer === "string" && umaAddress.test(payer)))
    throw invalidOption("payer", umaAddress.expected, payer);
  const invoice = decodeInvoice(parseDeepLink(input, options), options);
  const { senderUma } = invoice;
  if (payer !== undefined && senderUma !== undefined && !isSameAddress(senderUma, payer))
    throw requestRefusal("UNKNOWN_SENDER", {
      field: "senderUma",
      expected: "the payer, or none",
      instead: "another",
    });
  return verifyInvoiceWithResolver(invoice, options);
}
