import { sizeOf } from "../../bytes.js";
import { describe } from "../../describe.js";
import { checkSignal, throwIfAborted } from "../../http/abort.js";
import { readOptions } from "../../options.js";
import { headerNames } from "../messages/headers.js";
import type { PaymentResponse } from "../messages/paymentResponse.js";
import type { RefusalReason } from "../messages/refusal.js";
import type { X402Version } from "../messages/terms.js";
import type { ChosenOffer } from "./payment.js";
import { type PaymentReceipt, receipts, UmaPaymentError } from "./receipt.js";
import { type PlainRequest, sendPlain } from "./request.js";
import { answerOf, discard, paymentRequiredOf } from "./response.js";

/** How paid requests are sent. */
type SendOptions = {
  readonly fetch: typeof globalThis.fetch;
  /** Seconds to wait for the server to learn of the payment. */
  readonly maxWaitSeconds: number;
  readonly wait: (seconds: number, signal: AbortSignal | null) => Promise<void>;
};

/** A request that has been paid for. */
type PaidRequest = ChosenOffer & {
  /** As it was sent before. */
  readonly request: PlainRequest;
  readonly x402Version: X402Version;
  /** The proof of payment, as it goes into the header. */
  readonly payment: string;
  readonly preimage: string;
  /** The name of the payment, which goes with the proof. */
  readonly attempt: string;
};

/**
 * Sends a request with its proof of payment, again as long as the server may not have heard of the payment.
 * The proof opens the resource to anyone: no redirect takes it elsewhere.
 *
 * @returns the response, with its receipt
 * @throws UmaPaymentError
 */
export async function sendPayment(
  paid: PaidRequest,
  options: SendOptions,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const { request, x402Version, payment } = paid;
  const { fetch, wait, maxWaitSeconds } = options;
  const headers = new Headers(request.headers);
  headers.set(headerNames[x402Version].payment, payment);
  const again = { ...request, headers, signal };
  let response: Response;
  try {
    if (signal) throwIfAborted(signal);
    response = await sendPlain(fetch, again);
    for (let waited = 0, tries = 0; ; tries++) {
      const pause = pauseAfter(response, x402Version, tries, maxWaitSeconds - waited);
      if (pause === undefined) break;
      discard(response);
      await wait(pause, signal ?? null);
      waited += pause;
      response = await sendPlain(fetch, again);
    }
  } catch (cause) {
    const message = "expected an answer to the paid request, found none";
    throw new UmaPaymentError("PAYMENT_UNCONFIRMED", message, receiptFor(paid, options), cause);
  }
  const receipt = receiptFor(paid, options, answerOf(response, x402Version));
  const isRefused = response.status === 402 || (response.status === 400 && receipt.answer?.success === false);
  if (isRefused) throw await refusal(response, receipt, paid);
  receipts.set(response, receipt);
  return response;
}

function receiptFor(paid: PaidRequest, options: SendOptions, answer?: PaymentResponse): PaymentReceipt {
  const { offer, order, preimage } = paid;
  const receipt: Omit<PaymentReceipt, "preimage"> = {
    offer,
    order,
    ...(answer && { answer }),
    async resume(resumeOptions) {
      const { signal } = readOptions(resumeOptions ?? undefined, "options", "signal");
      if (signal) checkSignal(signal, "options.signal");
      return sendPayment(paid, options, signal ?? undefined);
    },
  };
  return Object.defineProperty(receipt, "preimage", { value: preimage }) as PaymentReceipt;
}

/** What a server refuses for as long as its VASP has not told it of the payment. */
const notYet: RefusalReason = "unknown_payment";

/**
 * The seconds after which to ask again: it may learn of a payment later than the payer. As many as it says
 * itself, at least 1 (RFC 9110, section 10.2.3). If it says nothing, or a page on another origin is not
 * shown what it says, longer each time.
 *
 * @param left - the seconds that may be waited for still
 * @returns `undefined` if the answer stands
 */
function pauseAfter(
  response: Response,
  version: X402Version,
  tries: number,
  left: number,
): number | undefined {
  if (response.status !== 402) return undefined;
  const retryAfter = response.headers.get("Retry-After");
  if (retryAfter !== null) {
    const seconds = /^\d{1,9}$/.test(retryAfter) ? Math.max(1, Number(retryAfter)) : left + 1;
    return seconds <= left ? seconds : undefined;
  }
  const answer = answerOf(response, version);
  const isFinal = answer !== undefined && answer.errorReason !== notYet;
  return isFinal || left <= 0 ? undefined : Math.min(2 ** tries / 2, left);
}

async function refusal(
  response: Response,
  receipt: PaymentReceipt,
  { preimage, attempt }: PaidRequest,
): Promise<UmaPaymentError> {
  const required = await paymentRequiredOf(response).catch(() => undefined);
  discard(response);
  const reason = receipt.answer?.errorReason ?? required?.error;
  // Servers may well repeat what they were sent.
  const isTelling = [preimage, attempt].some((secret) => reason?.toLowerCase().includes(secret));
  const found =
    reason === undefined
      ? "a refusal without a reason"
      : `a refusal: ${isTelling ? sizeOf(reason) : describe(reason)}`;
  return new UmaPaymentError("PAYMENT_REFUSED", `expected the payment to be taken, found ${found}`, receipt);
}
