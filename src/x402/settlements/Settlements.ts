import type { Settlement } from "./Settlement.js";

/**
 * What a store says to whoever asks for a payment: that it is `yours`; that another claim has `reserved` it,
 * and may still give it back; that another has `redeemed` it; or that there is `none`, or nothing of yours.
 */
export type Hold = "yours" | "reserved" | "redeemed" | "none";

/**
 * The payments that a paywall knows of. A payment hash comes as 64 lower-case hex digits.
 *
 * A payment is taken in two steps, `reserve` and `redeem`. Each is atomic, and says the same when it is asked
 * again by the same claim: so that whoever loses the reply to one finds out by asking again. An attempt is
 * the request of a payer, which may come again, to another process or after a restart; a claim is what the
 * paywall makes of it each time. Both are texts of at most 128 characters.
 *
 * On a database, a payment is a row with the columns `attempt`, `claim`, `reserved_until` and `redeemed`
 * beside what was settled, and each step an `UPDATE` with a condition. What it found tells why it failed.
 */
export type Settlements = {
  /**
   * What was settled, whether redeemed or not; `undefined` if nothing was, or it has expired. It is checked:
   * what is no {@link Settlement} makes the request fail, rather than be refused to whoever has paid.
   */
  settled(paymentHash: string): Settlement | undefined | Promise<Settlement | undefined>;
  /**
   * Reserves a payment for a claim, for a minute or so by the store's own clock: until then, only the same
   * attempt may take it over. The claim from which it is taken cannot redeem it any more.
   *
   * `SET attempt = :attempt, claim = :claim, reserved_until = now() + 60 WHERE hash = :hash AND NOT redeemed
   * AND (claim IS NULL OR attempt = :attempt OR reserved_until <= now())`; `yours` as well if the claim is
   * the row's already.
   */
  reserve(paymentHash: string, attempt: string, claim: string): Hold | Promise<Hold>;
  /**
   * Redeems what a claim has reserved: of any number of calls, from any number of processes, those of one
   * claim alone get `yours`. What was reserved too long ago can still be redeemed, if nobody has taken it over.
   *
   * `SET redeemed = true WHERE hash = :hash AND claim = :claim`
   */
  redeem(paymentHash: string, claim: string): Hold | Promise<Hold>;
  /**
   * Gives back what a claim has reserved or redeemed, because nothing was delivered for it; does nothing to
   * what another claim has.
   *
   * `SET claim = NULL, redeemed = false WHERE hash = :hash AND claim = :claim`
   */
  restore(paymentHash: string, claim: string): void | Promise<void>;
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
