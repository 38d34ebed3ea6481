import { describe } from "../../describe.js";
import { httpUrl } from "../messages/httpUrl.js";
import { offerRefused } from "./offerRefused.js";

/**
 * Checks that an offer is for the very URL that was asked for: a fragment aside, which servers never see.
 *
 * @throws UmaInvoiceError `OFFER_REFUSED`
 */
export function checkResource(resource: string, url: string): void {
  const asked = httpUrl(url)?.href;
  if (httpUrl(resource)?.href !== asked) throw offerRefused("resource", describe(asked), describe(resource));
}
