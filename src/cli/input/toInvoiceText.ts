import { UmaInvoiceError } from "../../errors.js";
import { parseDeepLink } from "../../request/parseDeepLink.js";
import { longestLine } from "./readLines.js";

/**
 * The invoice's text in what was given: that itself, or a link to it.
 *
 * @param input - nothing for a line that is too long
 * @throws UmaInvoiceError `TOO_LONG`, or what `parseDeepLink` throws
 */
export function toInvoiceText(input: string | undefined): string {
  if (input === undefined)
    throw new UmaInvoiceError("TOO_LONG", `expected at most ${longestLine} characters a line, found more`);
  // What is no link is left to the decoder, which knows best what is wrong with it, and where.
  return /^\s*(?:uma|https):/i.test(input) ? parseDeepLink(input) : input.replace(/\s+/g, "");
}
