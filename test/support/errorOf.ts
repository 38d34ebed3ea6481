import { UmaInvoiceError } from "../../src/index.js";

/** What a call throws, which has to be a UmaInvoiceError. */
export function errorOf(call: () => unknown): UmaInvoiceError {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    if (error instanceof UmaInvoiceError) return error;
    throw error;
  }
  throw new Error(`expected a UmaInvoiceError, but nothing was thrown: ${String(result)}`);
}

/** What a promise is rejected with, which has to be a UmaInvoiceError. */
export async function rejectionOf(promise: Promise<unknown>): Promise<UmaInvoiceError> {
  const settled = await promise.then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
  return errorOf(settled);
}
