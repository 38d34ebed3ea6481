/** The versions of x402 that are spoken here. */
export type X402Version = 1 | 2;
