import { sha256 } from "@noble/hashes/sha2.js";
import { fromBytesOrHex, toHex } from "../../bytes.js";
import { invalidField, UmaInvoiceError } from "../../errors.js";
import { readBody } from "../../http/body.js";
import { jsonResponse } from "../../http/json.js";
import { layerError } from "../../layerError.js";
import { pick } from "../../options.js";
import { randomBytes } from "../../random.js";
import { toSeconds } from "../../time.js";
import { waitFor } from "../client/payment.js";
import { fromBase64, headerNames } from "../messages/headers.js";
import { decodePayment } from "../messages/payment.js";
import { encodePaymentRequired, type PaymentRequirements } from "../messages/paymentRequired.js";
import { encodePaymentResponse } from "../messages/paymentResponse.js";
import { address, faultOf, optional, readObject, truth, url } from "../messages/properties.js";
import type { X402Version } from "../messages/terms.js";
import type { Settlement } from "../settlements/settlement.js";
import {
  checkInvoices,
  checkOfferSize,
  checkOwnParts,
  isAcceptable,
  issueInvoice,
  type Offered,
  resourceAt,
} from "./invoices.js";
import { completeResponse } from "./node.js";
import { checkGrace, checkPrice, checkSettlements, type PaywallOptions, positiveInteger } from "./options.js";
import { type RefusalReason, refusals } from "./refusal.js";
import { attemptExtensions, attemptIn, createTill, type Taken } from "./till.js";

/** The verdict on a request that is not let through. */
export type Refused = {
  readonly admitted: false;
  /** Why the payment was refused; absent if there was none, or it was not looked at. */
  readonly reason?: RefusalReason;
  /**
   * What to answer: a 402; a 503 if the settlements do not answer; or whoever has paid is gone; a 413 or 414 if a request cannot be sold, since
   * its body or its URL is too long.
   */
  readonly response: Response;
};

/** The verdict on a request that is let through: its payment has been redeemed. */
export type Admitted = {
  readonly admitted: true;
  /** The SHA-256 of the preimage: 64 lower-case hex digits. */
  readonly paymentHash: string;
  readonly settlement: Settlement;
  /**
   * Has to be called with the status of the answer, before it is sent. If it is none from 100 to 499, the
   * payment is given back: nothing was delivered for it, and the same preimage will be let through again. It may
   * be called again if the answer could not be sent.
   *
   * @param own - the answer's own headers: `Cache-Control` and `Access-Control-Expose-Headers` count
   */
  readonly conclude: (status: number, own?: Pick<Headers, "get">) => Conclusion;
};

/** What becomes of the answer to a request that was let through. */
export type Conclusion = {
  /**
   * To be set on the answer: the receipt, that pages of other origins see it, and that no cache may hand the
   * answer to those who did not pay.
   */
  readonly headers: { readonly [name: string]: string };
  /** Settles when the payment has been given back, or at once. */
  readonly done: Promise<void>;
};

/** Lets those through who have paid. */
export type Paywall = {
  /**
   * Decides on one request, whose body it leaves to the handler.
   *
   * @param readBody - reads the body, if it is not the request's own; gets the most bytes that it may have, and
   * rejects with `BODY_TOO_LARGE` if it has more
   */
  readonly admit: (
    request: Request,
    readBody?: (maxBytes: number) => Promise<Uint8Array>,
  ) => Promise<Refused | Admitted>;
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
 * @throws UmaInvoiceError `INVALID_FIELD`, also for options with which no offer could be accepted. `admit` rejects
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
  const {
    price,
    payTo,
    settlements,
    invoices,
    payToIsDedicated = false,
    description = "",
    mimeType = "",
    maxTimeoutSeconds = 300,
    graceSeconds = 60,
    maxBodyBytes = 1_048_576,
    bind = always(""),
    now = () => new Date(),
    random = randomBytes,
    wait = (seconds) => waitFor(seconds, null),
    onError = console.error,
    origin,
    resource,
  } = checkOptions(options);
  const priceOf = typeof price === "function" ? price : always(checkPrice(price));
  const resourceOf = resource ?? resourceAt(origin);
  const { create, bindingKey } = checkInvoices(invoices);
  const binding = { bindingKey, payToIsDedicated, graceSeconds };
  const till = createTill({ settlements, binding, wait, onError });
  const isInvoiceOnly = !payToIsDedicated;
  checkOfferSize({
    payTo,
    ...(typeof price === "function" ? { currency: dollar } : price),
    currencyField: "price.currency",
    description,
    mimeType,
    maxTimeoutSeconds,
    hasInvoice: bindingKey !== undefined,
    origin: origin ?? "https://example.com",
  });

  async function admit(
    request: Request,
    readBody: (maxBytes: number) => Promise<Uint8Array> = (maxBytes) => bodyOf(request, maxBytes),
  ): Promise<Refused | Admitted> {
    checkRequest(request);
    const named = {
      resource: checkUrl(resourceOf(request)),
      price: checkPrice(await priceOf(request)),
      payTo,
      method: request.method,
      bound: checkText(await bind(request), "bind"),
    };
    let offered: Offered = named;
    try {
      // At an address for nothing else, and without invoices, nothing is bound to the request.
      if (bindingKey || !payToIsDedicated)
        offered = { ...named, body: digestOf(await readBody(maxBodyBytes)) };
    } catch (error) {
      if ((error as Partial<UmaInvoiceError> | undefined)?.code !== "BODY_TOO_LARGE") throw error;
      return { admitted: false, response: refusalResponse(413, (error as UmaInvoiceError).message) };
    }
    const version = versionOf(request.headers);
    if (!version) return { admitted: false, response: await paymentRequired(offered, required) };
    let payment: ProvedPayment;
    try {
      payment = paymentIn(request.headers, version);
    } catch (error) {
      return refuse(offered, version, "invalid_payload", (error as UmaInvoiceError).message);
    }
    const taken = await till.take({ ...payment, offered });
    if (typeof taken === "string") return refuse(offered, version, taken);
    // Whoever has paid is not there to be served any more: they may come again.
    if (request.signal?.aborted) {
      await taken.giveBack();
      return { admitted: false, response: refusalResponse(503, "the request was aborted") };
    }
    return admitted(version, payment.paymentHash, taken);
  }

  function admitted(version: X402Version, paymentHash: string, { settlement, giveBack }: Taken): Admitted {
    let givenBack: Promise<void> | undefined;
    return {
      admitted: true,
      paymentHash,
      settlement,
      conclude(status, own) {
        // Once it has been given back, somebody else may have taken it.
        const failed = givenBack || !(Number.isInteger(status) && status >= 100 && status < 500);
        if (failed) givenBack ??= giveBack();
        const cacheControl = own?.get("Cache-Control") ?? "";
        return {
          headers: {
            [headerNames[version].response]: encodePaymentResponse({
              x402Version: version,
              network: "uma",
              transaction: paymentHash,
              ...(failed ? { success: false, errorReason: "resource_failed" } : { success: true }),
            }),
            "Cache-Control": privateOnly.test(cacheControl) ? cacheControl : "no-store",
            [exposeHeaders]: exposing(own?.get(exposeHeaders) ?? null),
          },
          done: givenBack ?? Promise.resolve(),
        };
      },
    };
  }

  async function refuse(
    offered: Offered,
    version: X402Version,
    reason: RefusalReason,
    detail = reason === "unbound_payment" && bindingKey ? payInvoice : undefined,
  ): Promise<Refused> {
    const error = detail ? `${refusals[reason]}: ${detail}` : refusals[reason];
    const response =
      reason === "store_unavailable" ? refusalResponse(503, error) : await paymentRequired(offered, error);
    const answer = { x402Version: version, success: false, network: "uma", errorReason: reason } as const;
    response.headers.set(headerNames[version].response, encodePaymentResponse(answer));
    if (passing.includes(reason)) response.headers.set("Retry-After", "1");
    return { admitted: false, reason, response };
  }

  /** A 402: in its body for version 1, in a header for version 2. Or a 414, where that could not be accepted. */
  async function paymentRequired(offered: Offered, error: string): Promise<Response> {
    const terms = offerOf(offered);
    const offer = isAcceptable(terms) ? await withInvoice(terms, offered) : terms;
    if (!isAcceptable(offer)) {
      checkOwnParts(offer);
      return refusalResponse(414, "the URL is too long to be paid for");
    }
    const accepts = [offer];
    const extensions = attemptExtensions;
    return new Response(encodePaymentRequired({ x402Version: 1, error, accepts }), {
      status: 402,
      headers: {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        [headerNames[2].required]: encodePaymentRequired({ x402Version: 2, error, accepts, extensions }),
        [exposeHeaders]: exposing(null),
      },
    });
  }

  function offerOf({ resource, price }: Offered): PaymentRequirements {
    return {
      scheme: "exact",
      network: "uma",
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

  async function withInvoice(terms: PaymentRequirements, offered: Offered): Promise<PaymentRequirements> {
    if (!create || !bindingKey) return terms;
    const expiration = Math.floor(toSeconds(now(), "now")) + maxTimeoutSeconds;
    const umaInvoice = await issueInvoice(create, bindingKey, offered, expiration, random);
    const extra = { ...terms.extra, umaInvoice, ...(isInvoiceOnly && { invoiceOnly: true }) };
    return { ...terms, extra };
  }

  const required = bindingKey && isInvoiceOnly ? `payment is required: ${payInvoice}` : "payment is required";

  return {
    admit,
    protect(handler) {
      if (typeof handler !== "function") throw invalidField("handler", "a function", handler);
      return async (request, ...rest) => {
        const verdict = await admit(request);
        if (!verdict.admitted) return verdict.response;
        try {
          return await completeResponse(verdict, await handler(request, ...rest));
        } catch (error) {
          await verdict.conclude(500).done;
          throw error;
        }
      };
    },
  };
}

/** The currency by which offers are tried where prices are not known in advance. */
const dollar = { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 } as const;

/** What those have to know who could pay an address as well. */
const payInvoice = "pay the invoice in extra.umaInvoice, not the address in payTo";

/** Refusals that may be over in a moment: the payer may know the preimage before the VASP has told of it. */
const passing: readonly RefusalReason[] = ["unknown_payment", "payment_in_progress", "store_unavailable"];

/** What VASPs take of an invoice that is to be valid for long, as `createRequestHandler` does. */
const longestTimeout = 31_622_400;

/** Reads the options, each once, and checks those that nothing else checks. */
function checkOptions(options: PaywallOptions): PaywallOptions {
  const functions = ["bind", "resource", "now", "random", "wait", "onError"] as const;
  const counts = ["maxTimeoutSeconds", "maxBodyBytes"] as const;
  const texts = ["description", "mimeType"] as const;
  const others = [
    "price",
    "payTo",
    "settlements",
    "invoices",
    "payToIsDedicated",
    "origin",
    "graceSeconds",
  ] as const;
  if (options === undefined) throw invalidField("options", "an object", options);
  const read = pick(options, "options", ...functions, ...counts, ...texts, ...others);
  readObject(
    read,
    "options",
    { payTo: address, payToIsDedicated: optional(truth) },
    faultOf("INVALID_FIELD"),
  );
  checkSettlements(read.settlements, "settled", "reserve", "redeem", "restore");
  for (const name of functions)
    if (read[name] !== undefined && typeof read[name] !== "function")
      throw invalidField(name, "a function", read[name]);
  for (const name of texts) if (read[name] !== undefined) checkText(read[name], name);
  for (const name of counts) if (read[name] !== undefined) positiveInteger(read[name], name);
  const { maxTimeoutSeconds = 1 } = read;
  if (maxTimeoutSeconds > longestTimeout)
    throw invalidField("maxTimeoutSeconds", `at most ${longestTimeout} seconds, 366 days`, maxTimeoutSeconds);
  checkGrace(read.graceSeconds);
  return read;
}

/** Checks what a function among the options gave, or an option itself. */
function checkText(text: string, field: string): string {
  if (typeof text !== "string") throw invalidField(field, "a text", text);
  return text;
}

/** Checks what the option `resource` gave. */
function checkUrl(resource: string): string {
  if (!url.test(resource)) throw invalidField("resource", url.expected, resource);
  return resource;
}

/** Whether it is a request of the Web, of whatever realm or implementation. */
function checkRequest(request: Request): void {
  let isRequest = false;
  try {
    const { method, url, headers } = request;
    isRequest = [method, url].every((text) => typeof text === "string") && typeof headers.get === "function";
  } catch {
    // It is none.
  }
  if (!isRequest) throw invalidField("request", "a Request", request);
}

/** The answer to a request that cannot be sold, or not now. */
function refusalResponse(status: number, error: string): Response {
  return jsonResponse({ error }, status, {
    "Cache-Control": "no-store",
    [exposeHeaders]: exposing(null),
  });
}

/** What keeps an answer out of the caches that others are served from (RFC 9111, section 5.2.2). */
const privateOnly = /(?:^|,)\s*(?:private|no-store)\s*(?:,|$)/i;

function always<T>(value: T): () => T {
  return () => value;
}

/** The version of x402 that a request pays by: the newer one, if it has both headers. */
function versionOf(headers: Headers): X402Version | undefined {
  if (headers.has(headerNames[2].payment)) return 2;
  return headers.has(headerNames[1].payment) ? 1 : undefined;
}

/** What pages of another origin may not see of an answer, unless it says so (Fetch, section 3.2.5). */
const needed = /* @__PURE__ */ (() => [
  headerNames[2].required,
  headerNames[2].response,
  headerNames[1].response,
  "Retry-After",
])();

/** The header that says which headers pages of other origins see. */
export const exposeHeaders = "Access-Control-Expose-Headers";

/**
 * The value of the header by which pages of other origins see what a client of x402 has to read.
 *
 * @param own - what the header says already, if anything
 */
export function exposing(own: string | null): string {
  const names = (own ?? "").split(",").map((name) => name.trim());
  // Next to `*` too, which says nothing to pages that send their cookies along.
  const known = names.filter((name) => name !== "");
  const has = new Set(known.map((name) => name.toLowerCase()));
  return [...known, ...needed.filter((name) => !has.has(name.toLowerCase()))].join(", ");
}

/** The error for a body that is too long to be digested. */
export function bodyTooLong(maxBytes: number): UmaInvoiceError {
  return layerError("BODY_TOO_LARGE", `body: expected at most ${maxBytes} bytes, found more`, {
    field: "body",
  });
}

/** The error for a body that somebody else has read: what was paid for is not known any more. */
export function bodyGone(): UmaInvoiceError {
  return new UmaInvoiceError(
    "INVALID_FIELD",
    "body: expected one that nobody has read: put the paywall before what parses bodies, or keep its bytes in request.rawBody",
    { field: "body" },
  );
}

/**
 * Reads a copy of a request's body, and leaves the body itself to the handler.
 *
 * @throws UmaInvoiceError `BODY_TOO_LARGE`; `INVALID_FIELD` if somebody has read it
 */
async function bodyOf(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.bodyUsed || request.body?.locked) throw bodyGone();
  // Not copied where there is none: some servers make their requests of the Web only when they are asked for.
  if (request.body === null) return new Uint8Array(0);
  return readBody(request.clone(), maxBytes, () => bodyTooLong(maxBytes));
}

/** The SHA-256 of a body, in hex; empty for one without bytes. */
function digestOf(body: Uint8Array): string {
  return body.length === 0 ? "" : toHex(sha256(body));
}

/** A payment as a request proves it. */
type ProvedPayment = {
  /** The SHA-256 of the preimage, in lower-case hex. */
  readonly paymentHash: string;
  /** What names the payer's request: the name that it gives itself, or else its header's SHA-256. */
  readonly attempt: string;
};

/**
 * Reads the payment that a request proves.
 *
 * @param version - that of the header to read
 * @throws UmaInvoiceError `INVALID_PAYMENT`
 */
function paymentIn(headers: Headers, version: X402Version): ProvedPayment {
  const name = headerNames[version].payment;
  const header = headers.get(name)!;
  const { x402Version, payload } = decodePayment(header);
  if (x402Version !== version)
    throw layerError("INVALID_PAYMENT", `x402Version: expected ${version} in ${name}, found ${x402Version}`, {
      field: "x402Version",
    });
  return {
    paymentHash: toHex(sha256(fromBytesOrHex(payload.preimage, 32)!)),
    // As it came: what version 1 knows nothing of is not decoded.
    attempt: attemptIn(fromBase64(header, name, faultOf("INVALID_PAYMENT"))) ?? hashOf(header),
  };
}

/** The SHA-256 of a text, in hex. */
export function hashOf(text: string): string {
  return toHex(sha256(new TextEncoder().encode(text)));
}
