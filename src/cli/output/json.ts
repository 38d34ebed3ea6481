import { isBytes, sizeOf, toHex } from "../../bytes.js";
import { couldBeSecret } from "../../describe.js";
import { encodeInvoice } from "../../invoice/encode.js";
import { isExpired } from "../../invoice/expiration.js";
import type { InspectedRecord } from "../../invoice/inspect.js";
import type { Invoice } from "../../invoice/invoice.js";
import { originalOf } from "../../invoice/original.js";
import { validateInvoice } from "../../invoice/validate.js";
import { errorJson } from "../errors.js";
import { printable, unprintable } from "./text.js";

/**
 * A value as JSON on one line: bigints as decimal strings, bytes as hex, and what cannot be seen as
 * `\uXXXX`, so that a terminal shows it as harmlessly as a program reads it.
 */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part === "bigint") return part.toString();
    return isBytes(part) ? toHex(part) : part;
  });
  return json.replace(unprintable, (character) =>
    character.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}

/** An invoice that was decoded or created, for programs. */
export function invoiceJson(invoice: Invoice, now: Date): object {
  // That it has expired is no fault of the invoice, and said already.
  const problems = validateInvoice(invoice, { now }).filter(({ code }) => code !== "INVOICE_EXPIRED");
  return {
    text: encodeInvoice(invoice),
    integers: originalOf(invoice)!.integers,
    expired: isExpired(invoice, now),
    signed: invoice.signature !== undefined,
    ...(problems.length > 0 && { problems: problems.map(errorJson) }),
    invoice,
  };
}

/** The records of an invoice, for programs. */
export function recordsJson(records: readonly InspectedRecord[]): readonly object[] {
  return records.map(({ records, problem, ...record }) => ({
    ...record,
    ...(records && { records: recordsJson(records) }),
    ...(problem && { problem: errorJson(problem) }),
  }));
}

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
