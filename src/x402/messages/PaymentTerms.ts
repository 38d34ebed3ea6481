/** The price of a resource and who gets it. Properties beyond these survive. */
export type PaymentTerms = {
  readonly scheme: "exact";
  /** Version 2 writes it `uma:mainnet`. */
  readonly network: "uma";
  /** In the smallest unit of the asset: decimal digits, 1 to 2^64 − 1. Version 2 calls it `amount`. */
  readonly maxAmountRequired: string;
  /** The code of the receiving currency: `USD`. */
  readonly asset: string;
  /** The receiver's UMA address: `$bob@vasp.com`. */
  readonly payTo: string;
  /** How long the payment may take, in seconds. */
  readonly maxTimeoutSeconds: number;
  readonly extra?: {
    /** An invoice by which `payTo` asks for the amount: `uma1…`. */
    readonly umaInvoice?: string;
    readonly [name: string]: unknown;
  };
};
