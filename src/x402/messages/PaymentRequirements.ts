import type { PaymentTerms } from "./PaymentTerms.js";

/**
 * One offer of a 402, as version 1 of x402 shapes it, whatever version it came in. Properties beyond
 * these survive.
 *
 * @see x402 version 1, section 5.1.2
 */
export type PaymentRequirements = PaymentTerms & {
  /** The URL of what is sold, http or https. */
  readonly resource: string;
  /** For people; may be empty. */
  readonly description: string;
  /** The media type of what is sold; may be empty. */
  readonly mimeType: string;
};
