import type { UmaInvoiceError } from "../errors.js";
import { jsonResponse } from "./jsonResponse.js";

/** A response that tells an error to the other side, as the protocol has it. */
export function errorResponse(error: UmaInvoiceError, headers?: HeadersInit): Response {
  const { message, protocolCode, httpStatus } = error;
  return jsonResponse({ status: "ERROR", reason: message, code: protocolCode }, httpStatus, headers);
}
