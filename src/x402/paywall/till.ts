import { toHex } from "../../bytes.js";
import { hasOwn, toLog } from "../../options.js";
import { randomBytes } from "../../random.js";
import { attempt, paymentIdentifier } from "../messages/properties.js";
import { type Hold, readSettlement, type Settlement, type Settlements } from "../settlements/settlement.js";
import type { Offered } from "./invoices.js";
import type { Price } from "./options.js";
import { type Binding, type RefusalReason, refusalOf } from "./refusal.js";

/** What counts when a payment is held against an offer: of the currency, the code alone. */
export type Sold = Omit<Offered, "price"> & {
  readonly price: { readonly amount: Price["amount"]; readonly currency: { readonly code: string } };
};

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

/** How a {@link Till} works. */
export type TillOptions = {
  readonly settlements: Settlements;
  readonly binding: Binding;
  readonly wait: (seconds: number) => Promise<void>;
  /** Is told of what the store threw. */
  readonly onError: (error: unknown) => void;
  /** Looks for a payment; by default once. */
  readonly find?: (paymentHash: string) => Promise<Settlement | undefined>;
};

/** Takes payments: one place for the paywall and for the plug-ins of the published packages. */
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

/** Seconds after which a store is asked again, whose reply was lost. */
const soon = [0.1, 0.4, 1] as const;
/** Seconds after which it is asked again while nobody waits for it: some ten minutes in all. */
const later = [2, 4, 8, 16, 30, 60, 120, 180, 180] as const;
/** Seconds after which another claim should have redeemed what it has reserved. */
const settling = 0.25;

/** What is said of a payment that somebody else has. */
const refusedAs = {
  redeemed: "already_redeemed",
  reserved: "payment_in_progress",
  none: "unknown_payment",
} as const;

/** Asks a store again whose reply was lost: each of its steps says the same to the same claim. */
async function ask<Reply>(
  step: () => Reply | Promise<Reply>,
  waits: readonly number[],
  wait: (seconds: number) => Promise<void>,
): Promise<Reply> {
  for (const seconds of waits) {
    try {
      return await step();
    } catch {
      await wait(seconds);
    }
  }
  return step();
}

/**
 * Has a payment given back. The payer has paid: as long as there is hope, what nothing was delivered for is not
 * kept.
 *
 * @returns rejects if the store could not be told soon, and has it told later
 */
export async function insist(
  restore: () => void | Promise<void>,
  {
    wait,
    tell,
    giveUp = () => undefined,
  }: {
    readonly wait: (seconds: number) => Promise<void>;
    readonly tell: (error: unknown) => void;
    readonly giveUp?: () => void;
  },
): Promise<void> {
  try {
    await ask(restore, soon, wait);
  } catch (error) {
    tell(error);
    wait(later[0])
      .then(() => ask(restore, later.slice(1), wait))
      .catch((failure) => {
        giveUp();
        tell(failure);
      });
    throw error;
  }
}

/**
 * Makes what takes payments.
 *
 * A payment is lost to its payer only if this process ends between two moments: when the store has redeemed
 * it, and when it could be handed over or given back. Whoever is asked twice cannot tell that from having
 * delivered, and nobody is served twice.
 */
export function createTill({ settlements, binding, wait, onError, find }: TillOptions): Till {
  const tell = toLog(onError);
  /** What gives back the payments that the store could not be told of yet, one for each claim. */
  const owed = new Map<string, Set<() => Promise<void>>>();

  async function judge({ paymentHash, offered }: Presented): Promise<Settlement | RefusalReason> {
    const found = await (find ? find(paymentHash) : settlements.settled(paymentHash));
    if (!found) return "unknown_payment";
    // By a wrong type, a payment would be refused for good, and nobody told why.
    const settlement = readSettlement(found);
    return refusalOf(settlement, offered, binding) ?? settlement;
  }

  async function take(presented: Presented): Promise<Taken | RefusalReason> {
    const { paymentHash, attempt } = presented;
    const settlement = await judge(presented);
    if (typeof settlement === "string") return settlement;
    try {
      // The store may be there again sooner than it is asked.
      for (const restore of owed.get(paymentHash) ?? []) await restore();
    } catch (error) {
      tell(error);
      return "store_unavailable";
    }
    // Nobody else can have it: it is neither sent nor logged.
    const claim = toHex(randomBytes(16));

    async function giveBack(): Promise<void> {
      const debts = owed.get(paymentHash) ?? new Set();
      const forget = () => {
        debts.delete(restore);
        if (debts.size === 0) owed.delete(paymentHash);
      };
      const restore = async () => {
        await settlements.restore(paymentHash, claim);
        forget();
      };
      owed.set(paymentHash, debts.add(restore));
      await insist(restore, { wait, tell, giveUp: forget });
    }

    async function hold(): Promise<Hold> {
      const reserved = await ask(() => settlements.reserve(paymentHash, attempt, claim), soon, wait);
      if (reserved !== "yours") return reserved;
      const redeem = () => settlements.redeem(paymentHash, claim);
      const redeemed = await ask(redeem, soon, wait);
      if (redeemed !== "reserved") return redeemed;
      // The same attempt has come again meanwhile. What became of it is known in a moment.
      await wait(settling);
      return ask(redeem, soon, wait);
    }

    let held: Hold;
    try {
      held = await hold();
    } catch (error) {
      tell(error);
      // Whether it is redeemed is not known; that nothing will be delivered for it is.
      giveBack().catch(() => undefined);
      return "store_unavailable";
    }
    // Not what a store says that is nothing of the kind.
    if (held === "yours") return { settlement, claim, giveBack };
    return hasOwn(refusedAs, held) ? refusedAs[held] : "already_redeemed";
  }

  return { judge, take };
}

const id = { type: "string", minLength: 16, maxLength: 128, pattern: "^[a-zA-Z0-9_-]+$" } as const;

/** What a 402 says of the attempts: a client may name its own. */
export const attemptExtensions = {
  "payment-identifier": {
    info: { required: false },
    schema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: { required: { type: "boolean" }, id },
      required: ["required"],
    },
  },
} as const;

/**
 * Reads the name that a client gives to its attempt: in version 2 the id of the extension, in version 1
 * `payload.attempt`; each is taken in the other version, too.
 *
 * @param message - a payment as it came
 * @returns `undefined` if there is none that is 16 to 128 letters, digits, `-` and `_`
 */
export function attemptIn(message: unknown): string | undefined {
  const { extensions, payload } = Object(message);
  const named = [Object(Object(Object(extensions)[paymentIdentifier]).info).id, Object(payload).attempt];
  return named.find(attempt.test);
}
