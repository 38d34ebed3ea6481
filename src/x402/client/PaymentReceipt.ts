import type { PaymentRequirements } from "../messages/PaymentRequirements.js";
import type { PaymentResponse } from "../messages/PaymentResponse.js";
import type { PaymentOrder } from "./PaymentOrder.js";

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
