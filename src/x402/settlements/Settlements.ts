import type { Settlement } from "./Settlement.js";

/** The payments that a paywall knows of. A payment hash comes as 64 lower-case hex digits. */
export type Settlements = {
  /** What was settled, whether redeemed or not; `undefined` if nothing was, or it has expired. */
  settled(paymentHash: string): Settlement | undefined | Promise<Settlement | undefined>;
  /**
   * Redeems a payment, atomically: of any number of calls, from any number of processes, one alone
   * gets `true`. A payment that is not there cannot be redeemed.
   */
  redeem(paymentHash: string): boolean | Promise<boolean>;
  /** Takes a redemption back, because nothing could be delivered for it. */
  restore(paymentHash: string): void | Promise<void>;
};

/** A store of payments: {@link Settlements} with the side that the receiving VASP notifies. */
export type SettlementStore = Settlements & {
  /**
   * Takes the receiving VASP's word that a payment was settled.
   *
   * @param paymentHash - 32 bytes, or their hex
   * @returns whether it is news: a payment that is known stays as it is, redeemed or not, however
   * often the VASP may tell of it; one that has expired stays unknown
   * @throws UmaInvoiceError `INVALID_FIELD`
   */
  settle(paymentHash: Uint8Array | string, settlement: Settlement): boolean | Promise<boolean>;
};
