import { pick } from "../../options.js";
import { checkOrigin } from "../client/checkOrigin.js";
import { checkResource } from "../client/checkResource.js";
import { decodePaymentRequired } from "../messages/decodePaymentRequired.js";
import { faultOf } from "../messages/faultOf.js";
import { toJson } from "../messages/jsonText.js";

/**
 * Checks, before anything is paid, that the offers of a 402 on UMA are for the URL that it came from, over
 * https or on this very machine. The `x402HTTPClient` alone knows it: its schemes are not told.
 *
 * That URL is the one that was asked for only behind {@link guardFetch}: `@x402/fetch` names the last one of
 * a chain of redirects.
 *
 * @param context - what the hook `onPaymentRequired` of an `x402HTTPClient` gets
 * @returns rejects with a UmaInvoiceError, `OFFER_REFUSED` or `INVALID_PAYMENT_REQUIREMENTS`; `INVALID_FIELD`
 * if the context is none
 *
 * @example
 * ```ts
 * import { wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
 *
 * const scheme = exactUmaClient({ pay, maxAmount: { USD: "1.00" }, keyResolver });
 * const client = new x402HTTPClient(new x402Client().register("uma:mainnet", scheme));
 * client.onPaymentRequired(checkOfferedResource);
 * const payingFetch = wrapFetchWithPayment(guardFetch(fetch), client);
 * ```
 */
export async function checkOfferedResource(context: {
  readonly paymentRequired: object;
  readonly requestUrl: string;
}): Promise<void> {
  const { paymentRequired, requestUrl } = pick(context, "context", "paymentRequired", "requestUrl");
  const json = toJson(paymentRequired, "paymentRequired", faultOf("INVALID_PAYMENT_REQUIREMENTS"));
  for (const { resource } of decodePaymentRequired(json).accepts) {
    checkOrigin(requestUrl);
    checkResource(resource, requestUrl);
  }
}
