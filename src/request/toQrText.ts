import type { Invoice } from "../invoice/Invoice.js";
import { type DeepLinkOptions, toDeepLink } from "./toDeepLink.js";

/**
 * Writes the link that a QR code should hold: in upper case throughout, which the alphanumeric mode of
 * QR codes stores in 5.5 bits a character instead of 8.
 *
 * @param textOrInvoice - a signed invoice, or its text
 * @returns `UMA:UMA1…`
 * @throws UmaInvoiceError what `toDeepLink` throws
 * @see UMAD-11; ISO/IEC 18004, section 7.3.4; `uma-invoice/qr`, which draws it
 *
 * @example
 * ```ts
 * toQrText(text); // "UMA:UMA1…"
 * ```
 */
export function toQrText(textOrInvoice: string | Invoice, options: DeepLinkOptions = {}): string {
  return toDeepLink(textOrInvoice, options).toUpperCase();
}
