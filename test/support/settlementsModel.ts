import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect } from "vitest";
import type { Hold, Settlement, SettlementStore } from "../../src/x402/index.js";

/** How a store is driven: it keeps payments for 100 seconds, and reserves them for 10. */
export type DrivenStore = {
  /** The store, as a process of its own would open it. */
  readonly open: () => SettlementStore;
  /** The present, in Unix time. */
  readonly now: () => number;
  /** Lets time pass for everything in the store. */
  readonly pass: (seconds: number) => void | Promise<void>;
};

type Payment = {
  settledAt: number;
  holder?: { attempt: string; claim: string; until: number };
  redeemed: boolean;
};

/** What ought to be in a store. */
type Model = { readonly payments: Map<string, Payment>; time: number };
type Real = DrivenStore & { store: SettlementStore };
type Command = fc.AsyncCommand<Model, Real>;

const keepSeconds = 100;
const reserveSeconds = 10;
const hash = (name: string) => createHash("sha256").update(name).digest("hex");

function current({ payments, time }: Model, name: string): Payment | undefined {
  const payment = payments.get(name);
  return payment && payment.settledAt + keepSeconds > time ? payment : undefined;
}

function others({ holder, redeemed }: Payment): Hold {
  if (redeemed) return "redeemed";
  return holder ? "reserved" : "none";
}

function reserve(model: Model, name: string, attempt: string, claim: string): Hold {
  const payment = current(model, name);
  if (!payment) return "none";
  const { holder, redeemed } = payment;
  if (holder?.claim === claim) return "yours";
  if (redeemed || (holder && holder.attempt !== attempt && model.time < holder.until)) return others(payment);
  payment.holder = { attempt, claim, until: model.time + reserveSeconds };
  return "yours";
}

function redeem(model: Model, name: string, claim: string): Hold {
  const payment = current(model, name);
  if (!payment) return "none";
  if (payment.holder?.claim !== claim) return others(payment);
  payment.redeemed = true;
  return "yours";
}

function restore(model: Model, name: string, claim: string): void {
  const payment = current(model, name);
  if (payment?.holder?.claim !== claim) return;
  delete payment.holder;
  payment.redeemed = false;
}

/** A step whose reply is read, or lost: it has been taken all the same. */
function step(
  says: string,
  ask: (store: SettlementStore) => unknown,
  ought: (model: Model) => unknown,
  isLost: boolean,
): Command {
  return {
    check: () => true,
    async run(model, { store }) {
      const reply = await ask(store);
      const expected = ought(model);
      if (!isLost) expect(reply).toBe(expected);
    },
    toString: () => `${says}${isLost ? " (the reply is lost)" : ""}`,
  };
}

const name = fc.constantFrom("one", "other");
const attempt = fc.constantFrom("attempt", "another");
const claim = fc.constantFrom("c1", "c2", "c3");
const isLost = fc.boolean();

const settlement: Omit<Settlement, "settledAt"> = {
  receiverUma: "$shop@vasp.com",
  amount: 5n,
  currency: "USD",
};

/** Any steps on a store: settle, reserve, redeem, restore, with their replies or without; restart; time passes. */
export const settlementSteps: fc.Arbitrary<Iterable<Command>> = fc.commands(
  [
    name.map(
      (payment): Command => ({
        check: () => true,
        async run(model, { store, now }) {
          const known = current(model, payment) !== undefined;
          const settledAt = Math.floor(now());
          expect(await store.settle(hash(payment), { ...settlement, settledAt })).toBe(!known);
          if (!known) model.payments.set(payment, { settledAt: model.time, redeemed: false });
        },
        toString: () => `settle ${payment}`,
      }),
    ),
    fc.tuple(name, attempt, claim, isLost).map(([payment, who, by, lost]) =>
      step(
        `reserve ${payment} for ${who} by ${by}`,
        (store) => store.reserve(hash(payment), who, by),
        (model) => reserve(model, payment, who, by),
        lost,
      ),
    ),
    fc.tuple(name, claim, isLost).map(([payment, by, lost]) =>
      step(
        `redeem ${payment} by ${by}`,
        (store) => store.redeem(hash(payment), by),
        (model) => redeem(model, payment, by),
        lost,
      ),
    ),
    fc.tuple(name, claim, isLost).map(([payment, by, lost]) =>
      step(
        `restore ${payment} by ${by}`,
        (store) => store.restore(hash(payment), by),
        (model) => restore(model, payment, by),
        lost,
      ),
    ),
    name.map((payment) =>
      step(
        `look at ${payment}`,
        async (store) => (await store.settled(hash(payment))) !== undefined,
        (model) => current(model, payment) !== undefined,
        false,
      ),
    ),
    fc.constantFrom(4, 10, 50, 100).map(
      (seconds): Command => ({
        check: () => true,
        async run(model, { pass }) {
          await pass(seconds);
          model.time += seconds;
        },
        toString: () => `${seconds} s pass`,
      }),
    ),
    fc.constant<Command>({
      check: () => true,
      async run(_model, real) {
        real.store = real.open();
      },
      toString: () => "restart",
    }),
  ],
  { size: "+1" },
);

/** Takes steps on an empty store, and holds each reply against what it ought to be. */
export async function runSettlementSteps(driven: DrivenStore, steps: Iterable<Command>): Promise<void> {
  await fc.asyncModelRun(
    () => ({ model: { payments: new Map(), time: 0 }, real: { ...driven, store: driven.open() } }),
    steps,
  );
}
