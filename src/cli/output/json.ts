import { isBytes, toHex } from "../../bytes.js";
import {
  type ExaminedInvoice,
  encodeInvoice,
  type InspectedRecord,
  type Invoice,
  isExpired,
} from "../../index.js";
import { errorJson } from "../errors.js";
import { dialectOf } from "./fields.js";
import { unprintable } from "./text.js";

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
export function invoiceJson(
  { records, invoice, problems }: ExaminedInvoice & { readonly invoice: Invoice },
  now: Date,
): object {
  // That it has expired is no fault of the invoice, and said already.
  const faults = problems.filter(({ code }) => code !== "INVOICE_EXPIRED");
  return {
    text: encodeInvoice(invoice),
    integers: dialectOf(records),
    expired: isExpired(invoice, now),
    signed: invoice.signature !== undefined,
    ...(faults.length > 0 && { problems: faults.map(errorJson) }),
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
