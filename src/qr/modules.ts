import { encodeQR } from "qr";
import { invalidOption, refusal } from "../errors.js";
import type { Invoice } from "../invoice/invoice.js";
import { hasOwn } from "../options.js";
import { type DeepLinkOptions, toQrText } from "../request/links.js";

/** How much of a QR code may be unreadable: about 7, 15, 25 or 30 %. */
export type ErrorCorrection = "low" | "medium" | "quartile" | "high";

/** Options of every QR code. */
export type QrOptions = DeepLinkOptions & {
  /**
   * `low` by default: a screen does not wear off, and each higher level makes the modules smaller.
   * Print on paper with `medium`.
   */
  readonly errorCorrection?: ErrorCorrection;
};

/** The names of those options. */
export const qrOptions = [
  "errorCorrection",
  "style",
  "allowSenderUma",
  "maxLength",
] as const satisfies (keyof QrOptions)[];

/** How many alphanumeric characters the largest symbol holds (ISO/IEC 18004, table 7, version 40). */
const capacities: { readonly [Level in ErrorCorrection]: number } = {
  low: 4296,
  medium: 3391,
  quartile: 2420,
  high: 1852,
};
/** The light modules around a symbol without which readers miss it (ISO/IEC 18004, section 9.1). */
const quietZone = 4;

/**
 * Draws an invoice's QR code.
 *
 * @returns rows of modules with the quiet zone around them; `true` is a dark one
 * @throws UmaInvoiceError what `toQrText` throws, `TOO_LONG`, or `INVALID_OPTION` for another level
 */
export function qrModules(textOrInvoice: string | Invoice, options: QrOptions): boolean[][] {
  const { errorCorrection: ecc = "low", ...links } = options;
  if (typeof ecc !== "string" || !hasOwn(capacities, ecc))
    throw invalidOption("errorCorrection", `one of ${Object.keys(capacities).join(", ")}`, ecc);
  const text = toQrText(textOrInvoice, links);
  if (text.length > capacities[ecc])
    throw refusal("TOO_LONG", {
      expected: `at most the ${capacities[ecc]} characters of a QR code`,
      found: text.length,
    });
  return encodeQR(text, "raw", { ecc, border: quietZone });
}
