import { checkTimeout, withTimeout } from "../http/abort.js";
import { checkMethods, readOptions } from "../options.js";
import { payRefusal } from "./errors.js";
import type { Wallet, WalletPayment } from "./wallet.js";

/** What is used of the `NWCClient` of `@getalby/sdk`. */
export type NwcClient = {
  payInvoice(request: { invoice: string }): Promise<{ readonly preimage: string }>;
  lookupInvoice(request: { payment_hash: string }): Promise<object>;
};

/** Options of {@link nwcWallet}. */
export type NwcWalletOptions = {
  /** Seconds for the wallet to look up a payment; 20 by default. */
  readonly timeoutSeconds?: number;
  /** Seconds for the wallet to pay; 60 by default. */
  readonly paymentTimeoutSeconds?: number;
};

/**
 * Pays from a wallet that is connected by Nostr Wallet Connect (NIP-47), through a client of the package
 * `@getalby/sdk` that you install. Nothing bounds the cost of routing but the wallet's own rules, and its budget for the
 * connection.
 *
 * A payment has failed where the wallet says so by a code that leaves no doubt; all else leaves it unknown.
 *
 * @param client - an `NWCClient`
 * @throws UmaInvoiceError `INVALID_OPTION`; the methods also `FETCH_TIMEOUT`, and `sendPayment` `PAYMENT_FAILED`
 * @see NIP-47, `pay_invoice`, `lookup_invoice`
 *
 * @example
 * ```ts
 * import { NWCClient } from "@getalby/sdk";
 *
 * const wallet = nwcWallet(new NWCClient({ nostrWalletConnectUrl }));
 * ```
 */
export function nwcWallet(client: NwcClient, options?: NwcWalletOptions): Wallet {
  checkMethods("client", client, "payInvoice", "lookupInvoice");
  const given = readOptions(options, "options", "timeoutSeconds", "paymentTimeoutSeconds");
  const { timeoutSeconds = 20, paymentTimeoutSeconds = 60 } = given;
  checkTimeout("timeoutSeconds", timeoutSeconds);
  checkTimeout("paymentTimeoutSeconds", paymentTimeoutSeconds);
  return {
    async sendPayment(invoice) {
      const time = { timeoutSeconds: paymentTimeoutSeconds };
      try {
        return await withTimeout({ subject: "pay_invoice" }, time, () => client.payInvoice({ invoice }));
      } catch (cause) {
        const code = codeOf(cause);
        if (!final.includes(code)) throw cause;
        throw payRefusal("PAYMENT_FAILED", {
          subject: "payment",
          expected: "the wallet to pay",
          instead: code,
          cause,
        });
      }
    },
    async lookUpPayment(paymentHash) {
      try {
        const request = { payment_hash: paymentHash };
        return stateOf(
          await withTimeout({ subject: "lookup_invoice" }, { timeoutSeconds }, () =>
            client.lookupInvoice(request),
          ),
        );
      } catch (cause) {
        if (codeOf(cause) === "NOT_FOUND") return { state: "none" };
        throw cause;
      }
    },
  };
}

/** What the wallet refuses a payment with before it makes it (NIP-47, "Error codes"). `PAYMENT_FAILED` may be a time-out. */
const final: readonly string[] = [
  "RATE_LIMITED",
  "NOT_IMPLEMENTED",
  "INSUFFICIENT_BALANCE",
  "QUOTA_EXCEEDED",
  "RESTRICTED",
  "UNAUTHORIZED",
];

function codeOf(error: unknown): string {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === "string" ? code : "";
}

/**
 * What a wallet says of a payment that it sent. Of an invoice that it issued itself, it knows as much, and has paid
 * nobody.
 */
function stateOf(transaction: object): WalletPayment {
  const { type, state, preimage, settled_at } = transaction as { readonly [name: string]: unknown };
  if (type === "incoming") return { state: "none" };
  const isSettled = state === "settled" || (state === undefined && Boolean(settled_at));
  if (isSettled && typeof preimage === "string") return { state: "paid", preimage };
  return { state: state === "failed" ? "failed" : "pending" };
}
