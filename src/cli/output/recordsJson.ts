import type { InspectedRecord } from "../../invoice/inspectInvoice.js";
import { errorJson } from "./errorJson.js";

/** The records of an invoice, for programs. */
export function recordsJson(records: readonly InspectedRecord[]): readonly object[] {
  return records.map(({ records, problem, ...record }) => ({
    ...record,
    ...(records && { records: recordsJson(records) }),
    ...(problem && { problem: errorJson(problem) }),
  }));
}
