import { toQrSvg, toQrTerminal } from "../../qr/index.js";
import { command } from "../command.js";
import { UsageError } from "../errors.js";
import { readInvoice } from "../input/invoices.js";
import { hasColours, type Io, write } from "../io.js";

/** `uma-invoice qr`. */
export const qr = command({
  summary: "draw an invoice's QR code, in the terminal or as SVG",
  usage: "<invoice|link|-> [options]",
  description: `Draws the QR code of the link that opens a signed invoice in a wallet. Where there are no
colours it is drawn for a dark background, or for a light one with --light.`,
  options: {
    svg: { help: "write an SVG picture" },
    light: { help: "draw for a light background where there are no colours" },
    "allow-sender": { help: "draw one that names its sender, to whose VASP it should go" },
  },
  examples: ["uma-invoice qr uma1qq...", "uma-invoice qr uma1qq... --svg > invoice.svg"],
  async run(io, { svg, light, "allow-sender": allowSenderUma = false }, positionals) {
    const text = await readInvoice(io, positionals);
    await write(io, svg ? `${toQrSvg(text, { allowSenderUma })}\n` : drawn(text, io, allowSenderUma, light));
    return 0;
  },
});

function drawn(text: string, { stdout, env }: Io, allowSenderUma: boolean, light = false): string {
  const plain = toQrTerminal(text, { allowSenderUma, background: light ? "light" : "dark" });
  const width = plain.indexOf("\n");
  // A code whose lines are wrapped cannot be read.
  if (width > (stdout.columns || Number.POSITIVE_INFINITY))
    throw new UsageError(
      `the code takes ${width} columns, and the terminal has ${stdout.columns}: widen it, or use --svg`,
    );
  return hasColours(stdout, env) ? toQrTerminal(text, { allowSenderUma }) : plain;
}
