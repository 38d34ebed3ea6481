import { checkOrigin } from "../client/checkOrigin.js";
import { checkResource } from "../client/checkResource.js";
import { decodePaymentRequired } from "../messages/decodePaymentRequired.js";

/**
 * Checks, before anything is paid, that the offers of a 402 on UMA are for the very URL that was asked
 * for, over https or on this very machine. The `x402HTTPClient` alone knows it: its schemes are not told.
 *
 * @param context - what the hook `onPaymentRequired` of an `x402HTTPClient` gets
 * @returns rejects with a UmaInvoiceError, `OFFER_REFUSED` or `INVALID_PAYMENT_REQUIREMENTS`
 *
 * @example
 * ```ts
 * import { wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
 *
 * const scheme = exactUmaClient({ pay, maxAmount: { USD: 100n }, keyResolver });
 * const client = new x402HTTPClient(new x402Client().register("uma:mainnet", scheme));
 * const payingFetch = wrapFetchWithPayment(fetch, client.onPaymentRequired(checkOfferedResource));
 * ```
 */
export async function checkOfferedResource(context: {
  readonly paymentRequired: object;
  readonly requestUrl: string;
}): Promise<void> {
  const { paymentRequired, requestUrl } = context;
  for (const { resource } of decodePaymentRequired(JSON.stringify(paymentRequired)).accepts) {
    checkOrigin(requestUrl);
    checkResource(resource, requestUrl);
  }
}
