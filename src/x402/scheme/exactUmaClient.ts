import { checkOffer, type OfferChecks } from "../client/checkOffer.js";
import { checkPayer } from "../client/checkPayer.js";
import type { UmaFetchOptions } from "../client/createUmaFetch.js";
import { offerRefused } from "../client/offerRefused.js";
import { payFor } from "../client/payFor.js";
import { waitFor } from "../client/waitFor.js";
import { decodePaymentRequired } from "../messages/decodePaymentRequired.js";

/** Options of {@link exactUmaClient}: those of `createUmaFetch` that do not concern the transport. */
export type ExactUmaClientOptions = Pick<
  UmaFetchOptions,
  "pay" | "maxAmount" | "keyResolver" | "now" | "ecdsa" | "wait"
>;

/** What {@link exactUmaClient} makes: a `SchemeNetworkClient` for an `x402Client`. */
export type ExactUmaClient = {
  readonly scheme: "exact";
  readonly schemeHooks: {
    readonly onBeforePaymentCreation: (context: {
      readonly paymentRequired: { readonly resource?: object };
      readonly selectedRequirements: object;
    }) => Promise<void>;
    readonly onPaymentResponse: (context: {
      readonly settleResponse?: { readonly errorReason?: string };
    }) => Promise<{ recovered: true } | undefined>;
  };
  findDefaultAsset(asset: string): { asset: string; decimals: number; symbol: string } | undefined;
  createPaymentPayload(
    x402Version: number,
    requirements: object,
  ): Promise<{ x402Version: number; payload: { preimage: string } }>;
};

/** Seconds after which a server should have learned of a payment. */
const patience = 2;

/**
 * Pays offers of the scheme `exact` on UMA for clients of the published x402 packages: `@x402/fetch`
 * and what else builds on the `x402Client` of `@x402/core`. An offer is checked as `createUmaFetch`
 * checks it, but for the resource, which a scheme is not told: see {@link checkOfferedResource}.
 *
 * An offer is paid once, also if the package asks for its payment again. A server of version 2 that does not
 * know of the payment yet is asked once more, two seconds later. The package throws what is thrown
 * here as an Error of its own, with the message alone; and if there is no answer to the paid request, it
 * knows nothing of the payment: keep what `onAfterPaymentCreation` of the `x402Client` tells.
 *
 * The client's own `spendControls` hold as well. They take dollars up to 1.00 by default, and other
 * currencies only if `allowedAssets` lists them.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see x402 version 2, section 6
 *
 * @example
 * ```ts
 * import { wrapFetchWithPayment, x402Client } from "@x402/fetch";
 *
 * const scheme = exactUmaClient({ pay: (order) => wallet.pay(order), maxAmount: { USD: 1000n }, keyResolver });
 * const client = new x402Client().register("uma:mainnet", scheme).registerV1("uma", scheme);
 * client.setSpendControls({ maxAmountPerPayment: "$10" });
 *
 * const response = await wrapFetchWithPayment(fetch, client)("https://example.com/weather");
 * response.status; // 200
 * ```
 */
export function exactUmaClient(options: ExactUmaClientOptions): ExactUmaClient {
  const { pay, maxAmount, keyResolver, now, ecdsa, wait = waitFor } = { ...options };
  checkPayer({ pay, maxAmount, keyResolver });
  // By the very object of the 402, which is the same as long as one request is made; offers may be copied.
  const messages = new WeakMap<object, { readonly resource?: object }>();
  const payments = new WeakMap<object, Promise<string>>();

  async function buy(x402Version: number, requirements: object): Promise<string> {
    const message = { x402Version, resource: messages.get(requirements)?.resource, accepts: [requirements] };
    const [offer] = decodePaymentRequired(JSON.stringify(message)).accepts;
    if (!offer) throw offerRefused("network", "exact on uma", "another scheme or network");
    const checks: OfferChecks = {
      maxAmount,
      keyResolver,
      ...(now && { now: now() }),
      ...(ecdsa && { ecdsa }),
    };
    const order = await checkOffer(offer, checks);
    return payFor({ offer, order }, pay, new AbortController().signal);
  }

  return {
    scheme: "exact",
    schemeHooks: {
      async onBeforePaymentCreation({ paymentRequired, selectedRequirements }) {
        messages.set(selectedRequirements, paymentRequired);
      },
      async onPaymentResponse({ settleResponse }) {
        if (settleResponse?.errorReason !== "unknown_payment") return undefined;
        await wait(patience, null);
        return { recovered: true };
      },
    },
    findDefaultAsset: (asset) => (asset === "USD" ? { asset, decimals: 2, symbol: asset } : undefined),
    async createPaymentPayload(x402Version, requirements) {
      const request = messages.get(requirements) ?? requirements;
      const payment = payments.get(request) ?? buy(x402Version, requirements);
      payments.set(request, payment);
      const payload = { preimage: await payment };
      // Version 1 of the package sends what it gets, version 2 adds the rest.
      return x402Version === 1
        ? { x402Version, scheme: "exact", network: "uma", payload }
        : { x402Version, payload };
    },
  };
}
