import { invalidOption } from "../errors.js";
import type { Invoice } from "../invoice/invoice.js";
import { checkWhole, readOptions } from "../options.js";
import { type QrOptions, qrModules, qrOptions } from "./modules.js";

/** Options of {@link toQrSvg}. */
export type QrSvgOptions = QrOptions & {
  /** What the picture is to those who cannot see it; `QR code of an UMA invoice` by default. */
  readonly title?: string;
  /** The side of a module in CSS pixels, a whole number; 4 by default. Style sheets may scale the picture. */
  readonly moduleSize?: number;
};

/**
 * Draws an invoice's QR code as an SVG picture: crisp at any size, dark on light whatever is behind it,
 * with the quiet zone that readers need and a title for screen readers. It holds no style and no
 * script, so that it may stand in a page with a strict Content-Security-Policy.
 *
 * @param textOrInvoice - a signed invoice, or its text
 * @returns `<svg …>…</svg>`
 * @throws UmaInvoiceError what `toQrText` throws; `TOO_LONG` if no QR code of that error correction
 * holds the invoice; `INVALID_OPTION`
 * @see ISO/IEC 18004
 *
 * @example
 * ```ts
 * toQrSvg(text, { title: `Pay ${formatAmount(invoice, "en")}` }); // "<svg xmlns=…<title>Pay $10.00</title>…</svg>"
 * ```
 */
export function toQrSvg(textOrInvoice: string | Invoice, options: QrSvgOptions = {}): string {
  const read = readOptions(options, "options", "title", "moduleSize", ...qrOptions);
  const { title = "QR code of an UMA invoice", moduleSize = 4, ...code } = read;
  checkWhole("moduleSize", moduleSize, "pixels");
  const caption = escapeXml(title);
  const rows = qrModules(textOrInvoice, code);
  const { length } = rows;
  const side = length * moduleSize;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 ${length} ${length}" role="img" shape-rendering="crispEdges"><title>${caption}</title><rect width="${length}" height="${length}" fill="#fff"/><path d="${outline(rows)}"/></svg>`;
}

/** A rectangle for each run of dark modules in a row. */
function outline(rows: readonly (readonly boolean[])[]): string {
  let path = "";
  rows.forEach((row, y) => {
    for (let start = row.indexOf(true); start >= 0; ) {
      const end = row.indexOf(false, start);
      path += `M${start} ${y}h${end - start}v1h${start - end}z`;
      start = row.indexOf(true, end);
    }
  });
  return path;
}

const entities: { readonly [character: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Text as an element may hold it (XML 1.0, sections 2.2 and 2.4). */
function escapeXml(text: string): string {
  if (typeof text !== "string" || !/^[\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text))
    throw invalidOption("title", "text without control characters", text);
  return text.replace(/[&<>]/g, (character) => entities[character]!);
}
