import { UmaInvoiceError } from "uma-invoice";
import { parseDeepLink } from "uma-invoice/request";

/** What was entered, and the invoice's text in it. */
export type Input = {
  readonly text: string;
  /** Where a character of the text stands in what was entered. */
  readonly positionOf: (offset: number) => number | undefined;
};

/** Finds an invoice's text in what was pasted, scanned or dropped: spaces and a deep link's prefix go. */
export function readInput(entered: string): Input {
  const positions = [...entered.matchAll(/\S/g)].map(({ index }) => index);
  const compact = positions.map((position) => entered[position]).join("");
  const text = textIn(compact);
  const start = compact.toLowerCase().lastIndexOf(text.toLowerCase());
  return { text, positionOf: (offset) => (start < 0 ? undefined : positions[start + offset]) };
}

function textIn(compact: string): string {
  try {
    return parseDeepLink(compact);
  } catch (error) {
    // What is wrong with it is then for the decoder to say, and where.
    if (error instanceof UmaInvoiceError) return compact.replace(/^uma:(?:\/\/)?(?=uma1)/i, "");
    throw error;
  }
}
