import { describe } from "../../describe.js";
import type { PaymentRequired } from "../messages/PaymentRequired.js";
import { offerRefused } from "./offerRefused.js";

type Extensions = NonNullable<PaymentRequired["extensions"]>;

/**
 * The extension of x402 by which a client names its payment.
 *
 * @see x402, extension `payment-identifier`
 */
export const paymentIdentifier = "payment-identifier";

/**
 * Checks, before anything is paid, that a 402 requires no extension that nobody here knows.
 *
 * @param others - those that somebody else takes care of
 * @throws UmaInvoiceError `OFFER_REFUSED`
 */
export function checkExtensions(extensions: Extensions = {}, others: readonly string[] = []): void {
  for (const [name, extension] of Object.entries(extensions)) {
    if (name === paymentIdentifier || others.includes(name)) continue;
    const { required, info } = Object(extension);
    if (required === true || Object(info).required === true)
      throw offerRefused("extensions", "extensions that are known where they are required", describe(name));
  }
}

/** Whether a 402 asks for, or at least takes, the name of a payment as the extension says. */
export function takesIdentifier(extensions: Extensions = {}): boolean {
  const { info } = Object(extensions[paymentIdentifier]);
  return Object(info) === info;
}

/** The extensions to send back, with the name of the payment in the one that takes it. */
export function withIdentifier(extensions: Extensions, id: string): Extensions {
  const { info, ...extension } = extensions[paymentIdentifier] as { readonly info: object };
  return { ...extensions, [paymentIdentifier]: { ...extension, info: { ...info, id } } };
}
