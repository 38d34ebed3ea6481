import { toHex } from "../../bytes.js";
import { checkMethods, checkWhole, hasOwn, toLog } from "../../options.js";
import { randomBytes } from "../../random.js";
import { invalidSetting } from "../errors.js";
import { optional, readObject, truth } from "../messages/properties.js";
import type { RefusalReason } from "../messages/refusal.js";
import { type Hold, readSettlement, type Settlement, type Settlements } from "../settlements/settlement.js";
import { waitFor } from "../wait.js";
import { type Binding, refusalOf, type Sold } from "./binding.js";
import type { PaywallOptions } from "./options.js";
import { askAgain, createReturns, soon } from "./returns.js";

/** A payment that is presented for something. */
export type Presented = {
  readonly paymentHash: string;
  /** Names the payer's request: whoever comes with the same one again may take up what it reserved. */
  readonly attempt: string;
  readonly offered: Sold;
};

/** A payment that was redeemed. */
export type Taken = {
  readonly settlement: Settlement;
  /** What redeemed it. */
  readonly claim: string;
  /** Gives it back, because nothing was delivered for it; rejects if the store could not be told so far. */
  readonly giveBack: () => Promise<void>;
};

/** Options of {@link createTill}. */
export type TillOptions = Pick<PaywallOptions, "payToIsDedicated" | "graceSeconds" | "wait" | "onError"> & {
  readonly settlements: Settlements;
  /** The key that invoices are bound with, if any are issued. */
  readonly bindingKey?: Uint8Array | undefined;
  /** Looks for a payment; by default once. */
  readonly find?: (paymentHash: string) => Promise<Settlement | undefined>;
};

/** What takes payments. */
type Till = {
  /** Finds and checks a payment, and leaves it as it is. */
  readonly judge: (presented: Presented) => Promise<Settlement | RefusalReason>;
  /**
   * Finds, checks, reserves and redeems a payment. What it gives has to be handed over, or given back.
   *
   * @returns rejects with what the store throws when it is asked for the payment
   */
  readonly take: (presented: Presented) => Promise<Taken | RefusalReason>;
};

/**
 * Makes what takes payments: one place for the paywall and for the plug-ins of the published packages.
 *
 * A payment is lost to its payer only if this process ends between two moments: when the store has redeemed
 * it, and when it could be handed over or given back. Whoever is asked twice cannot tell that from having
 * delivered, and nobody is served twice.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function createTill({
  settlements,
  bindingKey,
  payToIsDedicated = false,
  graceSeconds = 60,
  wait = waitFor,
  onError = console.error,
  find,
}: TillOptions): Till {
  checkMethods("settlements", settlements, "settled", "reserve", "redeem");
  readObject({ payToIsDedicated }, "", { payToIsDedicated: optional(truth) }, invalidSetting);
  checkWhole("graceSeconds", graceSeconds, "seconds", { least: 0 });
  const returns = createReturns({ settlements, wait, onError });
  const tell = toLog(onError);
  const binding: Binding = { bindingKey, payToIsDedicated, graceSeconds };

  async function judge({ paymentHash, offered }: Presented): Promise<Settlement | RefusalReason> {
    const found = await (find ? find(paymentHash) : settlements.settled(paymentHash));
    if (!found) return "unknown_payment";
    // By a wrong type, a payment would be refused for good, and nobody told why.
    const settlement = readSettlement(found, invalidSetting);
    return refusalOf(settlement, offered, binding) ?? settlement;
  }

  async function take(presented: Presented): Promise<Taken | RefusalReason> {
    const { paymentHash, attempt } = presented;
    const settlement = await judge(presented);
    if (typeof settlement === "string") return settlement;
    try {
      await returns.catchUp(paymentHash);
    } catch (error) {
      tell(error);
      return "unexpected_settle_error";
    }
    // Nobody else can have it: it is neither sent nor logged.
    const claim = toHex(randomBytes(16));
    const giveBack = () => returns.giveBack(paymentHash, claim);
    let held: Hold;
    try {
      held = await hold(paymentHash, attempt, claim);
    } catch (error) {
      tell(error);
      // Whether it is redeemed is not known; that nothing will be delivered for it is.
      giveBack().catch(() => undefined);
      return "unexpected_settle_error";
    }
    if (held === "yours") return { settlement, claim, giveBack };
    // Whatever else a store says, somebody may have the payment.
    return hasOwn(refusedAs, held) ? refusedAs[held] : "duplicate_settlement";
  }

  /** Reserves and redeems a payment. */
  async function hold(paymentHash: string, attempt: string, claim: string): Promise<Hold> {
    const reserved = await askAgain(() => settlements.reserve(paymentHash, attempt, claim), soon, wait);
    if (reserved !== "yours") return reserved;
    const redeem = () => settlements.redeem(paymentHash, claim);
    const redeemed = await askAgain(redeem, soon, wait);
    if (redeemed !== "reserved") return redeemed;
    // The same attempt has come again meanwhile. What became of it is known in a moment.
    await wait(settling);
    return askAgain(redeem, soon, wait);
  }

  return { judge, take };
}

/** Seconds after which another claim should have redeemed what it has reserved. */
const settling = 0.25;

/** What is said of a payment that somebody else has. */
const refusedAs = {
  redeemed: "duplicate_settlement",
  reserved: "payment_in_progress",
  none: "unknown_payment",
} as const;
