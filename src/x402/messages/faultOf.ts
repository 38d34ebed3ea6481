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
