import type { UmaInvoiceError } from "../../errors.js";

/** Makes the error for a field of a message: `problem` says what was expected and what was found. */
export type Fault = (field: string, problem: string, cause?: unknown) => UmaInvoiceError;
