/**
 * An entry of `accepts` as the published packages have it, in version 2 of x402: the same shape as the
 * `PaymentRequirements` of `@x402/core`, written down here so that nothing of ours needs that package.
 */
export type SchemeRequirements = {
  scheme: string;
  /** In CAIP-2's form. */
  network: `${string}:${string}`;
  /** In the smallest unit of the asset: decimal digits. */
  amount: string;
  asset: string;
  payTo: string;
  maxTimeoutSeconds: number;
  extra: Record<string, unknown>;
};
