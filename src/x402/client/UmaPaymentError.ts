import { UmaInvoiceError } from "../../errors.js";
import { layerMeanings } from "../../http/layerError.js";
import { invalidField } from "../../invalidField.js";
import { read } from "../../options.js";
import type { PaymentReceipt } from "./PaymentReceipt.js";

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

  /** @throws UmaInvoiceError `INVALID_FIELD` if the code or the receipt is none */
  constructor(
    code: "PAYMENT_REFUSED" | "PAYMENT_UNCONFIRMED",
    message: string,
    receipt: PaymentReceipt,
    cause?: unknown,
  ) {
    if (code !== "PAYMENT_REFUSED" && code !== "PAYMENT_UNCONFIRMED")
      throw invalidField("code", "PAYMENT_REFUSED or PAYMENT_UNCONFIRMED", code);
    const { resume } = read(receipt, "receipt", "resume");
    if (typeof resume !== "function") throw invalidField("receipt.resume", "a function", resume);
    super(code, message, { meaning: layerMeanings[code], cause });
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
