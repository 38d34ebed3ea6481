import { describe } from "../../describe.js";
import { UmaInvoiceError } from "../../errors.js";
import type { PaymentRequired } from "../messages/PaymentRequired.js";
import type { PaymentRequirements } from "../messages/PaymentRequirements.js";
import { checkOffer, type OfferChecks } from "./checkOffer.js";
import { checkResource } from "./checkResource.js";
import { offerRefused } from "./offerRefused.js";
import type { PaymentOrder } from "./PaymentOrder.js";

/** An offer that can be accepted, and what to pay for it. */
export type ChosenOffer = { readonly offer: PaymentRequirements; readonly order: PaymentOrder };

/**
 * Chooses the first offer that can be accepted.
 *
 * @param url - what was asked for
 * @throws UmaInvoiceError `OFFER_REFUSED`, with an error for each offer in `cause.errors`
 */
export async function chooseOffer(
  { accepts, otherOffers = [] }: PaymentRequired,
  url: string,
  checks: OfferChecks,
): Promise<ChosenOffer> {
  const errors: UmaInvoiceError[] = [];
  for (const offer of accepts) {
    try {
      checkResource(offer.resource, url);
      return { offer, order: await checkOffer(offer, checks) };
    } catch (error) {
      if (!(error instanceof UmaInvoiceError)) throw error;
      errors.push(error);
    }
  }
  for (const { scheme, network } of otherOffers)
    errors.push(offerRefused("network", "exact on uma", describe(`${scheme} on ${network}`)));
  const cause = new AggregateError(errors, "no offer can be accepted");
  throw offerRefused(
    "accepts",
    "an offer that can be accepted",
    `${errors.length}: ${errors[0]!.message}`,
    cause,
  );
}
