import type { PaymentRequirements } from "../messages/PaymentRequirements.js";
import type { PaymentOrder } from "./PaymentOrder.js";

/**
 * Pays over UMA and Lightning. It rejects only if nothing was paid, and nothing can still be: what
 * is under way when `signal` aborts is waited for.
 *
 * It has to refuse a receiver whose VASP counts otherwise than the order: gives the currency other decimals
 * than the invoice's `receivingCurrency.decimals`, or the `decimals` of an order to an address. The amount
 * was measured by those, and the VASP's own word is known to the payer's wallet alone. So is who pays: an invoice
 * whose `senderUma` is somebody else is not for this wallet.
 *
 * @param order - what to pay
 * @param context - the offer behind it, which says how many seconds it may take, and the request's signal
 * @returns the preimage of the Lightning payment: 32 bytes, or their hex or base64
 */
export type Pay = (
  order: PaymentOrder,
  context: { readonly offer: PaymentRequirements; readonly signal: AbortSignal },
) => Promise<Uint8Array | string>;
