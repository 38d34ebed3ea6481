import { invalidField } from "../invalidField.js";
import type { DecodeInvoiceOptions } from "../invoice/decodeInvoice.js";
import type { Invoice } from "../invoice/Invoice.js";
import { pick } from "../options.js";
import { payable } from "./payable.js";

/** Options of {@link toDeepLink}. */
export type DeepLinkOptions = DecodeInvoiceOptions & {
  /** What to write before the invoice: `uma:` by default, or `uma://` as UMAD-11 has it. */
  readonly style?: "uma:" | "uma://";
};

/**
 * Writes the link that opens an invoice in a payer's wallet. The invoice is decoded first, so that no
 * link is made that no wallet could read.
 *
 * @param textOrInvoice - a signed invoice, or its text
 * @returns `uma:uma1…`, in lower case
 * @throws UmaInvoiceError what `decodeInvoice` throws; `MISSING_SIGNATURE`, or `INVALID_SIGNATURE` for
 * a copy of an invoice; `INVALID_FIELD` for another style
 * @see UMAD-11; `parseDeepLink`, which reads it
 *
 * @example
 * ```ts
 * toDeepLink(text); // "uma:uma1…"
 * toDeepLink(text, { style: "uma://" }); // "uma://uma1…"
 * ```
 */
export function toDeepLink(textOrInvoice: string | Invoice, options: DeepLinkOptions = {}): string {
  const { style = "uma:", ...limits } = pick(options, "options", "style", "maxLength");
  if (style !== "uma:" && style !== "uma://") throw invalidField("style", '"uma:" or "uma://"', style);
  return style + payable(textOrInvoice, limits).text;
}
