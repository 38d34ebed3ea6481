import type { Settlement } from "../settlements/Settlement.js";
import type { RefusalReason } from "./RefusalReason.js";

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
