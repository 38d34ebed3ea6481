import { UmaInvoiceError } from "../../errors.js";
import { parseDeepLink } from "../../request/parseDeepLink.js";
import { longestLine } from "./readLines.js";

/**
 * The invoice's text in what was given, as the library reads it.
 *
 * @param input - nothing for a line that is too long
 * @throws UmaInvoiceError `TOO_LONG`, or what `parseDeepLink` throws
 */
export function toInvoiceText(input: string | undefined): string {
  if (input === undefined)
    throw new UmaInvoiceError("TOO_LONG", `expected at most ${longestLine} characters a line, found more`);
  return parseDeepLink(input);
}
