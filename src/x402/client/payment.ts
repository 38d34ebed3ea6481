import { sizeOf } from "../../bytes.js";
import { UmaInvoiceError } from "../../errors.js";
import { throwIfAborted } from "../../http/abort.js";
import type { VerifiedInvoice } from "../../invoice/invoice.js";
import { checkMethods } from "../../options.js";
import { payRefusal } from "../../pay/errors.js";
import type { Payer } from "../../pay/payer.js";
import { offerRefused } from "../errors.js";
import { fitsHeader, longestPaymentHeader } from "../messages/headers.js";
import { takesIdentifier, withIdentifier } from "../messages/identifier.js";
import { encodePayment } from "../messages/payment.js";
import type { PaymentRequired } from "../messages/paymentRequired.js";
import { readPreimage } from "../messages/preimage.js";
import type { PaymentRequirements } from "../messages/terms.js";

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

/** A payer, as `createPayer` of `uma-invoice/pay` makes it. */
export type PayerOfOrders = Pick<Payer, "pay" | "payAddress">;

/**
 * What pays orders: the caller's own function, or a payer, which pays an invoice once, and measures an amount to an
 * address by its decimals.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function toPay(pay: Pay | PayerOfOrders): Pay {
  if (typeof pay === "function") return pay;
  const methods = checkMethods("pay", pay, "pay", "payAddress");
  return async (order, { signal }) => {
    const payment =
      "invoice" in order
        ? await methods.pay.call(pay, order.invoice, { signal })
        : await methods.payAddress.call(pay, order, { signal });
    return payment.preimage;
  };
}

/** What to pay: an UMA invoice, or an amount to an UMA address. */
export type PaymentOrder =
  | {
      /** Its `receivingCurrency.decimals` is what its amount was measured by. */
      readonly invoice: VerifiedInvoice;
      /** There if the seller takes a payment of this very invoice alone: one to its receiver's address is lost. */
      readonly invoiceOnly?: true;
    }
  | {
      readonly umaAddress: string;
      /** In the smallest unit of the currency that the receiver gets. */
      readonly amount: bigint;
      /** The code of that currency: `USD`. */
      readonly currency: string;
      /** The decimals that the amount was measured by: 2 if it counts cents. */
      readonly decimals: number;
    };

/** An offer that can be accepted, and what to pay for it. */
export type ChosenOffer = { readonly offer: PaymentRequirements; readonly order: PaymentOrder };

/**
 * Pays, once.
 *
 * @returns the preimage, in hex
 * @throws UmaInvoiceError `PAYMENT_FAILED`; the reason of the signal, if it aborts in time; `PAYMENT_UNKNOWN`, as it came
 */
export async function payFor({ offer, order }: ChosenOffer, pay: Pay, signal: AbortSignal): Promise<string> {
  throwIfAborted(signal);
  let returned: unknown;
  try {
    returned = await pay(order, { offer, signal });
  } catch (cause) {
    if (signal.aborted && cause === signal.reason) throw cause;
    // It may have been paid, and may not be called a failure: who asks the payer again learns what came of it.
    if (cause instanceof UmaInvoiceError && cause.code === "PAYMENT_UNKNOWN") throw cause;
    throw payRefusal("PAYMENT_FAILED", {
      subject: "pay",
      expected: "a preimage",
      instead: "that it threw",
      cause,
    });
  }
  const preimage = readPreimage(returned);
  if (preimage !== undefined) return preimage;
  const error = payRefusal("PAYMENT_FAILED", {
    subject: "pay",
    expected: "a preimage of 32 bytes or their hex",
    instead: sizeOf(returned),
  });
  // It may have been paid: what is known of that is kept, behind a getter, where no log shows it.
  throw Object.defineProperty(error, "cause", { get: () => returned });
}

/**
 * Prepares the proof of payment for an offer. Version 2 sends the offer back with it.
 *
 * @param attempt - the name of the payment: it goes where x402's extension `payment-identifier` has it, if
 * the server takes that, and into the payload otherwise
 * @returns what makes the header of a preimage
 * @throws UmaInvoiceError `OFFER_REFUSED` if the header would be too long
 */
export function paymentFor(
  { x402Version, resource, extensions }: PaymentRequired,
  offer: PaymentRequirements,
  attempt: string,
): (preimage: string) => string {
  const isExtended = takesIdentifier(extensions);
  const make = (preimage: string) =>
    encodePayment({
      x402Version,
      scheme: "exact",
      network: offer.network,
      payload: { preimage, ...(!isExtended && { attempt }) },
      ...(x402Version === 2 && { accepted: offer }),
      ...(resource && { resource }),
      ...(extensions && { extensions: isExtended ? withIdentifier(extensions, attempt) : extensions }),
    });
  if (!isShort(make))
    throw offerRefused({
      field: "accepts",
      expected: fitsHeader,
      instead: "more",
    });
  return make;
}

function isShort(make: (preimage: string) => string): boolean {
  try {
    return make("0".repeat(64)).length <= longestPaymentHeader;
  } catch {
    return false;
  }
}
