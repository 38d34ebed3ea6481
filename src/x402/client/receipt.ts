import type { PaymentRequirements } from "../messages/paymentRequired.js";
import type { PaymentResponse } from "../messages/paymentResponse.js";
import type { PaymentOrder } from "./payment.js";

/** What was paid for a request. */
export type PaymentReceipt = {
  /** The offer that was accepted. */
  readonly offer: PaymentRequirements;
  /** What `pay` was asked to pay. */
  readonly order: PaymentOrder;
  /**
   * What proves the payment: 32 bytes in hex. Whoever has it can redeem it, until it is redeemed. No log
   * shows it, and no copy of the receipt has it: it is not enumerable. To keep it, name it.
   */
  readonly preimage: string;
  /** What the resource server said of the payment, if anything that can be read. */
  readonly answer?: PaymentResponse;
  /**
   * Sends the paid request again, the very same, and pays nothing. It rejects as the request itself would.
   *
   * @param options - a signal of its own: that of the request has no say any more
   */
  readonly resume: (options?: { readonly signal?: AbortSignal }) => Promise<Response>;
};

/**
 * Tells what was paid for a response, whatever its status: also where a proxy or the server failed
 * after the payment, and the request has to be sent again.
 *
 * @param response - what a `fetch` of {@link createUmaFetch} resolved to; not a clone of it
 * @returns `undefined` if nothing was paid for it
 *
 * @example
 * ```ts
 * const umaFetch = createUmaFetch({ pay, maxAmount: { USD: "10.00" }, keyResolver });
 * let response = await umaFetch("https://example.com/weather");
 * if (response.status >= 500) response = (await receiptOf(response)?.resume()) ?? response;
 * receiptOf(response)?.preimage; // "0707…"
 * ```
 */
export function receiptOf(response: Response): PaymentReceipt | undefined {
  return receipts.get(response);
}

/** The receipts of the responses that were paid for. */
export const receipts = /* @__PURE__ */ new WeakMap<Response, PaymentReceipt>();
