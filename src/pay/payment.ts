import { UmaInvoiceError } from "../errors.js";
import { isProofOfPayment } from "../invoice/proof.js";
import { read, readProperty } from "../options.js";
import { payMeanings, payRefusal } from "./errors.js";
import type { PaymentRecord, PaymentStore, PendingPayment } from "./payments.js";
import type { Wallet, WalletPayment } from "./wallet.js";

/** What payments are made with. */
export type PaymentMeans = {
  readonly wallet: Wallet;
  readonly payments: PaymentStore;
  /** Tells the time: Unix time in seconds. */
  readonly time: () => number;
};

/** What a payment is held to. */
export type PaymentBounds = {
  /** The most that routing may cost, in millisatoshi. */
  readonly maxFeeMsat: bigint;
  /** Seconds that have to be left until the Lightning invoice expires. */
  readonly marginSeconds: number;
};

/**
 * How long after its Lightning invoice has expired a payment counts as failed by what its wallet says when it is looked
 * up, in seconds. Until then, a process may be about to ask the wallet for it; and a wallet that knows payments by their
 * hash may speak of an earlier try of the same Lightning invoice, while the next one is on its way.
 */
const certainAfter = 60;

/** The error for a payment of which nobody knows whether it was made: `PAYMENT_UNKNOWN`. Ask again; never pay again. */
export class PaymentUnknownError extends UmaInvoiceError {
  /** By what to ask for it: `payer.lookUp(id)`. */
  declare readonly id: string;
  /** 32 bytes in hex: by it, the wallet knows the payment. */
  declare readonly paymentHash: string;

  constructor(payment: Pick<PaymentRecord, "id" | "paymentHash">, cause?: unknown) {
    const { id, paymentHash } = read(payment, "payment", "id", "paymentHash");
    super("PAYMENT_UNKNOWN", "payment: expected to learn what came of it, found that nobody knows yet", {
      meaning: payMeanings.PAYMENT_UNKNOWN,
      cause,
    });
    Object.assign(this, { id, paymentHash });
  }
}

/**
 * What is known of a payment. Of one that is pending, the wallet is asked, and what it says is kept.
 *
 * @throws what the store throws
 */
export async function lookUpPayment(id: string, means: PaymentMeans): Promise<PaymentRecord | undefined> {
  const kept = await means.payments.get(id);
  return kept?.state === "pending" ? (await askWallet(kept, means)).payment : kept;
}

/**
 * Has a wallet pay, once, whatever happens between: what is about to be paid is kept before the wallet is asked, and
 * is not asked for again, by whatever process, until the wallet has said that it failed for good.
 *
 * @returns the payment, paid: this one, or one that an earlier call under the same id has made
 * @throws UmaInvoiceError `PAYMENT_FAILED`; a {@link PaymentUnknownError}; `QUOTE_REFUSED` if the Lightning invoice
 * expires within the margin, or is that of another payment. What the store throws before the wallet is asked
 */
export async function payOnce(
  pending: PendingPayment,
  means: PaymentMeans,
  bounds: PaymentBounds,
): Promise<{ readonly payment: PaymentRecord; readonly isRepeated: boolean }> {
  const { payments } = means;
  async function begin(): Promise<PaymentRecord | undefined> {
    const before = await payments.begin(pending);
    if (before === undefined || before.id === pending.id) return before;
    throw payRefusal("QUOTE_REFUSED", {
      field: "lightningInvoice.paymentHash",
      expected: "one that no other payment has",
      instead: "that of a payment under another id",
    });
  }

  let before = await begin();
  if (before?.state === "pending") {
    const { payment, cause } = await askWallet(before, means);
    if (payment.state === "pending") throw new PaymentUnknownError(payment, cause);
    // An earlier one that has failed for good leaves room for this one.
    before = payment.state === "failed" ? await begin() : payment;
  }
  if (!before) return { payment: await send(pending, means, bounds), isRepeated: false };
  if (before.state === "paid") return { payment: before, isRepeated: true };
  throw new PaymentUnknownError(before);
}

async function send(
  payment: PendingPayment,
  means: PaymentMeans,
  { maxFeeMsat, marginSeconds }: PaymentBounds,
): Promise<PaymentRecord> {
  const { wallet, payments, time } = means;
  const { id, attempt, lightningInvoice, paymentHash, expiresAt } = payment;
  // Nothing is awaited between this and the wallet: others may count as failed what has expired.
  if (time() + marginSeconds > expiresAt) {
    await payments.end(id, attempt, { state: "failed" });
    throw payRefusal("QUOTE_REFUSED", {
      field: "lightningInvoice.expiresAt",
      expected: `${marginSeconds} seconds or more to pay in`,
      found: expiresAt,
    });
  }
  let cause: unknown;
  try {
    const preimage = proofIn(await wallet.sendPayment(lightningInvoice, { maxFeeMsat }), paymentHash);
    if (preimage !== undefined) return await keepPaid(payment, preimage, payments);
  } catch (error) {
    cause = error;
  }
  if (isFailure(cause)) {
    await payments.end(id, attempt, { state: "failed" });
    throw failed(cause);
  }
  const after = await askWallet({ ...payment, state: "pending" }, means, cause);
  if (after.payment.state === "paid") return after.payment;
  if (after.payment.state === "failed") throw failed(after.cause);
  throw new PaymentUnknownError(payment, after.cause);
}

type Answer = {
  readonly payment: PaymentRecord;
  /** Why no more is known. */
  readonly cause: unknown;
};

/** Asks the wallet what came of a payment, and keeps what it says. */
async function askWallet(
  payment: PaymentRecord,
  { wallet, payments, time }: PaymentMeans,
  earlier?: unknown,
): Promise<Answer> {
  const { id, attempt, paymentHash, expiresAt } = payment;
  // Read before the wallet is asked: what expires while it looks, it may have been asked for since.
  const isOver = time() > expiresAt + certainAfter;
  let found: WalletPayment | undefined;
  try {
    found = await wallet.lookUpPayment?.(paymentHash);
  } catch (cause) {
    return { payment, cause: earlier ?? cause };
  }
  const preimage = found?.state === "paid" ? proofIn(found, paymentHash) : undefined;
  if (preimage !== undefined)
    return { payment: await keepPaid(payment, preimage, payments), cause: undefined };
  if (!isOver || (found?.state !== "failed" && found?.state !== "none")) return { payment, cause: earlier };
  await payments.end(id, attempt, { state: "failed" });
  return { payment: { ...payment, state: "failed" }, cause: earlier };
}

/** Keeps that a payment was made. Where the store fails, the proof is not lost: it comes with what it threw. */
async function keepPaid(
  payment: PendingPayment,
  preimage: string,
  payments: PaymentStore,
): Promise<PaymentRecord> {
  const { id, attempt } = payment;
  const outcome = { state: "paid", preimage } as const;
  try {
    await payments.end(id, attempt, outcome);
  } catch {
    // It stays pending there, and is found again by asking the wallet: the money has left, which the caller is told.
  }
  return { ...payment, ...outcome };
}

/** The preimage that a wallet gives, if it proves the payment. */
function proofIn(given: unknown, paymentHash: string): string | undefined {
  try {
    const preimage = readProperty(Object(given) as { preimage?: unknown }, "preimage", "preimage");
    if (typeof preimage !== "string" || !isProofOfPayment(preimage, paymentHash)) return undefined;
    return preimage.toLowerCase();
  } catch {
    return undefined;
  }
}

/** Whether what a wallet threw says that nothing was paid, and nothing can be. */
function isFailure(error: unknown): boolean {
  return error instanceof UmaInvoiceError && error.code === "PAYMENT_FAILED";
}

function failed(cause: unknown): UmaInvoiceError {
  if (isFailure(cause)) return cause as UmaInvoiceError;
  return payRefusal("PAYMENT_FAILED", {
    subject: "payment",
    expected: "the wallet to pay",
    instead: "that it failed to",
    cause,
  });
}
