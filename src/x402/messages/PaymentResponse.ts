import type { X402Version } from "./X402Version.js";

/**
 * What the resource server says of a payment. Properties beyond these survive.
 *
 * @see x402 versions 1 and 2, section 5.3
 */
export type PaymentResponse = {
  /** Decides how the network is written. */
  readonly x402Version: X402Version;
  /** Whether the payment was taken. */
  readonly success: boolean;
  readonly network: "uma";
  /** Why not. */
  readonly errorReason?: string;
  /** What identifies the payment; written as an empty text where it is absent. */
  readonly transaction?: string;
  /** Who paid. */
  readonly payer?: string;
};
