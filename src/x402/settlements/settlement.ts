import { invalidField, type UmaInvoiceError } from "../../errors.js";
import { invalidTime, isUnixTime } from "../../time.js";
import { uuid } from "../../uma/format.js";
import type { Fault } from "../errors.js";
import { address, nonEmptyText, optional, readObject, text, units } from "../messages/properties.js";
import { uri } from "../messages/resource.js";

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

const shape = /* @__PURE__ */ (() => ({
  receiverUma: address,
  amount: units,
  currency: nonEmptyText,
  settledAt: {
    expected: "Unix time in seconds, before 2106",
    test: (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0,
  },
  // Only news has to be a UUID: one that is none was for something else.
  invoiceUUID: optional(text),
  resource: optional(uri),
  method: optional({
    expected: "a method in upper case (POST)",
    test: (value) => typeof value === "string" && /^[A-Z][A-Z-]{0,31}$/.test(value),
  }),
}))();

/**
 * Reads what is said of a payment, by a VASP or by a store: one on a database may give amounts as text, times
 * as dates, and `null` for what there is none of.
 *
 * @param fault - makes the error, which depends on who said it
 * @returns a copy of what is known of a settlement
 */
export function readSettlement(settlement: Settlement, fault: Fault): Settlement {
  const { receiverUma, amount, currency, settledAt, invoiceUUID, resource, method } = readObject(
    settlement,
    "settlement",
    shape,
    fault,
  ) as Settlement;
  // A time in milliseconds would never expire.
  if (!isUnixTime(settledAt))
    throw invalidTime("settlement.settledAt", settledAt, (field, expected, found) =>
      fault({ field, expected, found }),
    );
  return {
    receiverUma,
    amount,
    currency,
    settledAt,
    ...(invoiceUUID !== undefined && { invoiceUUID }),
    ...(resource !== undefined && { resource }),
    ...(method !== undefined && { method }),
  };
}

/** Reads what a store is told of a payment, or has kept of it. */
export function readKept(settlement: Settlement, fault: Fault): Settlement {
  const read = readSettlement(settlement, fault);
  const { invoiceUUID } = read;
  if (invoiceUUID === undefined || uuid.test(invoiceUUID)) return read;
  throw fault({ field: "settlement.invoiceUUID", expected: uuid.expected, found: invoiceUUID });
}

/**
 * How far ahead of a store's clock that of a VASP may be, in seconds. A payment is kept from its settlement on:
 * one in the year 2100 would be kept till then, and kept for less, it would be news again when its VASP repeats it.
 */
export const furthestAhead = 86_400;

/** The error for a settlement that is yet to come. */
export function settledAhead({ settledAt }: Settlement): UmaInvoiceError {
  return invalidField("settlement.settledAt", "a time that is not more than a day ahead", settledAt);
}

/**
 * Checks what an attempt or a claim is called: without a name, all would have the same.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkName(name: string, field: "attempt" | "claim"): void {
  if (typeof name !== "string" || name === "" || name.length > 128)
    throw invalidField(field, "a text of 1 to 128 characters", name);
}
