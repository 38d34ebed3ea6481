import { createEndpoint, own, readPosted } from "../../http/endpoint.js";
import { httpRefusal } from "../../http/errors.js";
import { jsonResponse, parseJson } from "../../http/json.js";
import { checkFunction, checkMethods, checkWhole, readOptions } from "../../options.js";
import type { ExactUmaFacilitator, SchemePayment } from "./facilitator.js";
import type { SchemeRequirements } from "./requirements.js";

/** Options of {@link createFacilitatorHandler}. */
export type FacilitatorHandlerOptions = {
  /** What checks and redeems: an {@link exactUmaFacilitator}. */
  readonly facilitator: Pick<ExactUmaFacilitator, "getSupported" | "verify" | "settle">;
  /**
   * Whether a request comes from a shop of yours, by its `Authorization` for one; anything but `true` refuses it.
   * Whoever may ask can redeem the payments that they know the preimages of, for whatever they claim to sell.
   */
  readonly authorize: (request: Request) => boolean | Promise<boolean>;
  /** The most bytes of a request's body; 65,536 by default. */
  readonly maxBytes?: number;
  /** Gets what went wrong on this side, for a log; the other side is told nothing of it. */
  readonly onError?: (error: unknown) => void;
};

const noStore = { "cache-control": "no-store" };

/**
 * Makes a facilitator that is asked over HTTP, by shops in other processes or languages: `POST /verify`,
 * `POST /settle` and `GET /supported`, below whatever path it is mounted at. It is a Web-standard function, and is
 * mounted as `createRequestHandler` is. The published `HTTPFacilitatorClient` is one that asks it.
 *
 * A payment that is refused is answered with 200 and its reason, as x402 has it. After a 5xx nothing was redeemed, and
 * the same may be asked again. Where no answer to `/settle` comes, it may have been: asked again, it is then a
 * `duplicate_settlement`, and who has paid is owed what they were not served.
 *
 * @returns a function that never rejects: what is no request is refused with `{"status":"ERROR","reason":…,"code":…}`,
 * and 403 if it is not authorized
 * @throws UmaInvoiceError `INVALID_OPTION`
 * @see x402 version 2, section 7
 *
 * @example
 * ```ts
 * const handler = createFacilitatorHandler({
 *   facilitator: exactUmaFacilitator({ settlements, invoices }),
 *   authorize: ({ headers }) => headers.get("authorization") === "Bearer of-the-shop",
 * });
 * const headers = { authorization: "Bearer of-the-shop" };
 * const response = await handler(new Request("https://shop.example/x402/supported", { headers }));
 * response.status; // 200
 * ```
 */
export function createFacilitatorHandler(
  options: FacilitatorHandlerOptions,
): (request: Request) => Promise<Response> {
  const given = readOptions(options, "options", "facilitator", "authorize", "maxBytes", "onError");
  const { facilitator, authorize, maxBytes = 65_536, onError = console.error } = given;
  checkMethods("facilitator", facilitator, "getSupported", "verify", "settle");
  checkFunction("authorize", authorize);
  checkWhole("maxBytes", maxBytes, "bytes");
  checkFunction("onError", onError);

  function endpoint(method: "GET" | "POST", answer: (request: Request) => Promise<object>) {
    const receive = async (request: Request) => {
      if ((await own("authorize", () => authorize(request))) !== true)
        return refuse(403, "FORBIDDEN", "expected a request that is authorized, found another");
      if (request.method !== method)
        throw httpRefusal("METHOD_NOT_ALLOWED", { subject: "method", expected: method, instead: "another" });
      return jsonResponse(await answer(request), 200, noStore);
    };
    return createEndpoint(method, receive, onError, noStore);
  }

  const endpoints: { readonly [name: string]: (request: Request) => Promise<Response> } = {
    verify: endpoint("POST", async (request) => facilitator.verify(...(await readAsked(request, maxBytes)))),
    settle: endpoint("POST", async (request) => facilitator.settle(...(await readAsked(request, maxBytes)))),
    supported: endpoint("GET", () => facilitator.getSupported()),
  };
  return async (request) => {
    const [, name = ""] = /\/(verify|settle|supported)(?:[?#]|$)/.exec(urlOf(request)) ?? [];
    const answer = endpoints[name];
    return answer
      ? answer(request)
      : refuse(404, "INVALID_REQUEST_FORMAT", "expected verify, settle or supported, found another path");
  };
}

function refuse(status: number, code: string, reason: string): Response {
  return jsonResponse({ status: "ERROR", reason, code }, status, noStore);
}

function urlOf(request: Request): string {
  try {
    return `${request.url}`;
  } catch {
    return "";
  }
}

/** What is asked: a payment, and what it is to pay for. What is in them, the facilitator judges. */
async function readAsked(request: Request, maxBytes: number): Promise<[SchemePayment, SchemeRequirements]> {
  const { bytes, invalid } = await readPosted(request, maxBytes);
  const asked: unknown = parseJson(bytes, invalid);
  const { x402Version, paymentPayload, paymentRequirements } = Object(asked) as {
    readonly [name: string]: unknown;
  };
  for (const part of [asked, paymentPayload, paymentRequirements])
    if (typeof part !== "object" || part === null || Array.isArray(part))
      throw invalid("an object with paymentPayload and paymentRequirements");
  const payment = paymentPayload as SchemePayment;
  if (x402Version !== undefined && x402Version !== payment.x402Version)
    throw invalid("the version of x402 that the payment has");
  return [payment, paymentRequirements as SchemeRequirements];
}
