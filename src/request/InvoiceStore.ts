/** An invoice that came in, as a store knows it. */
export type ReceivedInvoice = {
  /** The receiver's domain and the invoice's UUID. */
  readonly id: string;
  /** The SHA-256 of what is signed, in hex: the same for the same invoice alone. */
  readonly digest: string;
  /**
   * Unix time in seconds: from then on the invoice is refused anyway, and some time later, when no clock
   * among those that share the store can lag behind so far, it may be forgotten.
   */
  readonly expiration: number;
};

/**
 * Remembers which invoices were handed on. In a database with unique keys, `once` is a transaction: insert
 * the id and the digest; hand on if they are new, and roll back if that fails; return the digest that the
 * row holds. What is no longer needed goes an hour, say, after its expiration, never at it.
 */
export type InvoiceStore = {
  /**
   * Hands an invoice on, unless one with its id was before; atomically, so that of any number of calls
   * at once, in all processes that share the store, one hands on and the others wait for it.
   *
   * @param received - the invoice
   * @param handOn - rejects if the invoice could not be handed on; then nothing is remembered, and this
   * rejects too
   * @returns the digest of the invoice that was handed on under this id: now, or before
   * @throws UmaInvoiceError `STORE_FULL` if there is no room now; the sender is then asked to come again
   */
  once(received: ReceivedInvoice, handOn: () => Promise<void>): Promise<string>;
};
