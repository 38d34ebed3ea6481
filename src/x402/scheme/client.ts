import { invalidField, invalidOption } from "../../errors.js";
import { read, readList, readOptions } from "../../options.js";
import { checkExtensions, checkOffer } from "../client/offer.js";
import { payerNames, readPayer, type UmaFetchOptions } from "../client/options.js";
import { payFor } from "../client/payment.js";
import { invalidRequirements, offerRefused } from "../errors.js";
import { toJson } from "../messages/headers.js";
import { paymentIdentifier, randomIdentifier, takesIdentifier } from "../messages/identifier.js";
import { decodePaymentRequired } from "../messages/paymentRequired.js";

/** Options of {@link exactUmaClient}: those of `createUmaFetch` that do not concern the transport. */
export type ExactUmaClientOptions = Pick<
  UmaFetchOptions,
  "pay" | "maxAmount" | "network" | "keyResolver" | "now" | "marginSeconds" | "ecdsa" | "wait"
> & {
  /**
   * The names of those extensions of x402 that the `x402Client` takes care of itself. Of all others,
   * `payment-identifier` aside, an offer that requires one is refused. None by default.
   */
  readonly extensions?: readonly string[];
};

/** What {@link exactUmaClient} makes: a `SchemeNetworkClient` for an `x402Client`. */
export type ExactUmaClient = {
  readonly scheme: "exact";
  readonly schemeHooks: {
    readonly onBeforePaymentCreation: (context: {
      readonly paymentRequired: { readonly resource?: object; readonly extensions?: object };
      readonly selectedRequirements: object;
    }) => Promise<void>;
    readonly onPaymentResponse: (context: {
      readonly settleResponse?: { readonly errorReason?: string };
      readonly paymentRequired?: object;
    }) => Promise<{ recovered: true } | undefined>;
  };
  findDefaultAsset(asset: string): { asset: string; decimals: number; symbol: string } | undefined;
  createPaymentPayload(
    x402Version: number,
    requirements: object,
  ): Promise<{
    x402Version: number;
    payload: { preimage: string; attempt?: string };
    extensions?: Record<string, unknown>;
  }>;
};

type SchemePayload = Omit<Awaited<ReturnType<ExactUmaClient["createPaymentPayload"]>>, "x402Version">;

/** Seconds after which a server should have learned of a payment. */
const patience = 2;

/**
 * Pays offers of the scheme `exact` on UMA for clients of the published x402 packages: `@x402/fetch`
 * and what else builds on the `x402Client` of `@x402/core`. An offer is checked as `createUmaFetch`
 * checks it, but for what a scheme is not told: for which resource it is ({@link checkOfferedResource}), and
 * whether it came behind a redirect ({@link guardFetch}). Both are needed, or the proof of a payment may be
 * sent to somebody else than who was paid.
 *
 * An offer is paid once, also if the package asks for its payment again, and the payment has the same name
 * then: that of x402's extension `payment-identifier`. A server of version 2 that does not know of the payment
 * yet is asked once more, two seconds later. The package throws what is thrown here as an Error of its own,
 * with the message alone: `onPaymentCreationFailure` of the `x402Client` gets the error itself. And if there is
 * no answer to the paid request, it knows nothing of the payment: keep what `onAfterPaymentCreation` tells.
 *
 * The client's own `spendControls` hold as well. They take dollars up to 1.00 by default, and other
 * currencies only if `allowedAssets` lists them.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 * @see x402 version 2, section 6
 *
 * @example
 * ```ts
 * import { wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
 *
 * const scheme = exactUmaClient({ pay: (order) => wallet.pay(order), maxAmount: { USD: "10.00" }, keyResolver });
 * const client = new x402Client().register("uma:mainnet", scheme).registerV1("uma", scheme);
 * client.setSpendControls({ maxAmountPerPayment: "$10" });
 *
 * const http = new x402HTTPClient(client).onPaymentRequired(checkOfferedResource);
 * const response = await wrapFetchWithPayment(guardFetch(fetch), http)("https://example.com/weather");
 * response.status; // 200
 * ```
 */
export function exactUmaClient(options: ExactUmaClientOptions): ExactUmaClient {
  const given = readOptions(options, "options", ...payerNames, "extensions");
  const payer = readPayer(given);
  const { pay, wait } = payer;
  const { network = "uma" } = given;
  const others = namesIn(given.extensions);
  // By the very object of the 402, which is the same as long as one request is made; offers may be copied.
  const messages = new WeakMap<object, { readonly resource?: object; readonly extensions?: object }>();
  const payments = new WeakMap<object, Promise<SchemePayload>>();

  async function buy(x402Version: number, requirements: object): Promise<SchemePayload> {
    const { resource, extensions } = read(
      messages.get(requirements) ?? {},
      "paymentRequired",
      "resource",
      "extensions",
    );
    const message = { x402Version, resource, extensions, accepts: [requirements] };
    const required = decodePaymentRequired(toJson(message, "paymentRequired", invalidRequirements));
    const [offer] = required.accepts;
    if (!offer)
      throw offerRefused({
        field: "network",
        expected: "exact on uma",
        instead: "another scheme or network",
      });
    checkExtensions(required.extensions, others);
    const order = await checkOffer(offer, payer.checks());
    const attempt = randomIdentifier();
    const preimage = await payFor({ offer, order }, pay, new AbortController().signal);
    return takesIdentifier(required.extensions)
      ? { payload: { preimage }, extensions: { [paymentIdentifier]: { info: { id: attempt } } } }
      : { payload: { preimage, attempt } };
  }

  return {
    scheme: "exact",
    schemeHooks: {
      async onBeforePaymentCreation(context) {
        const { paymentRequired, selectedRequirements } = read(
          context,
          "context",
          "paymentRequired",
          "selectedRequirements",
        );
        messages.set(
          objectIn(selectedRequirements, "selectedRequirements"),
          objectIn(paymentRequired, "paymentRequired"),
        );
      },
      async onPaymentResponse(context) {
        const { settleResponse, paymentRequired } = read(
          context,
          "context",
          "settleResponse",
          "paymentRequired",
        );
        // What it says may be hidden from a page on another origin. With an offer, it is another 402.
        const isUnknown = settleResponse
          ? read(settleResponse, "settleResponse", "errorReason").errorReason === "unknown_payment"
          : Boolean(paymentRequired);
        if (!isUnknown) return undefined;
        await wait(patience, null);
        return { recovered: true };
      },
    },
    findDefaultAsset: (asset) => (asset === "USD" ? { asset, decimals: 2, symbol: asset } : undefined),
    async createPaymentPayload(x402Version, requirements) {
      const offer = objectIn(requirements, "requirements");
      const request = messages.get(offer) ?? offer;
      const payment = payments.get(request) ?? buy(x402Version, offer);
      payments.set(request, payment);
      const paid = await payment;
      // Version 1 of the package sends what it gets, version 2 adds the rest.
      return x402Version === 1
        ? { x402Version, scheme: "exact", network, ...paid }
        : { x402Version, ...paid };
    },
  };
}

function namesIn(extensions: readonly string[] = []): readonly string[] {
  const names = readList(extensions, "extensions", "an array of names", invalidOption);
  if (names.every((name) => typeof name === "string")) return names;
  throw invalidOption("extensions", "an array of names", extensions);
}

function objectIn<Value extends object>(value: Value | undefined, field: string): Value {
  if (Object(value) !== value) throw invalidField(field, "an object", value);
  return value as Value;
}
