import { sizeOf } from "../../bytes.js";
import { couldBeSecret } from "../../describe.js";
import { printable } from "./printable.js";

/** From 16 digits on, in pairs that may stand apart, or 16 characters of base64: a piece of a key, when a file is read line by line. */
const runs = /(?:[\da-f]{2}[\s:,;_]?){8,}|[\w+/=-]{16,}/gi;
/** The names of fields are of such words, and no numbers. */
const camelCase = /^[a-z]*(?:[A-Z][a-z]+|[A-Z]{2,4}(?![a-z]))*$/;

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

function isPiece(run: string): boolean {
  const isHex = /^(?:[\da-f]{2}[\s:,;_]?)+$/i.test(run);
  return isHex ? /\d/.test(run) && /[a-f]/i.test(run) : isMixed(run) && !camelCase.test(run);
}

function isMixed(run: string): boolean {
  return /[a-z]/.test(run) && /[A-Z]/.test(run);
}

function notShown(text: string): string {
  return `(${sizeOf(text)}, not shown)`;
}
