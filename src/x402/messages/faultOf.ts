import { type LayerErrorCode, UmaInvoiceError } from "../../errors.js";
import { layerError } from "../../http/layerError.js";
import type { Fault } from "./Fault.js";

/** Makes errors of one code for the fields of a message. */
export function faultOf(code: LayerErrorCode | "INVALID_FIELD"): Fault {
  return (field, problem, cause) => {
    const message = `${field}: ${problem}`;
    if (code === "INVALID_FIELD") return new UmaInvoiceError(code, message, { field, cause });
    return layerError(code, message, { field, cause });
  };
}

/**
 * Writes or reads a message that may be anything: what its getters and proxies throw is a fault of the message.
 *
 * @param name - what the message is called in errors
 */
export function orFault<Result>(name: string, fault: Fault, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof UmaInvoiceError) throw error;
    throw fault(name, "expected a message that can be read, found one that cannot", error);
  }
}
