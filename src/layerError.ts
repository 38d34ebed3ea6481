import { type LayerErrorCode, UmaInvoiceError, type UmaInvoiceErrorDetails } from "./errors.js";
import { httpMeanings } from "./http/errors.js";
import { payMeanings } from "./pay/errors.js";
import { requestMeanings } from "./request/errors.js";
import { vaspMeanings } from "./vasp/errors.js";
import { x402Meanings } from "./x402/errors.js";

// Temporary: each layer comes to refuse with its own codes, after which nobody needs this.
export const layerMeanings = /* @__PURE__ */ (() => ({
  ...httpMeanings,
  ...payMeanings,
  ...requestMeanings,
  ...vaspMeanings,
  ...x402Meanings,
}))();

export function layerError(
  code: LayerErrorCode,
  message: string,
  details?: UmaInvoiceErrorDetails,
): UmaInvoiceError {
  return new UmaInvoiceError(code, message, { meaning: layerMeanings[code], ...details });
}
