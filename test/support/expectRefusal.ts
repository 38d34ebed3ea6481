import { expect } from "vitest";
import type { UmaInvoiceError, UmaInvoiceErrorCode } from "../../src/index.js";
import { errorOf } from "./errorOf.js";

/** What an error has to be: its code, where it arose, and pieces of its message. */
export type Refusal = {
  readonly code: UmaInvoiceErrorCode;
  readonly field?: string;
  readonly fields?: readonly string[];
  readonly offset?: number;
  /** What was expected and what was found, in the words of the message. */
  readonly says?: readonly string[];
};

/** Expects a call to throw a UmaInvoiceError, with just these details. */
export function expectRefusal(call: () => unknown, refusal: Refusal): UmaInvoiceError {
  const error = errorOf(call);
  expectError(error, refusal);
  return error;
}

/** Expects an error to have just these details, and a message of one printable line. */
export function expectError(error: UmaInvoiceError, { says = [], ...details }: Refusal): void {
  const { code, field, fields, offset } = error;
  const found = { code, field, fields: fields && [...fields], offset };
  expect(found).toStrictEqual({ field: undefined, fields: undefined, offset: undefined, ...details });
  for (const piece of ["expected", ...says]) expect(error.message).toContain(piece);
  expect(error.message).toMatch(/^[ -~]{1,400}$/);
}
