import { sizeOf } from "../../bytes.js";
import { couldBeSecret } from "../../describe.js";
import type { Look, Output, Paint } from "../io.js";

/**
 * What a terminal would obey, turn the direction of text by, or show nothing for: control characters,
 * bidirectional and other format characters, what Unicode has not assigned, spaces other than the
 * common one, and letters and marks without a shape (UAX #44, Default_Ignorable_Code_Point).
 */
export const unprintable = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Text from elsewhere, safe to show: what cannot be seen is written as `\u{…}`. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/**
 * What the user has written where no key belongs, such as a path, safe to show and to keep in logs: what has the
 * shape of a key is named by its size alone.
 */
export function repeated(text: string): string {
  return couldBeSecret(text) ? notShown(text) : printable(text);
}

/**
 * A message about what the user has written, safe to show and to keep in logs: nothing in it could be a
 * key or a piece of one.
 */
export function withoutKeys(message: string): string {
  return message.replace(runs, (run) => (isPiece(run) ? notShown(run) : run));
}

/** The beginning of a text, of at most so many UTF-16 code units, and of whole characters. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}

/** How many bytes there are, in words. */
export function byteCount(length: number): string {
  return `${length} ${length === 1 ? "byte" : "bytes"}`;
}

/**
 * How long until an expiration, or since, for people: "expires in 14 min (2026-11-21T10:30:00Z)".
 *
 * @param expiration - see `isUnixTime`
 */
export function timeLeft(expiration: number, now: Date): string {
  const left = expiration - now.getTime() / 1000;
  const span = describeSpan(left > 0 ? Math.ceil(left) : Math.floor(-left));
  return `${left > 0 ? `expires in ${span}` : `expired ${span} ago`} (${isoTime(expiration)})`;
}

/** A label, the text that belongs to it, and how that looks. */
export type Row = readonly [label: string, text: string, ...looks: Look[]];

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

/** How many characters a line of an output may have: any number, unless it is a terminal that says how wide it is. */
export function widthOf({ columns }: Output): number {
  return columns ? Math.max(columns, narrowest) : Number.POSITIVE_INFINITY;
}

/** From 16 digits on, in pairs that may stand apart, or 16 characters of base64: a piece of a key, when a file is read line by line. */
const runs = /(?:[\da-f]{2}[\s:,;_]?){8,}|[\w+/=-]{16,}/gi;
/** The names of fields are of such words, and no numbers. */
const camelCase = /^[a-z]*(?:[A-Z][a-z]+|[A-Z]{2,4}(?![a-z]))*$/;

function isPiece(run: string): boolean {
  const isHex = /^(?:[\da-f]{2}[\s:,;_]?)+$/i.test(run);
  if (isHex) return /\d/.test(run) && /[a-f]/i.test(run);
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && !camelCase.test(run);
}

function notShown(text: string): string {
  return `(${sizeOf(text)}, not shown)`;
}

/** In seconds; each serves from two of it on, so that what is left out is less than half. */
const units = [
  ["years", 31_557_600],
  ["days", 86_400],
  ["h", 3600],
  ["min", 60],
] as const;

function describeSpan(seconds: number): string {
  const [name, size] = units.find(([, size]) => seconds >= 2 * size) ?? ["s", 1];
  return `${Math.floor(seconds / size)} ${name}`;
}

/** Unix time after ISO 8601, to the second. */
function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}

/** No line is made shorter for a terminal that is narrower still. */
const narrowest = 20;

/** The least room that text beside its label needs; with less, it goes below. */
const least = 24;

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
