import type { Invoice } from "../invoice/Invoice.js";

/** Finds the key that the invoices of an UMA address are verified with. */
export type KeyResolver = {
  /**
   * @param of - an UMA address, or an invoice, whose receiver's VASP is asked
   * @param options - `refresh` asks for a key that is not cached; `signal` ends the caller's waiting
   * @returns the key, 65 bytes, and whether it comes from a cache, so that a newer one may exist
   */
  resolve(
    of: string | Pick<Invoice, "receiverUma">,
    options?: { readonly refresh?: boolean; readonly signal?: AbortSignal },
  ): Promise<{ readonly publicKey: Uint8Array; readonly cached: boolean }>;
};
