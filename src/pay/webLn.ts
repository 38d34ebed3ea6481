import { checkMethods } from "../options.js";
import type { Wallet } from "./wallet.js";

/** What is used of a WebLN provider: `window.webln`. */
export type WebLnProvider = {
  /** Asks the user for leave, once. */
  enable?(): Promise<unknown>;
  sendPayment(paymentRequest: string): Promise<{ readonly preimage: string }>;
};

/**
 * Pays from a wallet in the browser, over WebLN. The user is asked by the wallet, and nothing bounds the cost of routing
 * but the wallet's own rules.
 *
 * WebLN tells nobody why a payment was not made, nor can it be asked later: a payment that it does not confirm stays
 * unknown, even if the user declined it.
 *
 * @param provider - `window.webln`
 * @throws UmaInvoiceError `INVALID_OPTION`; `sendPayment` rejects with what the provider throws
 * @see WebLN, `webln.sendPayment`
 *
 * @example
 * ```ts
 * const wallet = webLnWallet(window.webln);
 * ```
 */
export function webLnWallet(provider: WebLnProvider): Wallet {
  checkMethods("provider", provider, "sendPayment");
  return {
    async sendPayment(paymentRequest) {
      await provider.enable?.();
      return provider.sendPayment(paymentRequest);
    },
  };
}
