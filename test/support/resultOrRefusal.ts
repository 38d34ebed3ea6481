import { expect } from "vitest";
import { UmaInvoiceError } from "../../src/index.js";

/** What a call gives, or the error that it refuses with, in one printable line. Nothing else may be thrown. */
export async function resultOrRefusal(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof UmaInvoiceError)) throw error;
    expect(error.message).toMatch(/^[ -~]{1,400}$/);
    return error;
  }
}
