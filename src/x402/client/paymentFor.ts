import { encodePayment } from "../messages/encodePayment.js";
import { longestPaymentHeader } from "../messages/headerNames.js";
import type { PaymentRequired } from "../messages/PaymentRequired.js";
import type { PaymentRequirements } from "../messages/PaymentRequirements.js";
import { takesIdentifier, withIdentifier } from "./extensions.js";
import { offerRefused } from "./offerRefused.js";

/**
 * Prepares the proof of payment for an offer. Version 2 sends the offer back with it.
 *
 * @param attempt - the name of the purchase: it goes where x402's extension `payment-identifier` has it, if
 * the server takes that, and into the payload otherwise
 * @returns what makes the header of a preimage
 * @throws UmaInvoiceError `OFFER_REFUSED` if the header would be too long
 */
export function paymentFor(
  { x402Version, resource, extensions }: PaymentRequired,
  offer: PaymentRequirements,
  attempt: string,
): (preimage: string) => string {
  const isExtended = takesIdentifier(extensions);
  const make = (preimage: string) =>
    encodePayment({
      x402Version,
      scheme: "exact",
      network: "uma",
      payload: { preimage, ...(!isExtended && { attempt }) },
      ...(x402Version === 2 && { accepted: offer }),
      ...(resource && { resource }),
      ...(extensions && { extensions: isExtended ? withIdentifier(extensions, attempt) : extensions }),
    });
  if (!isShort(make))
    throw offerRefused(
      "accepts",
      `what fits, with a payment, into a header of ${longestPaymentHeader} characters`,
      "more",
    );
  return make;
}

function isShort(make: (preimage: string) => string): boolean {
  try {
    return make("0".repeat(64)).length <= longestPaymentHeader;
  } catch {
    return false;
  }
}
