import { fromBech32 } from "../bech32.js";
import { invalidField } from "../invalidField.js";
import { pick } from "../options.js";
import { extentOf } from "./extent.js";
import type { Invoice } from "./Invoice.js";
import { toInvoice } from "./toInvoice.js";

/** Options of {@link decodeInvoice}. */
export type DecodeInvoiceOptions = {
  /** The longest text to read, in characters; 8,192 by default. */
  readonly maxLength?: number;
};

/**
 * Reads an invoice from its text, in either dialect and any order. What comes back is whole and
 * well-formed, but anybody can have written it: see `verifyInvoice`.
 *
 * @param text - `uma1…`, all lower case or all upper case
 * @returns the invoice, read-only; encoding it gives the same text again. `JSON.stringify` writes it with its
 * `amount` in digits, its `signature` in hex, and its `text`
 * @throws UmaInvoiceError `TOO_LONG`, `UNEXPECTED_PREFIX` or `INVALID_BECH32` for the text, with the
 * offset of a single wrong character in up to 1,023, or of what follows its end; `MALFORMED_TLV`, `MISSING_FIELD` or
 * `INVALID_FIELD` for what is in it, or for an option
 * @see UMAD-09; BIP-173
 *
 * @example
 * ```ts
 * const invoice = decodeInvoice(text);
 * invoice.amount; // 1000n
 * invoice.receivingCurrency.code; // "USD"
 * decodeInvoice(JSON.parse(JSON.stringify(invoice)).text); // the same invoice again
 * ```
 */
export function decodeInvoice(text: string, options?: DecodeInvoiceOptions): Invoice {
  const bytes = fromBech32(text, maxLengthOf(options), extentOf);
  return toInvoice(bytes, text.startsWith("u") ? text : text.toLowerCase());
}

/** How long a text may be; nothing for the default. */
export function maxLengthOf(options: DecodeInvoiceOptions | undefined): number | undefined {
  if (options === undefined) return undefined;
  const { maxLength } = pick(options, "options", "maxLength");
  if (maxLength !== undefined && typeof maxLength !== "number")
    throw invalidField("maxLength", "a number of characters", maxLength);
  return maxLength;
}
