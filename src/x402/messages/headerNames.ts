/**
 * The HTTP headers of each version of x402. What a 402 requires stands in the body in version 1, in a
 * header in version 2.
 *
 * @see x402, HTTP transports of versions 1 and 2
 *
 * @example
 * ```ts
 * headerNames[1].payment; // "X-PAYMENT"
 * headerNames[2].required; // "PAYMENT-REQUIRED"
 * ```
 */
export const headerNames = {
  1: { payment: "X-PAYMENT", response: "X-PAYMENT-RESPONSE" },
  2: { payment: "PAYMENT-SIGNATURE", response: "PAYMENT-RESPONSE", required: "PAYMENT-REQUIRED" },
} as const;

/**
 * The longest header by which a payment is proved, in characters: servers take one of 8 KiB (nginx) to 16 KiB
 * (Node.js), name and all, if nobody sets them up otherwise. Payers accept no offer that takes a longer one, and
 * paywalls make none.
 */
export const longestPaymentHeader = 8000;
