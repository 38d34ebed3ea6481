import type { Look, Output, Paint } from "../io.js";
import { cut } from "./text.js";

/** No line is made shorter for a terminal that is narrower still. */
const narrowest = 20;

/** How many characters a line of an output may have: any number, unless it is a terminal that says how wide it is. */
export function widthOf({ columns }: Output): number {
  return columns ? Math.max(columns, narrowest) : Number.POSITIVE_INFINITY;
}

/** A label, the text that belongs to it, and how that looks. */
export type Row = readonly [label: string, text: string, ...looks: Look[]];

/** The least room that text beside its label needs; with less, it goes below. */
const least = 24;

/**
 * Lays rows out in two columns, text wrapped to the width of a terminal.
 *
 * @param columns - how many characters a line holds
 */
export function layOut(rows: readonly Row[], paint: Paint, columns: number): string {
  const widest = Math.max(...rows.map(([label]) => label.length)) + 2;
  const beside = columns - widest >= least;
  const indent = " ".repeat(beside ? widest : 2);
  return rows
    .map(([label, text, ...looks]) => {
      const start = beside ? label.padEnd(widest) : `${label}\n${indent}`;
      const lines = wrap(text, columns - indent.length).map((line) => paint(line, ...looks));
      return `${paint(start, "dim")}${lines.join(`\n${indent}`)}\n`;
    })
    .join("");
}

/** Lines of at most so many characters, broken at spaces where there are any. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    const line = space > 0 ? rest.slice(0, space) : cut(rest, width);
    lines.push(line);
    rest = rest.slice(line.length).trimStart();
  }
  return [...lines, rest];
}
