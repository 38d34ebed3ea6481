import { invalidOption, type UmaInvoiceError } from "../../errors.js";
import { checkFunction, checkWhole, readList, readOptions } from "../../options.js";
import { asRefusal, invalidSetting } from "../errors.js";
import { headerNames, toJson } from "../messages/headers.js";
import { type Extensions, identifierExtensions } from "../messages/identifier.js";
import { encodePaymentRequired, type OtherOffer } from "../messages/paymentRequired.js";
import { encodePaymentResponse } from "../messages/paymentResponse.js";
import {
  address,
  nonEmptyText,
  object,
  optional,
  orFault,
  readObject,
  text,
} from "../messages/properties.js";
import { type RefusalReason, reasonOf, refusalReasons } from "../messages/refusal.js";
import { uri } from "../messages/resource.js";
import { networkWritten, type PaymentRequirements, umaNetwork, type X402Version } from "../messages/terms.js";
import { exposeHeaders, exposing, refusalResponse } from "./answer.js";
import type { Offered } from "./binding.js";
import { createIssuer } from "./invoices.js";
import { checkOfferSize, completeOffer } from "./offer.js";
import { type PaywallOptions, readPrice } from "./options.js";
import {
  bodyOf,
  checkRequest,
  digestOf,
  type ProvedPayment,
  paymentIn,
  resourceAt,
  versionOf,
} from "./request.js";
import { createTill } from "./till.js";
import { type Admit, type Admitted, admitted, conclude, type Refused } from "./verdict.js";

/** Lets those through who have paid. */
export type Paywall = {
  /** Decides on one request, whose body it leaves to the handler. */
  readonly admit: Admit;
  /**
   * Puts the paywall before a handler. If it throws, or gives no response with a status from 200 to 499 that can
   * be sent, the payment is given back.
   */
  readonly protect: <Rest extends readonly unknown[]>(
    handler: (request: Request, ...rest: Rest) => Response | Promise<Response>,
  ) => (request: Request, ...rest: Rest) => Promise<Response>;
};

/**
 * Puts a price on HTTP resources: whoever has not paid gets a 402 that says how, readable by clients
 * of version 1 and 2 of x402; whoever proves a payment of this resource and price is let through,
 * once for each payment. A payment that is refused is not used up, nor is one for which the handler
 * fails. Once, and not at least once: whose connection breaks while the handler works, or amid the answer, has
 * had their turn. Where the settlements do not answer, the same request may come again and is served then.
 *
 * What a settlement has to say: that `payTo` got just the price, and the UUID of an invoice that was
 * issued for this request, its URL, method and body, or else the resource itself. The least that is safe
 * beyond that is an address which gets no other payments (`payToIsDedicated`): at any other, somebody could
 * pay for their shoes and read the news for it.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`, also for options with which no offer could be accepted. `admit` rejects
 * with the same if a function among the options returns something wrong, or somebody has read the request's
 * body, and with whatever they throw, and the settlements when they are asked for a payment
 * @see x402, HTTP transports of versions 1 and 2
 *
 * @example
 * ```ts
 * const paywall = createPaywall({
 *   price: { amount: 5n, currency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 } },
 *   payTo: "$shop@vasp.com",
 *   settlements: memorySettlements(),
 *   invoices: {
 *     create: (fields) =>
 *       createInvoice(
 *         { ...fields, isSubjectToTravelRule: true, callback: "https://vasp.com/uma/payreq" },
 *         secretKey,
 *       ),
 *     bindingKey,
 *   },
 * });
 * const serve = paywall.protect(() => Response.json({ weather: "sunny" }));
 *
 * const response = await serve(new Request("https://example.com/weather"));
 * response.status; // 402
 * ```
 */
export function createPaywall(options: PaywallOptions): Paywall {
  const read = readOptions(options, "options", ...optionNames);
  const {
    price,
    payTo,
    network = "uma",
    description = "",
    mimeType = "",
    maxTimeoutSeconds = 300,
    maxBodyBytes = 1_048_576,
    bind = always(""),
    payToIsDedicated = false,
    origin,
    outputSchema,
    otherOffers = [],
    admitOther,
  } = read;
  readObject(
    { payTo, network, description, mimeType },
    "",
    { payTo: address, network: umaNetwork, description: text, mimeType: text },
    invalidSetting,
  );
  checkWhole("maxTimeoutSeconds", maxTimeoutSeconds, "seconds", { most: longestTimeout });
  checkWhole("maxBodyBytes", maxBodyBytes, "bytes");
  checkFunction("bind", bind);
  const extensions = readExtensions(read.extensions);
  readObject({ outputSchema }, "", { outputSchema: optional(object) }, invalidSetting);
  const others = readOtherOffers(otherOffers);
  // Nobody is to pay by an offer that is then refused.
  if (others.length > 0 || admitOther !== undefined) checkFunction("admitOther", admitOther);
  const priceOf = typeof price === "function" ? price : always(readPrice(price));
  const { resource: resourceOf = resourceAt(origin) } = read;
  checkFunction("resource", resourceOf);
  const issuer = createIssuer(read);
  const bindingKey = issuer?.bindingKey;
  const till = createTill({ ...read, bindingKey });
  checkOfferSize({
    payTo,
    ...(typeof price === "function" ? { currency: dollar } : price),
    currencyField: "price.currency",
    description,
    mimeType,
    maxTimeoutSeconds,
    hasInvoice: issuer !== undefined,
    extensions,
    origin: origin ?? "https://example.com",
  });

  async function admit(
    request: Request,
    readBody: (maxBytes: number) => Promise<Uint8Array> = (maxBytes) => bodyOf(request, maxBytes),
  ): Promise<Refused | Admitted> {
    checkRequest(request);
    const named = {
      resource: resourceOf(request),
      price: readPrice(await priceOf(request)),
      payTo,
      method: request.method,
      bound: await bind(request),
    };
    readObject(
      { resource: named.resource, bind: named.bound },
      "",
      { resource: uri, bind: text },
      invalidSetting,
    );
    let offered: Offered = named;
    try {
      // At an address for nothing else, and without invoices, nothing is bound to the request.
      if (issuer || !payToIsDedicated) offered = { ...named, body: digestOf(await readBody(maxBodyBytes)) };
    } catch (error) {
      const { code, message } = asRefusal(error);
      if (code !== "BODY_TOO_LARGE") throw error;
      return { admitted: false, response: refusalResponse(413, message) };
    }
    const version = versionOf(request.headers);
    if (!version) return { admitted: false, response: await paymentRequired(offered, required) };
    let payment: ProvedPayment;
    try {
      payment = paymentIn(request.headers, version);
    } catch (error) {
      const refusal = asRefusal(error);
      if (admitOther && isOther(refusal)) return admitOther(request, readBody);
      return refuse(offered, version, reasonOf(refusal, "invalid_payload" as const), refusal.message);
    }
    if (payment.network !== network) return refuse(offered, version, "invalid_network");
    const taken = await till.take({ ...payment, offered });
    if (typeof taken === "string") return refuse(offered, version, taken);
    // Whoever has paid is not there to be served any more: they may come again.
    if (request.signal?.aborted) {
      await taken.giveBack();
      return { admitted: false, response: refusalResponse(503, "the request was aborted") };
    }
    return admitted({ x402Version: version, network, transaction: payment.paymentHash }, taken);
  }

  async function refuse(
    offered: Offered,
    version: X402Version,
    reason: RefusalReason,
    detail = reason === "unbound_payment" && issuer ? payInvoice : undefined,
  ): Promise<Refused> {
    const words = refusalReasons[reason];
    const error = detail ? `${words}: ${detail}` : words;
    const status = statuses[reason];
    const response = status ? refusalResponse(status, error) : await paymentRequired(offered, error);
    const answer = { x402Version: version, success: false, network, errorReason: reason } as const;
    response.headers.set(headerNames[version].response, encodePaymentResponse(answer));
    if (passing.includes(reason)) response.headers.set("Retry-After", "1");
    return { admitted: false, reason, response };
  }

  const required = issuer && !payToIsDedicated ? `payment is required: ${payInvoice}` : "payment is required";

  /** A 402: in its body for version 1, in a header for version 2. Or a 414, where that could not be accepted. */
  async function paymentRequired(offered: Offered, error: string): Promise<Response> {
    const offer = await completeOffer(bareOffer(offered), offered, issuer, extensions);
    if (!offer) return refusalResponse(414, "the URL is too long to be paid for");
    const accepts = [offer];
    const accepts1 = outputSchema === undefined ? accepts : [{ ...offer, outputSchema }];
    const required2 = { x402Version: 2, error, accepts, otherOffers: others, extensions } as const;
    return new Response(encodePaymentRequired({ x402Version: 1, error, accepts: accepts1 }), {
      status: 402,
      headers: {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        [headerNames[2].required]: encodePaymentRequired(required2),
        [exposeHeaders]: exposing(null),
      },
    });
  }

  function bareOffer({ resource, price }: Offered): PaymentRequirements {
    return {
      scheme: "exact",
      network,
      maxAmountRequired: `${price.amount}`,
      asset: price.currency.code,
      payTo,
      resource,
      description,
      mimeType,
      maxTimeoutSeconds,
      // The proof of a payment is its preimage: it has been paid before it is looked at.
      extra: { paymentFlow: "upfront" },
    };
  }

  return {
    admit,
    protect(handler) {
      checkFunction("handler", handler);
      return async (request, ...rest) => {
        const verdict = await admit(request);
        if (!verdict.admitted) return verdict.response;
        try {
          return await conclude(verdict, await handler(request, ...rest));
        } catch (error) {
          await verdict.conclude(500).done;
          throw error;
        }
      };
    },
  };
}

const optionNames = [
  "price",
  "payTo",
  "network",
  "settlements",
  "invoices",
  "payToIsDedicated",
  "origin",
  "resource",
  "bind",
  "maxBodyBytes",
  "description",
  "mimeType",
  "maxTimeoutSeconds",
  "graceSeconds",
  "now",
  "random",
  "wait",
  "onError",
  "extensions",
  "outputSchema",
  "otherOffers",
  "admitOther",
] as const;

/** What VASPs take of an invoice that is to be valid for long, as `createRequestHandler` does: 366 days, in seconds. */
const longestTimeout = 31_622_400;

/** The currency by which offers are tried where prices are not known in advance. */
const dollar = { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 } as const;

/** What those have to know who could pay an address as well. */
const payInvoice = "pay the invoice in extra.umaInvoice, not the address in payTo";

/**
 * The statuses of refusals that are none of the payment: no offer comes with them, as whoever has paid is not to pay
 * again.
 *
 * @see x402, HTTP transports of versions 1 and 2: "Invalid Payment"
 */
const statuses: { readonly [Reason in RefusalReason]?: number } = {
  invalid_payload: 400,
  invalid_x402_version: 400,
  unexpected_settle_error: 503,
};

/** Refusals that may be over in a moment: the payer may know the preimage before the VASP has told of it. */
const passing: readonly RefusalReason[] = [
  "unknown_payment",
  "payment_in_progress",
  "unexpected_settle_error",
];

/** The extensions of a 402: those of the seller's, and the name of a payment. */
function readExtensions(given: PaywallOptions["extensions"]): Extensions {
  readObject({ extensions: given }, "", { extensions: optional(object) }, invalidSetting);
  const extensions = orFault("extensions", invalidSetting, () => ({ ...given, ...identifierExtensions }));
  return JSON.parse(toJson(extensions, "extensions", invalidSetting));
}

/** Beside an offer of ours, they have to fit into a header of 16,384 characters, in base64. */
const longestOtherOffers = 4000;

/** Offers that somebody else takes payments for: of this scheme and this network there is one already. */
function readOtherOffers(given: readonly OtherOffer[]): readonly OtherOffer[] {
  const offers = readList(given, "otherOffers", "an array of offers", invalidOption);
  const json = toJson(offers, "otherOffers", invalidSetting);
  if (json.length > longestOtherOffers)
    throw invalidOption("otherOffers", `at most ${longestOtherOffers} characters of JSON`, json.length);
  const copies: readonly OtherOffer[] = JSON.parse(json);
  for (const [index, offer] of copies.entries()) {
    const path = `otherOffers[${index}]`;
    const { scheme, network } = readObject(
      offer,
      path,
      { scheme: nonEmptyText, network: nonEmptyText },
      invalidSetting,
    );
    if (scheme === "exact" && networkWritten(network, 2) !== undefined)
      throw invalidOption(path, "one of another scheme or network", `${scheme} on ${network}`);
  }
  return copies;
}

/** Whether a payment that cannot be read is one of another scheme or network. */
function isOther(refusal: UmaInvoiceError): boolean {
  const reason = reasonOf(refusal, undefined);
  return reason === "unsupported_scheme" || reason === "invalid_network";
}

function always<T>(value: T): () => T {
  return () => value;
}
