import { records } from "../tlv/records.js";
import { invoiceSchema } from "./schema.js";

/**
 * How much of an invoice bytes look like that may be damaged: its records from the first to the last, or
 * its beginning alone; nothing if they do not look like one.
 */
export function extentOf(bytes: Uint8Array): "whole" | "cut" | undefined {
  const { byTag, fields } = invoiceSchema.plan;
  const seen = new Set<number>();
  const isWhole = () => fields.every(({ tag, required }) => !required || seen.has(tag));
  for (const { tag, next } of records(bytes)) {
    // Behind the last of the fields that there have to be, everybody writes the signature alone.
    if (!byTag[tag] || seen.has(tag) || (isWhole() && tag < Math.max(...seen))) return undefined;
    // Not `next >`: behind the last byte there is no length, and next is no number.
    if (!(next <= bytes.length)) return "cut";
    seen.add(tag);
  }
  return isWhole() ? "whole" : "cut";
}
