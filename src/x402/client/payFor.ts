import { sizeOf } from "../../bytes.js";
import { layerError } from "../../http/layerError.js";
import { throwIfAborted } from "../../http/signal.js";
import type { ChosenOffer } from "./chooseOffer.js";
import type { Pay } from "./Pay.js";
import { readPreimage } from "./preimage.js";

/**
 * Pays, once.
 *
 * @returns the preimage, in hex
 * @throws UmaInvoiceError `PAYMENT_FAILED`; the reason of the signal, if it aborts in time
 */
export async function payFor({ offer, order }: ChosenOffer, pay: Pay, signal: AbortSignal): Promise<string> {
  throwIfAborted(signal);
  const returned = await attempt(() => pay(order, { offer, signal }), signal);
  const preimage = readPreimage(returned);
  if (preimage !== undefined) return preimage;
  const message = `pay: expected a preimage of 32 bytes or their hex, found ${sizeOf(returned)}`;
  const error = layerError("PAYMENT_FAILED", message);
  // It may have been paid: what is known of that is kept, behind a getter, where no log shows it.
  throw Object.defineProperty(error, "cause", { get: () => returned });
}

async function attempt(payment: () => Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  try {
    return await payment();
  } catch (cause) {
    if (signal.aborted && cause === signal.reason) throw cause;
    throw layerError("PAYMENT_FAILED", "pay: expected a preimage, found that it threw", { cause });
  }
}
