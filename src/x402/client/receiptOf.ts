import type { PaymentReceipt } from "./PaymentReceipt.js";
import { receipts } from "./receipts.js";

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
