import { couldBeSecret } from "../../describe.js";
import type { UmaInvoiceError } from "../../errors.js";
import type { Paint } from "./painter.js";
import { printable } from "./printable.js";
import { withoutKeys } from "./withoutKeys.js";

/** How much of the text is shown on each side of a wrong character. */
const around = 30;

/**
 * What is wrong with an invoice, for people; if it is known which character is wrong, with a mark below.
 *
 * @param text - the invoice's text, in which the error's offset counts
 */
export function errorText({ code, message, offset }: UmaInvoiceError, paint: Paint, text = ""): string {
  const line = `${paint(code, "red", "bold")} ${printable(withoutKeys(message))}`;
  const isShown = /^uma1/i.test(text) && !couldBeSecret(text);
  if (code !== "INVALID_BECH32" || offset === undefined || !isShown) return line;
  const before = printable(text.slice(Math.max(0, offset - around), offset));
  const after = printable(text.slice(offset, offset + around));
  return `${line}\n  ${before}${after}\n  ${" ".repeat(before.length)}${paint("^", "red", "bold")}`;
}
