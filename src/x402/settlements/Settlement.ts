/** What the receiving VASP says of a Lightning payment that it got. */
export type Settlement = {
  /** Who got it: an UMA address. */
  readonly receiverUma: string;
  /** What the receiver got, in the smallest unit of the currency. */
  readonly amount: bigint;
  /** The code of the currency that the receiver got: `USD`. */
  readonly currency: string;
  /** When: Unix time, in seconds; at most a day ahead of the store's clock, and the same each time that it is told. */
  readonly settledAt: number;
  /** The UMA invoice that it paid: the `invoiceUUID` of the pay request. */
  readonly invoiceUUID?: string;
  /** The URL of the resource that it paid for, if the VASP was told. */
  readonly resource?: string;
  /** The method of the request that it paid for, in upper case; GET, and HEAD with it, if the VASP was not told. */
  readonly method?: string;
};
