import { describe } from "../../describe.js";
import { callbackUrl } from "../../uma/formats.js";
import { httpUrl } from "../messages/httpUrl.js";
import { offerRefused } from "./offerRefused.js";

/**
 * Checks that nobody on the way can read or exchange offers and proofs: https, or this very machine.
 *
 * @throws UmaInvoiceError `OFFER_REFUSED`
 */
export function checkOrigin(url: string): void {
  const origin = httpUrl(url)?.origin;
  if (!origin || !callbackUrl.test(origin))
    throw offerRefused("url", callbackUrl.expected, origin ?? describe(url));
}
