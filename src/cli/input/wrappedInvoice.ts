import { decodeInvoice } from "../../invoice/decodeInvoice.js";
import type { InvoiceInput } from "./readInvoices.js";
import { toInvoiceText } from "./toInvoiceText.js";

/** No invoice that is wrapped has more characters. */
const longest = 8192;

/**
 * Makes what notices lines of a file, or arguments, that are one invoice together, as e-mail programs wrap them.
 *
 * @returns a function that takes each in order, and says so behind the last one
 */
export function makeWrapFinder(): (input: InvoiceInput) => string | undefined {
  let first = "";
  let whole = "";
  return ({ place, text = "" }) => {
    // What replies put before each line.
    const piece = text.replace(/^[>\s]+/, "").trimEnd();
    if (/^(?:uma:(?:\/\/)?)?uma1/i.test(piece)) {
      first = place;
      whole = piece;
      return undefined;
    }
    const goesOn = whole !== "" && /^[a-z\d]+$/i.test(piece) && whole.length + piece.length <= longest;
    whole = goesOn ? whole + piece : "";
    return goesOn && isInvoice(whole)
      ? `${first} to ${place} are one invoice that was wrapped: put it on one line`
      : undefined;
  };
}

function isInvoice(text: string): boolean {
  try {
    decodeInvoice(toInvoiceText(text));
    return true;
  } catch {
    return false;
  }
}
