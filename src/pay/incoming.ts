import { toHex } from "../bytes.js";
import { invalidField, invalidOption } from "../errors.js";
import { httpRefusal } from "../http/errors.js";
import {
  bytesOrHex,
  checkFunction,
  checkMethods,
  checkTexts,
  checkWhole,
  read,
  readOptions,
} from "../options.js";
import { type Moment, secondsNow, toSeconds } from "../time.js";
import { vaspDomain } from "../uma/address.js";
import { siteOf } from "../uma/host.js";

/** A payment that a receiver has asked for, or got. It is plain data, which survives JSON. */
export type IncomingPayment = {
  /** 32 bytes in hex: by it, the node tells of the payment. */
  readonly paymentHash: string;
  /** The Lightning invoice (BOLT 11). */
  readonly lightningInvoice: string;
  /** What is paid: the invoice, or something of its own where it is an address. */
  readonly id: string;
  /** Who pays: an UMA address in lower case. */
  readonly payer: string;
  /** What was agreed on. */
  readonly terms: IncomingTerms;
  /** Until when it takes a place among the payments of what is paid: Unix time in seconds. */
  readonly heldUntil: number;
  /** From when on it may be forgotten: Unix time in seconds. */
  readonly keepUntil: number;
  /** When it was paid, if it was: Unix time in seconds, as the node said first. */
  readonly settledAt?: number;
};

/** What a receiver and a payer have agreed on. All amounts are in digits. */
export type IncomingTerms = {
  readonly receiverUma: string;
  /** What the receiver gets, in the smallest unit of the currency. */
  readonly amount: string;
  readonly currency: string;
  readonly decimals: number;
  /** What the Lightning invoice asks for, in millisatoshi. */
  readonly amountMsat: string;
  /** Millisatoshi for the smallest unit. */
  readonly multiplier: string;
  /** What the receiver's VASP takes of it, in millisatoshi. */
  readonly feeMsat: string;
  readonly invoiceUUID?: string;
};

/** A payment that is asked for. */
export type AskedPayment = {
  readonly id: string;
  readonly payer: string;
  /** How often what is paid may be paid; any number of times where it is absent. */
  readonly most?: number;
};

/**
 * The payments that a receiver awaits, and those that came. What is paid has as many places as it may be paid: each is
 * taken by a payment that came, or by one that is awaited and can still come. One store serves all processes.
 */
export type IncomingPayments = {
  /**
   * Takes a place, or gives the one that the same payer holds; atomically for each id, so that of any number of calls
   * at once no more get a place than there are.
   *
   * @param create - makes the payment that is to take the place; if it rejects, no place is taken, and this rejects
   * @returns the payment that the payer holds now; nothing if all places are taken
   * @throws UmaInvoiceError `STORE_FULL` if there is no room now
   */
  take(asked: AskedPayment, create: () => Promise<IncomingPayment>): Promise<IncomingPayment | undefined>;
  /**
   * Notes that a payment came, whether or not its place is still held.
   *
   * @returns the payment, and whether that is news; nothing if none is awaited under this hash
   */
  settle(
    paymentHash: string,
    settledAt: number,
  ): Promise<{ readonly payment: IncomingPayment; readonly isNews: boolean } | undefined>;
};

/** Options of {@link memoryIncomingPayments}. */
export type MemoryIncomingPaymentsOptions = {
  /** The most payments to remember; 100,000 by default, some 200 MB. */
  readonly maxEntries?: number;
  /**
   * The most payments to await from payers at the VASPs of one domain. By default as many as there is room left for
   * everybody else, so that of an empty store nobody gets more than half.
   */
  readonly maxPerDomain?: number;
  /** The clock: a Date, or Unix time in seconds; the present by default. */
  readonly now?: () => Moment;
};

/**
 * Remembers in memory which payments are awaited, and which came: for one process, and for as long as it lives. A
 * payment that comes after a restart is not known any more: whoever takes money for others keeps them elsewhere:
 * `redisIncomingPayments`.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`; the methods `INVALID_FIELD`, and `take` also `STORE_FULL`
 *
 * @example
 * ```ts
 * const payments = memoryIncomingPayments({ maxEntries: 10_000 });
 * await payments.settle("00".repeat(32), 1_767_225_600); // undefined
 * ```
 */
export function memoryIncomingPayments(options?: MemoryIncomingPaymentsOptions): IncomingPayments {
  const given = readOptions(options, "options", "maxEntries", "maxPerDomain", "now");
  const { maxEntries = 100_000, maxPerDomain, now = () => new Date() } = given;
  checkWhole("maxEntries", maxEntries, "payments");
  if (maxPerDomain !== undefined) checkWhole("maxPerDomain", maxPerDomain, "payments");
  checkFunction("now", now);
  const byHash = new Map<string, IncomingPayment>();
  const byId = new Map<string, Set<string>>();
  /** How many payments are kept that payers of each site asked for, and have not made. */
  const awaited = new Map<string, number>();
  /** What is under way for each id: one call after the other. */
  const turns = new Map<string, Promise<unknown>>();

  function count(payer: string, difference: number): void {
    const site = siteOfPayer(payer);
    const after = (awaited.get(site) ?? 0) + difference;
    if (after > 0) awaited.set(site, after);
    else awaited.delete(site);
  }

  function forget(seconds: number): void {
    for (const [hash, { id, payer, keepUntil, settledAt }] of byHash) {
      if (keepUntil > seconds) continue;
      byHash.delete(hash);
      if (settledAt === undefined) count(payer, -1);
      const hashes = byId.get(id)!;
      hashes.delete(hash);
      if (hashes.size === 0) byId.delete(id);
    }
  }

  function checkRoom(payer: string, seconds: number): void {
    const isFull = () => {
      const own = awaited.get(siteOfPayer(payer)) ?? 0;
      return byHash.size >= maxEntries || own >= (maxPerDomain ?? maxEntries - byHash.size);
    };
    if (!isFull()) return;
    forget(seconds);
    if (isFull())
      throw httpRefusal("STORE_FULL", {
        expected: `at most ${maxEntries} payments at once, and a share of them for each domain`,
        instead: "one more",
      });
  }

  async function takeInTurn(
    { id, payer, most = Number.POSITIVE_INFINITY }: AskedPayment,
    create: () => Promise<IncomingPayment>,
  ): Promise<IncomingPayment | undefined> {
    const seconds = secondsNow(now);
    const kept = Array.from(byId.get(id) ?? [], (hash) => byHash.get(hash)!);
    const taken = kept.filter(({ settledAt, heldUntil }) => settledAt !== undefined || heldUntil > seconds);
    const own = taken.find((payment) => payment.payer === payer && payment.settledAt === undefined);
    if (own) return own;
    if (taken.length >= most) return undefined;
    checkRoom(payer, seconds);
    const payment = readAwaited(await create());
    if (byHash.has(payment.paymentHash))
      throw invalidField("paymentHash", "one that no other payment has", payment.paymentHash);
    byHash.set(payment.paymentHash, payment);
    byId.set(id, (byId.get(id) ?? new Set()).add(payment.paymentHash));
    count(payer, 1);
    return payment;
  }

  return {
    async take(asked, create) {
      const own = readAsked(asked);
      const before = turns.get(own.id) ?? Promise.resolve();
      const turn = before.catch(() => undefined).then(() => takeInTurn(own, create));
      turns.set(own.id, turn);
      const end = () => {
        if (turns.get(own.id) === turn) turns.delete(own.id);
      };
      turn.then(end, end);
      return turn;
    },
    async settle(paymentHash, settledAt) {
      checkSettled(paymentHash, settledAt);
      const payment = byHash.get(paymentHash);
      if (!payment || payment.settledAt !== undefined) return payment && { payment, isNews: false };
      const settled = Object.freeze({ ...payment, settledAt });
      byHash.set(paymentHash, settled);
      count(payment.payer, -1);
      return { payment: settled, isNews: true };
    },
  };
}

/** A copy of what a store is asked for. */
export function readAsked(asked: AskedPayment): AskedPayment {
  const own = read(asked, "asked", "id", "payer", "most");
  const { id, payer, most } = own;
  checkTexts({ id, payer }, "asked.");
  if (most !== undefined && !(Number.isSafeInteger(most) && most >= 0))
    throw invalidField("asked.most", "a whole number of payments, 0 or more", most);
  return own;
}

/** A copy of a payment that a store is to await. */
export function readAwaited(payment: IncomingPayment): IncomingPayment {
  const own = read(
    payment,
    "payment",
    "paymentHash",
    "lightningInvoice",
    "id",
    "payer",
    "terms",
    "heldUntil",
    "keepUntil",
  );
  const { paymentHash, lightningInvoice, id, payer, heldUntil, keepUntil } = own;
  checkTexts({ paymentHash, lightningInvoice, id, payer }, "payment.");
  for (const [name, value] of Object.entries({ heldUntil, keepUntil }))
    if (!Number.isSafeInteger(value))
      throw invalidField(`payment.${name}`, "Unix time in whole seconds", value);
  const terms = read(
    own.terms,
    "payment.terms",
    "receiverUma",
    "amount",
    "currency",
    "decimals",
    "amountMsat",
    "multiplier",
    "feeMsat",
    "invoiceUUID",
  );
  const { receiverUma, amount, currency, decimals, amountMsat, multiplier, feeMsat, invoiceUUID } = terms;
  checkTexts({ receiverUma, amount, currency, amountMsat, multiplier, feeMsat }, "payment.terms.");
  if (invoiceUUID !== undefined) checkTexts({ invoiceUUID }, "payment.terms.");
  if (!Number.isSafeInteger(decimals))
    throw invalidField("payment.terms.decimals", "a whole number of digits", decimals);
  return Object.freeze({ ...own, terms: Object.freeze(terms) });
}

/** Checks what a store is told of a payment that came. */
export function checkSettled(paymentHash: string, settledAt: number): void {
  checkTexts({ paymentHash });
  if (!Number.isSafeInteger(settledAt))
    throw invalidField("settledAt", "Unix time in whole seconds", settledAt);
}

/** The domain that has to be paid for, of whoever pays. */
export function siteOfPayer(payer: string): string {
  return siteOf(vaspDomain(payer).split(":", 1)[0]!);
}

/** What the payments of a paywall are told to: the `settlements` of `uma-invoice/x402`. */
export type SettlementListener = {
  settle(
    paymentHash: string,
    settlement: {
      readonly receiverUma: string;
      readonly amount: bigint;
      readonly currency: string;
      readonly settledAt: number;
      readonly invoiceUUID?: string;
    },
  ): unknown;
};

/** What is done with a payment that came. */
export type SettlePaymentOptions = {
  /** Where payments are awaited: the store of the handler. */
  readonly payments: IncomingPayments;
  /** What else has to learn of it: the `settlements` of a paywall. */
  readonly settlements?: SettlementListener;
  /** When the node was paid: a Date, or Unix time in seconds. */
  readonly settledAt: Moment;
};

/**
 * Takes a node's word that a Lightning invoice was paid: the payment counts once, and a paywall learns of it.
 *
 * A node may tell of a payment more than once, and has to be listened to until this has resolved: then nothing is lost
 * if a process ends between. A paywall is told each time, and knows by itself what is news.
 *
 * @param paymentHash - 32 bytes, or their hex
 * @returns the payment, and whether it is news; nothing if no payment is awaited under this hash
 * @throws UmaInvoiceError `INVALID_FIELD`, `INVALID_OPTION`; what the stores throw
 *
 * @example
 * ```ts
 * const payments = memoryIncomingPayments();
 * const options = { payments, settledAt: new Date() };
 * await settlePayment("00".repeat(32), options); // undefined
 * ```
 */
export async function settlePayment(
  paymentHash: Uint8Array | string,
  options: SettlePaymentOptions,
): Promise<{ readonly payment: IncomingPayment; readonly isNews: boolean } | undefined> {
  const { payments, settlements, settledAt } = readOptions(
    options,
    "options",
    "payments",
    "settlements",
    "settledAt",
  );
  const hash = toHex(bytesOrHex(paymentHash, "paymentHash", 32));
  checkMethods("payments", payments, "settle");
  if (settlements !== undefined) checkMethods("settlements", settlements, "settle");
  // The same each time that it is told, where a clock would say something else.
  const seconds = Math.floor(toSeconds(settledAt, "settledAt", invalidOption));
  const settled = await payments.settle(hash, seconds);
  if (!settled || !settlements) return settled;
  const { terms, settledAt: first = seconds } = settled.payment;
  const { receiverUma, amount, currency, invoiceUUID } = terms;
  await settlements.settle(hash, {
    receiverUma,
    amount: BigInt(amount),
    currency,
    settledAt: first,
    ...(invoiceUUID !== undefined && { invoiceUUID }),
  });
  return settled;
}
