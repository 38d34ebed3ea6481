import { invalidOption } from "../../errors.js";
import { checkFunction, readOptions } from "../../options.js";
import { headerNames } from "../messages/headers.js";
import { encodePaymentResponse, type PaymentResponse } from "../messages/paymentResponse.js";
import type { RefusalReason } from "../messages/refusal.js";
import type { Settlement } from "../settlements/settlement.js";
import { checkResponse, paidHeaders } from "./answer.js";

/** The verdict on a request that is not let through. */
export type Refused = {
  readonly admitted: false;
  /** Why the payment was refused; absent if there was none, or it was not looked at. */
  readonly reason?: RefusalReason;
  /**
   * What to answer: a 402; a 400 if what came is no payment; a 503 if the settlements do not answer, or whoever has paid is gone; a 413 or 414 if a
   * request cannot be sold, since its body or its URL is too long.
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

/**
 * Decides on one request, whose body it leaves to the handler.
 *
 * @param readBody - reads the body, if it is not the request's own; gets the most bytes that it may have, and
 * rejects with `BODY_TOO_LARGE` if it has more
 */
export type Admit = (
  request: Request,
  readBody?: (maxBytes: number) => Promise<Uint8Array>,
) => Promise<Refused | Admitted>;

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

/** A payment that was redeemed, and what gives it back. */
type Redeemed = { readonly settlement: Settlement; readonly giveBack: () => Promise<void> };

/**
 * The verdict on a request whose payment has been redeemed.
 *
 * @param receipt - what is said of it, but for whether it was a success
 */
export function admitted(
  receipt: Pick<PaymentResponse, "x402Version" | "network"> & { readonly transaction: string },
  { settlement, giveBack }: Redeemed,
): Admitted {
  const { x402Version: version, transaction: paymentHash } = receipt;
  let givenBack: Promise<void> | undefined;
  return {
    admitted: true,
    paymentHash,
    settlement,
    conclude(status, own) {
      // Once it has been given back, somebody else may have taken it.
      const failed = givenBack || !(Number.isInteger(status) && status >= 100 && status < 500);
      if (failed) givenBack ??= giveBack();
      const header = encodePaymentResponse({
        ...receipt,
        ...(failed ? { success: false, errorReason: "resource_failed" } : { success: true }),
      });
      return {
        headers: { [headerNames[version].response]: header, ...paidHeaders(own) },
        done: givenBack ?? Promise.resolve(),
      };
    },
  };
}

/**
 * Checks that a verdict is one: a paywall may be somebody else's.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function checkVerdict(verdict: Refused | Admitted): Refused | Admitted {
  const { admitted, conclude, response } = readOptions(
    verdict as Partial<Refused & Omit<Admitted, "admitted">>,
    "verdict",
    "admitted",
    "conclude",
    "response",
  ) as { readonly [name: string]: unknown };
  if (verdict === undefined || (admitted !== true && admitted !== false))
    throw invalidOption("verdict.admitted", "true or false", admitted);
  if (admitted) checkFunction("verdict.conclude", conclude);
  else checkResponse(response as Response);
  return verdict;
}

/** Ends a request that was let through with the handler's response. */
export async function conclude(verdict: Admitted, response: Response): Promise<Response> {
  checkResponse(response);
  const { status, statusText } = response;
  // A copy: the headers of a response that was fetched cannot be set.
  const headers = new Headers(response.headers);
  const conclusion = verdict.conclude(status, headers);
  await conclusion.done;
  for (const [name, value] of Object.entries(conclusion.headers)) headers.set(name, value);
  return new Response(response.body, { status, statusText, headers });
}
