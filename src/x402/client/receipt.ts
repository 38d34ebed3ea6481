import { invalidOption, UmaInvoiceError } from "../../errors.js";
import { checkMethods } from "../../options.js";
import { x402Meanings } from "../errors.js";
import type { PaymentResponse } from "../messages/paymentResponse.js";
import type { PaymentRequirements } from "../messages/terms.js";
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
 * @param response - what a `fetch` of `createUmaFetch` resolved to, or a call of `createUmaTools`; not a clone of it
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
export function receiptOf(response: object): PaymentReceipt | undefined {
  return receipts.get(response);
}

/** The receipts of the responses, and the results of tools, that were paid for. */
export const receipts = /* @__PURE__ */ new WeakMap<object, PaymentReceipt>();

/**
 * The error of a request that was paid for, but not served: `PAYMENT_REFUSED` if the resource server
 * refused the payment, `PAYMENT_UNCONFIRMED` if there is no answer. Nothing is lost: it holds the
 * receipt.
 *
 * @example
 * ```ts
 * const umaFetch = createUmaFetch({ pay, maxAmount: { USD: "10.00" }, keyResolver });
 * const error = await umaFetch("https://example.com/down").catch((error: unknown) => error);
 * if (!(error instanceof UmaPaymentError)) throw error;
 * error.code; // "PAYMENT_UNCONFIRMED"
 * error.preimage; // "0707…"
 * const response = await error.resume(); // asks again, and pays nothing
 * response.status; // 200
 * ```
 */
export class UmaPaymentError extends UmaInvoiceError {
  readonly #receipt: PaymentReceipt;

  /** @throws UmaInvoiceError `INVALID_OPTION` if the code or the receipt is none */
  constructor(
    code: "PAYMENT_REFUSED" | "PAYMENT_UNCONFIRMED",
    message: string,
    receipt: PaymentReceipt,
    cause?: unknown,
  ) {
    if (code !== "PAYMENT_REFUSED" && code !== "PAYMENT_UNCONFIRMED")
      throw invalidOption("code", "PAYMENT_REFUSED or PAYMENT_UNCONFIRMED", code);
    checkMethods("receipt", receipt, "resume");
    super(code, message, { meaning: x402Meanings[code], cause });
    this.name = "UmaPaymentError";
    // Private, so that no log shows the preimage.
    this.#receipt = receipt;
  }

  /** What was paid, and its proof. */
  get receipt(): PaymentReceipt {
    return this.#receipt;
  }

  /** The preimage of the payment, in hex. */
  get preimage(): string {
    return this.#receipt.preimage;
  }

  /**
   * Sends the paid request again, and pays nothing.
   *
   * @param options - a signal of its own: that of the request has no say any more
   * @throws UmaPaymentError as the request itself did
   */
  resume(options?: { readonly signal?: AbortSignal }): Promise<Response> {
    return this.#receipt.resume(options);
  }
}
