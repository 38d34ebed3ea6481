import { callbackUrl } from "../../uma/formats.js";
import { offerRefused } from "./offerRefused.js";

/**
 * Checks that nobody on the way can read or exchange offers and proofs: https, or this very machine.
 *
 * @throws UmaInvoiceError `OFFER_REFUSED`
 */
export function checkOrigin(url: string): void {
  const { origin } = new URL(url);
  if (!callbackUrl.test(origin)) throw offerRefused("url", callbackUrl.expected, origin);
}
