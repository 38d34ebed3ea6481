import { UmaInvoiceError } from "uma-invoice";
import { parseDeepLink } from "uma-invoice/request";

/** What was entered, and the invoice's text in it. */
export type Input = {
  /** Empty if nothing was entered, or no invoice is in it. */
  readonly text: string;
  /** Why no invoice is in it. */
  readonly problem?: UmaInvoiceError;
  /** Where a character of the text stands in what was entered. */
  readonly positionOf: (offset: number) => number | undefined;
};

/** Finds an invoice's text in what was pasted, scanned or dropped. */
export function readInput(entered: string): Input {
  const nowhere = { text: "", positionOf: () => undefined };
  if (entered.trim() === "") return nowhere;
  try {
    const text = parseDeepLink(entered);
    const positions = positionsOf(text, entered);
    return { text, positionOf: (offset) => positions?.[offset] };
  } catch (problem) {
    if (problem instanceof UmaInvoiceError) return { ...nowhere, problem };
    throw problem;
  }
}

/** Where each character of a text stands in what it was found in; nothing where that was escaped. */
function positionsOf(text: string, entered: string): number[] | undefined {
  const wanted = text.toLowerCase();
  const given = entered.toLowerCase();
  // Case may change a text's length, where it is no ASCII.
  if (given.length !== entered.length || wanted.length !== text.length) return undefined;
  for (const { index } of given.matchAll(/u/g)) {
    const positions: number[] = [];
    let at = index;
    for (const character of wanted) {
      // What goes between two characters is neither a letter nor a digit.
      while (given[at] !== character && at < given.length && /[^a-z\d]/.test(given[at]!)) at++;
      if (given[at] !== character) break;
      positions.push(at++);
    }
    if (positions.length === wanted.length) return positions;
  }
  return undefined;
}
