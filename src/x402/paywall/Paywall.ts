import type { Settlement } from "../settlements/Settlement.js";
import type { RefusalReason } from "./RefusalReason.js";

/** The verdict on a request that is not let through. */
export type Refused = {
  readonly admitted: false;
  /** Why the payment was refused; absent if there was none. */
  readonly reason?: RefusalReason;
  /** The 402 to answer with. */
  readonly response: Response;
};

/** The verdict on a request that is let through: its payment has been redeemed. */
export type Admitted = {
  readonly admitted: true;
  /** The SHA-256 of the preimage: 64 lower-case hex digits. */
  readonly paymentHash: string;
  readonly settlement: Settlement;
  /**
   * Has to be called with the status of the answer, before it is sent. From 500 on, the payment is
   * given back: nothing was delivered for it, and the same preimage will be let through again.
   *
   * @param cacheControl - the answer's header `Cache-Control`, if it has one
   */
  readonly conclude: (status: number, cacheControl?: string | null) => Conclusion;
};

/** What becomes of the answer to a request that was let through. */
export type Conclusion = {
  /** To be set on the answer: the receipt, and that no cache may hand the answer to those who did not pay. */
  readonly headers: { readonly [name: string]: string };
  /** Settles when the payment has been given back, or at once. */
  readonly done: Promise<void>;
};

/** Lets those through who have paid. */
export type Paywall = {
  /** Decides on one request, whose body it leaves alone. */
  readonly admit: (request: Request) => Promise<Refused | Admitted>;
  /**
   * Puts the paywall before a handler. If it throws, or answers with a status from 500 on, the payment
   * is given back.
   */
  readonly protect: <Rest extends readonly unknown[]>(
    handler: (request: Request, ...rest: Rest) => Response | Promise<Response>,
  ) => (request: Request, ...rest: Rest) => Promise<Response>;
};
