import { invalidOption } from "../errors.js";
import type { Invoice } from "../invoice/invoice.js";
import { readOptions } from "../options.js";
import { type QrOptions, qrModules, qrOptions } from "./modules.js";

/** Options of {@link toQrTerminal}. */
export type QrTerminalOptions = QrOptions & {
  /**
   * What the text will stand on. `any` by default: it sets black and white itself, with ANSI escape
   * codes. For a terminal or a file without them, `dark` or `light`: plain text, in its own colours.
   */
  readonly background?: "any" | "dark" | "light";
};

/** Black on white of the 256-colour palette, which themes leave alone, and back (ECMA-48, SGR). */
const blackOnWhite = "\u001b[38;5;16;48;5;231m";
const reset = "\u001b[0m";
/** By whether the upper and the lower half is inked. */
const halfBlocks = [" ", "▄", "▀", "█"];

/**
 * Draws an invoice's QR code for a terminal, two modules a character. The terminal has to be as wide
 * as the code: 73 columns for an invoice of 500 characters.
 *
 * @param textOrInvoice - a signed invoice, or its text
 * @returns lines, each with its line feed
 * @throws UmaInvoiceError what `toQrSvg` throws
 * @see ISO/IEC 18004; ECMA-48
 *
 * @example
 * ```ts
 * console.log(toQrTerminal(text));
 * const lines = toQrTerminal(text, { background: "dark" }); // "█████████…█████████\n"
 * ```
 */
export function toQrTerminal(textOrInvoice: string | Invoice, options: QrTerminalOptions = {}): string {
  const { background = "any", ...code } = readOptions(options, "options", "background", ...qrOptions);
  if (background !== "any" && background !== "dark" && background !== "light")
    throw invalidOption("background", "any, dark or light", background);
  const rows = qrModules(textOrInvoice, code);
  const isInked = (dark = false) => Number(dark !== (background === "dark"));
  const [start, end] = background === "any" ? [blackOnWhite, reset] : ["", ""];
  let lines = "";
  for (let y = 0; y < rows.length; y += 2) {
    const line = rows[y]!.map((upper, x) => halfBlocks[2 * isInked(upper) + isInked(rows[y + 1]?.[x])]);
    lines += `${start}${line.join("")}${end}\n`;
  }
  return lines;
}
