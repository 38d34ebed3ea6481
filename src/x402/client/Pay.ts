import type { PaymentRequirements } from "../messages/PaymentRequirements.js";
import type { PaymentOrder } from "./PaymentOrder.js";

/**
 * Pays over UMA and Lightning. It rejects only if nothing was paid, and nothing can still be: what
 * is under way when `signal` aborts is waited for.
 *
 * @param order - what to pay
 * @param context - the offer behind it, which says how many seconds it may take, and the request's signal
 * @returns the preimage of the Lightning payment: 32 bytes, or their hex
 */
export type Pay = (
  order: PaymentOrder,
  context: { readonly offer: PaymentRequirements; readonly signal: AbortSignal },
) => Promise<Uint8Array | string>;
