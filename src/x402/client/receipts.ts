import type { PaymentReceipt } from "./PaymentReceipt.js";

/** The receipts of the responses that were paid for. */
export const receipts = /* @__PURE__ */ new WeakMap<Response, PaymentReceipt>();
