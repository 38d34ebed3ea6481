import { describe } from "../../describe.js";
import { decodePaymentResponse } from "../messages/decodePaymentResponse.js";
import { headerNames } from "../messages/headerNames.js";
import type { PaymentResponse } from "../messages/PaymentResponse.js";
import type { X402Version } from "../messages/X402Version.js";
import type { ChosenOffer } from "./chooseOffer.js";
import { discard } from "./discard.js";
import type { PaymentReceipt } from "./PaymentReceipt.js";
import { paymentRequiredOf } from "./paymentRequiredOf.js";
import { receipts } from "./receipts.js";
import { UmaPaymentError } from "./UmaPaymentError.js";

/** How paid requests are sent. */
export type SendOptions = {
  readonly fetch: typeof globalThis.fetch;
  /** Seconds to wait for the server to learn of the payment. */
  readonly maxWait: number;
  readonly wait: (seconds: number, signal: AbortSignal | null) => Promise<void>;
};

/** A request that has been paid for. */
export type PaidRequest = ChosenOffer & {
  /** As it was sent before; never read itself. */
  readonly request: Request;
  readonly x402Version: X402Version;
  /** The proof of payment, as it goes into the header. */
  readonly payment: string;
  readonly preimage: string;
};

/**
 * Sends a request with its proof of payment, again as long as the server asks for patience. The proof
 * opens the resource to anyone: no redirect takes it elsewhere.
 *
 * @param signal - `null` for none
 * @returns the response, with its receipt
 * @throws UmaPaymentError
 */
export async function sendPayment(
  paid: PaidRequest,
  options: SendOptions,
  signal: AbortSignal | null,
): Promise<Response> {
  const { offer, order, preimage, request, x402Version, payment } = paid;
  // Called as a function of its own: that of browsers is no method of anything else.
  const { fetch, wait, maxWait } = options;
  const receipt: PaymentReceipt = {
    offer,
    order,
    preimage,
    resume: (resumeOptions) => sendPayment(paid, options, resumeOptions?.signal ?? null),
  };
  const headers = new Headers(request.headers);
  headers.set(headerNames[x402Version].payment, payment);
  const again = { headers, redirect: "manual", signal } as const;
  let response: Response;
  try {
    response = await fetch(new Request(request.clone(), again));
    for (let waited = 0; (waited += retryAfter(response)) <= maxWait; ) {
      discard(response);
      await wait(retryAfter(response), signal);
      response = await fetch(new Request(request.clone(), again));
    }
  } catch (cause) {
    const message = "expected an answer to the paid request, found none";
    throw new UmaPaymentError("PAYMENT_UNCONFIRMED", message, receipt, cause);
  }
  const answer = answerOf(response, x402Version);
  const answered = { ...receipt, ...(answer && { answer }) };
  if (response.status === 402) throw await refusal(response, answered);
  receipts.set(response, answered);
  return response;
}

/**
 * The seconds after which the server wants to be asked again, at least 1: it may learn of a payment
 * later than the payer (RFC 9110, section 10.2.3).
 */
function retryAfter({ status, headers }: Response): number {
  const seconds = /^\d{1,9}$/.exec(headers.get("Retry-After") ?? "");
  return status === 402 && seconds ? Math.max(1, Number(seconds[0])) : Number.POSITIVE_INFINITY;
}

/** What the server says of the payment, if that can be read: the status alone decides. */
function answerOf({ headers }: Response, version: X402Version): PaymentResponse | undefined {
  try {
    return decodePaymentResponse(headers.get(headerNames[version].response) ?? "");
  } catch {
    return undefined;
  }
}

async function refusal(response: Response, receipt: PaymentReceipt): Promise<UmaPaymentError> {
  const required = await paymentRequiredOf(response).catch(() => undefined);
  discard(response);
  const reason = receipt.answer?.errorReason ?? required?.error;
  const found = reason === undefined ? "a refusal without a reason" : `a refusal: ${describe(reason)}`;
  return new UmaPaymentError("PAYMENT_REFUSED", `expected the payment to be taken, found ${found}`, receipt);
}
