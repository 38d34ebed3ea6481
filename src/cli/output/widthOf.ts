import type { Output } from "../Io.js";

/** No line is made shorter for a terminal that is narrower still. */
const narrowest = 20;

/** How many characters a line of an output may have: any number, unless it is a terminal that says how wide it is. */
export function widthOf({ columns }: Output): number {
  return columns ? Math.max(columns, narrowest) : Number.POSITIVE_INFINITY;
}
