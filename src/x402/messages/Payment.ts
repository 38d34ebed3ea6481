import type { PaymentTerms } from "./PaymentTerms.js";
import type { ResourceInfo } from "./ResourceInfo.js";
import type { X402Version } from "./X402Version.js";

/**
 * The proof of payment that a client sends. Properties beyond these survive.
 *
 * @see x402 versions 1 and 2, section 5.2
 */
export type Payment = {
  /** Decides how it is written. */
  readonly x402Version: X402Version;
  readonly scheme: "exact";
  readonly network: "uma";
  readonly payload: {
    /** The preimage of the Lightning payment: 32 bytes in lower-case hex. */
    readonly preimage: string;
    /**
     * The payer's name for this purchase, the same each time that it is proved: 16 to 128 letters, digits,
     * hyphens and underscores. In version 2 it stands in the extension `payment-identifier`, where the server
     * takes that.
     */
    readonly attempt?: string;
  };
  /** Version 2 alone, and required there: the offer that was accepted, unchanged. */
  readonly accepted?: PaymentTerms;
  /** Version 2 alone: the resource that was asked for. */
  readonly resource?: ResourceInfo;
  /** Version 2 alone: what extensions of x402 say. */
  readonly extensions?: { readonly [name: string]: unknown };
};
