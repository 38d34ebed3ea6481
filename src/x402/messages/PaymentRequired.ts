import type { PaymentRequirements } from "./PaymentRequirements.js";
import type { ResourceInfo } from "./ResourceInfo.js";
import type { X402Version } from "./X402Version.js";

/** An offer of another scheme or network: as it came, unchecked. */
export type OtherOffer = {
  readonly scheme: string;
  readonly network: string;
  readonly [name: string]: unknown;
};

/**
 * What a 402 says: how the resource can be paid for. Properties beyond these survive.
 *
 * @see x402 versions 1 and 2, section 5.1
 */
export type PaymentRequired = {
  /** Decides how it is written. */
  readonly x402Version: X402Version;
  /** Why payment is required, or the last one was refused. */
  readonly error?: string;
  /** The offers of the scheme `exact` on the network `uma`. */
  readonly accepts: readonly PaymentRequirements[];
  /** All other offers, if there are any. */
  readonly otherOffers?: readonly OtherOffer[];
  /** Version 2 alone; where it is absent, it is written from the offers. */
  readonly resource?: ResourceInfo;
  /** Version 2 alone: what extensions of x402 say, to be sent back with the payment. */
  readonly extensions?: { readonly [name: string]: unknown };
};
