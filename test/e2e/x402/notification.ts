import { lightningPayment } from "../../support/shopPayments.js";

/**
 * What a VASP tells the shop of a payment of 5 cents that it got just now.
 *
 * @param vasp - its domain
 * @param changes - what else it says
 */
export function notification(vasp: string, changes: object = {}): { preimage: string; body: string } {
  const { preimage, paymentHash } = lightningPayment();
  const settlement = {
    receiverUma: `$shop@${vasp}`,
    amount: "5",
    currency: "USD",
    settledAt: Math.floor(Date.now() / 1000),
    ...changes,
  };
  return { preimage, body: JSON.stringify({ paymentHash, settlement }) };
}
