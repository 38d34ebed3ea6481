/** What has become of a payment, as far as the wallet knows that was asked for it. */
export type WalletPayment =
  /** The preimage: 32 bytes in hex. */
  | { readonly state: "paid"; readonly preimage: string }
  /** Under way: it may still be paid, or fail. */
  | { readonly state: "pending" }
  /** Nothing was paid, and nothing can be any more. */
  | { readonly state: "failed"; readonly reason?: string }
  /** The wallet does not know of it: the request may not have reached it yet. */
  | { readonly state: "none" };

/** What a payment is held to. */
export type SendPaymentOptions = {
  /**
   * The most that routing may cost, in millisatoshi, where the wallet can be held to that: WebLN and NWC know of no
   * such limit, and the wallet behind them has its own.
   */
  readonly maxFeeMsat?: bigint;
};

/**
 * What pays Lightning invoices: a WebLN provider is one as it is.
 *
 * A payment has three ends. It is paid, and `sendPayment` resolves. It has failed, so that nothing was paid and
 * nothing can be: it rejects with a `UmaInvoiceError` of the code `PAYMENT_FAILED`. Or nobody knows: it rejects with
 * anything else, and `lookUpPayment` is asked.
 */
export type Wallet = {
  /**
   * Pays a Lightning invoice.
   *
   * @param paymentRequest - BOLT 11: `lnbc…`
   * @returns the preimage: 32 bytes in hex
   */
  sendPayment(paymentRequest: string, options?: SendPaymentOptions): Promise<{ readonly preimage: string }>;
  /**
   * Tells what has become of a payment.
   *
   * @param paymentHash - 32 bytes in hex, as the Lightning invoice has it
   */
  lookUpPayment?(paymentHash: string): Promise<WalletPayment>;
};
