import { describe } from "../../describe.js";
import { httpUrl, isSameUrl } from "../messages/httpUrl.js";
import { offerRefused } from "./offerRefused.js";

/**
 * Checks that an offer is for the very URL that was asked for: a fragment aside, which servers never see.
 *
 * @throws UmaInvoiceError `OFFER_REFUSED`
 */
export function checkResource(resource: string, url: string): void {
  if (!isSameUrl(resource, url))
    throw offerRefused("resource", describe(httpUrl(url)?.href), describe(resource));
}
