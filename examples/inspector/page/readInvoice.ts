import {
  decodeInvoice,
  type InspectedRecord,
  type Invoice,
  UmaInvoiceError,
  validateInvoice,
} from "uma-invoice";
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
  try {
    return { text, invoice: decodeInvoice(text), dissection: dissect(text), problems: [] };
  } catch (error) {
    if (!(error instanceof UmaInvoiceError)) throw error;
    if (error.code === "MALFORMED_TLV") return { text, dissection: dissect(text, error), problems: [error] };
    if (error.field === undefined) return { text, problems: [error] };
    const dissection = dissect(text);
    return { text, dissection, problems: problemsOf(dissection) };
  }
}

function problemsOf({ parts }: Dissection): UmaInvoiceError[] {
  const malformed = parts.flatMap(({ record }) => record?.problem ?? []);
  const outermost = parts.flatMap(({ record, inside }) => (inside === undefined ? (record ?? []) : []));
  const paths = new Set(parts.map(({ path }) => path));
  // What is there but malformed has no value either: that it is malformed has been said.
  const missing = validateInvoice(valuesOf(outermost)).filter(
    ({ code, fields }) => code === "MISSING_FIELD" && fields?.some((field) => !paths.has(field)),
  );
  return [...malformed, ...missing];
}

/** The fields of an invoice that may lack some. */
function valuesOf(records: readonly InspectedRecord[]): Invoice {
  const values = records.flatMap(({ name, value, records }) =>
    name === undefined ? [] : [[name, records ? valuesOf(records) : value]],
  );
  return Object.fromEntries(values);
}
