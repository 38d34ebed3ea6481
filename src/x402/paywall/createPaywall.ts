import type { UmaInvoiceError } from "../../errors.js";
import { toSeconds } from "../../time.js";
import { encodePaymentRequired } from "../messages/encodePaymentRequired.js";
import { encodePaymentResponse } from "../messages/encodePaymentResponse.js";
import { faultOf } from "../messages/faultOf.js";
import { headerNames } from "../messages/headerNames.js";
import type { PaymentRequirements } from "../messages/PaymentRequirements.js";
import { address, optional, truth } from "../messages/properties.js";
import { readObject } from "../messages/readObject.js";
import type { X402Version } from "../messages/X402Version.js";
import type { Settlement } from "../settlements/Settlement.js";
import { checkInvoices } from "./checkInvoices.js";
import { checkPrice } from "./checkPrice.js";
import { checkSettlements } from "./checkSettlements.js";
import { completeResponse } from "./completeResponse.js";
import { issueInvoice } from "./issueInvoice.js";
import type { Offered } from "./Offered.js";
import type { Admitted, Paywall, Refused } from "./Paywall.js";
import type { PaywallOptions } from "./PaywallOptions.js";
import { paymentHashIn } from "./paymentHashIn.js";
import { positiveInteger } from "./positiveInteger.js";
import { type RefusalReason, refusals } from "./RefusalReason.js";
import { randomBytes } from "./randomBytes.js";
import { refusalOf } from "./refusalOf.js";
import { resourceAt } from "./resourceAt.js";

/**
 * Puts a price on HTTP resources: whoever has not paid gets a 402 that says how, readable by clients
 * of version 1 and 2 of x402; whoever proves a payment of this resource and price is let through,
 * once for each payment. A payment that is refused is not used up, nor is one for which the handler
 * fails. Once, and not at least once: whose connection breaks amid the answer has had their turn.
 *
 * What a settlement has to say: that `payTo` got just the price, and the UUID of an invoice that was
 * issued for this resource, or else the resource itself. The least that is safe beyond that is an
 * address which gets no other payments (`payToIsDedicated`): at any other, somebody could pay for
 * their shoes and read the news for it.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`. `admit` rejects with the same if a function among the
 * options returns something wrong, and with whatever they or the settlements throw
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
  const checked = readObject(
    options,
    "options",
    { payTo: address, payToIsDedicated: optional(truth) },
    faultOf("INVALID_FIELD"),
  ) as PaywallOptions;
  const { price, payTo, settlements, invoices, payToIsDedicated = false } = checked;
  const { description = "", mimeType = "", now = () => new Date(), random = randomBytes } = checked;
  checkSettlements(settlements, "settled", "redeem", "restore");
  const priceOf = typeof price === "function" ? price : always(checkPrice(price));
  const resourceOf = checked.resource ?? resourceAt(checked.origin);
  const maxTimeoutSeconds = positiveInteger(checked.maxTimeoutSeconds ?? 300, "maxTimeoutSeconds");
  const bindingKey = invoices && checkInvoices(invoices);

  async function admit(request: Request): Promise<Refused | Admitted> {
    const offered = {
      resource: resourceOf(request),
      price: checkPrice(await priceOf(request)),
      payTo,
    };
    const version = versionOf(request.headers);
    if (!version) return { admitted: false, response: await paymentRequired(offered, "payment is required") };
    let paymentHash: string;
    try {
      paymentHash = paymentHashIn(request.headers, version);
    } catch (error) {
      return refuse(offered, version, "invalid_payload", (error as UmaInvoiceError).message);
    }
    const found = await redeem(paymentHash, offered);
    if (typeof found === "string") return refuse(offered, version, found);
    let givenBack: Promise<void> | undefined;
    return {
      admitted: true,
      paymentHash,
      settlement: found,
      conclude(status, cacheControl) {
        const failed = status >= 500;
        // Once: by the next time, somebody else may have redeemed it.
        if (failed) givenBack ??= giveBack(paymentHash);
        return {
          headers: {
            [headerNames[version].response]: encodePaymentResponse({
              x402Version: version,
              network: "uma",
              transaction: paymentHash,
              ...(failed ? { success: false, errorReason: "resource_failed" } : { success: true }),
            }),
            "Cache-Control": privateOnly.test(cacheControl ?? "") ? cacheControl! : "no-store",
          },
          done: givenBack ?? Promise.resolve(),
        };
      },
    };
  }

  async function redeem(paymentHash: string, offered: Offered): Promise<Settlement | RefusalReason> {
    const settlement = await settlements.settled(paymentHash);
    if (!settlement) return "unknown_payment";
    const reason = refusalOf(settlement, offered, { bindingKey, payToIsDedicated });
    if (reason) return reason;
    return (await settlements.redeem(paymentHash)) === true ? settlement : "already_redeemed";
  }

  async function giveBack(paymentHash: string): Promise<void> {
    await settlements.restore(paymentHash);
  }

  async function refuse(
    offered: Offered,
    version: X402Version,
    reason: RefusalReason,
    detail?: string,
  ): Promise<Refused> {
    const error = detail ? `${refusals[reason]}: ${detail}` : refusals[reason];
    const response = await paymentRequired(offered, error);
    const answer = { x402Version: version, success: false, network: "uma", errorReason: reason } as const;
    response.headers.set(headerNames[version].response, encodePaymentResponse(answer));
    // The payer may know the preimage before the VASP has told of it.
    if (reason === "unknown_payment") response.headers.set("Retry-After", "1");
    return { admitted: false, reason, response };
  }

  /** A 402: in its body for version 1, in a header for version 2. */
  async function paymentRequired(offered: Offered, error: string): Promise<Response> {
    const accepts = [await offer(offered)];
    return new Response(encodePaymentRequired({ x402Version: 1, error, accepts }), {
      status: 402,
      headers: {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        [headerNames[2].required]: encodePaymentRequired({ x402Version: 2, error, accepts }),
      },
    });
  }

  async function offer(offered: Offered): Promise<PaymentRequirements> {
    const terms: PaymentRequirements = {
      scheme: "exact",
      network: "uma",
      maxAmountRequired: `${offered.price.amount}`,
      asset: offered.price.currency.code,
      payTo,
      resource: offered.resource,
      description,
      mimeType,
      maxTimeoutSeconds,
    };
    if (!invoices || !bindingKey) return terms;
    const expiration = Math.floor(toSeconds(now(), "now")) + maxTimeoutSeconds;
    const umaInvoice = await issueInvoice(invoices.create, bindingKey, offered, expiration, random);
    return { ...terms, extra: { umaInvoice } };
  }

  return {
    admit,
    protect:
      (handler) =>
      async (request, ...rest) => {
        const verdict = await admit(request);
        if (!verdict.admitted) return verdict.response;
        try {
          return await completeResponse(verdict, await handler(request, ...rest));
        } catch (error) {
          await verdict.conclude(500).done;
          throw error;
        }
      },
  };
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
