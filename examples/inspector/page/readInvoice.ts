import { examineInvoice, type Invoice, type UmaInvoiceError } from "uma-invoice";
import { type Dissection, dissect } from "./dissect.js";

/** All that can be said of a text. */
export type Reading = {
  readonly text: string;
  /** Absent if the text is not whole and well-formed. */
  readonly invoice?: Invoice;
  /** Absent if the text is no bech32. */
  readonly dissection?: Dissection;
  /** What keeps it from being an invoice, expiry aside. */
  readonly problems: readonly UmaInvoiceError[];
};

/** Reads a text as far as it can be read. */
export function readInvoice(text: string): Reading {
  const { records, invoice, problems } = examineInvoice(text);
  // What is wrong with an invoice that can be read changes with the time.
  if (invoice) return { text, invoice, dissection: dissect(text, records), problems: [] };
  const [problem] = problems;
  if (problem?.code === "MALFORMED_TLV") return { text, dissection: dissect(text), problems };
  return problem?.field === undefined
    ? { text, problems }
    : { text, dissection: dissect(text, records), problems };
}
