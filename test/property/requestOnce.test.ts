import fc from "fast-check";
import { expect, test } from "vitest";
import { createInvoice, encodeInvoice, nobleEcdsa } from "../../src/index.js";
import { createRequestHandler, memoryInvoiceStore } from "../../src/request/index.js";
import { keyResolverOf } from "../support/keyResolverOf.js";
import { keys } from "../support/keys.js";
import { postInvoice } from "../support/postInvoice.js";
import { allFields } from "../support/sampleFields.js";

const start = 1_700_000_000;
/** Invoices of two VASPs that expire at different times, two of them under one UUID. */
const invoices = [100, 100, 200, 700, 5000, 5000].map((seconds, index) => {
  const fields = {
    ...allFields,
    receiverUma: index % 2 ? "$bob@vasp2.com" : "$bob@vasp3.com",
    invoiceUUID: `00000000-0000-4000-8000-00000000000${index === 4 ? 2 : index}`,
    expiration: start + seconds,
  };
  return { text: encodeInvoice(createInvoice(fields, keys.first.secretKey)), expiration: fields.expiration };
});

type Real = {
  now: number;
  readonly send: (index: number) => void;
  /** Lets what waits in `onInvoice` go on, or fail. */
  readonly settle: (isWell: boolean) => Promise<void>;
};
/** What is to be seen is seen at the end: nothing is taken twice, whatever came before. */
type Model = object;
type Step = fc.AsyncCommand<Model, Real>;

class Send implements Step {
  constructor(readonly index: number) {}
  check = () => true;
  async run(_model: Model, real: Real) {
    real.send(this.index);
  }
  toString = () => `send ${this.index}`;
}
class Settle implements Step {
  constructor(readonly isWell: boolean) {}
  check = () => true;
  run = (_model: Model, real: Real) => real.settle(this.isWell);
  toString = () => (this.isWell ? "take" : "fail");
}
class Turn implements Step {
  constructor(readonly seconds: number) {}
  check = () => true;
  async run(_model: Model, real: Real) {
    real.now = start + this.seconds;
  }
  toString = () => `turn the clock to ${this.seconds}`;
}

const commands = fc.commands(
  [
    fc.nat(invoices.length - 1).map((index) => new Send(index)),
    fc.boolean().map((isWell) => new Settle(isWell)),
    fc.constantFrom(0, 50, 99, 100, 199, 399, 400, 600, 4999).map((seconds) => new Turn(seconds)),
  ],
  { maxCommands: 60, size: "max" },
);

test("whatever is sent, repeated, fails, expires and is forgotten, each invoice is taken once and while it is valid", async () => {
  let runs = 0;
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(commands, fc.integer({ min: 1, max: 4 }), async (steps, maxEntries) => {
      const waiting: ((isWell: boolean) => void)[] = [];
      const takenTexts: string[] = [];
      const answers: Promise<{ text: string; status: number }>[] = [];
      const real: Real = {
        now: start,
        send(index) {
          const { text } = invoices[index]!;
          answers.push(handler(postInvoice(text)).then(({ status }) => ({ text, status })));
        },
        async settle(isWell) {
          await new Promise((resolve) => setImmediate(resolve));
          for (const go of waiting.splice(0)) go(isWell);
          await new Promise((resolve) => setImmediate(resolve));
        },
      };
      const now = () => real.now;
      const handler = createRequestHandler({
        hosted: ["vasp1.com"],
        keyResolver: keyResolverOf(keys.first),
        store: memoryInvoiceStore({ maxEntries, maxPerDomain: 3, now }),
        ecdsa: { ...nobleEcdsa, verify: () => true },
        now,
        async onInvoice({ expiration }, text) {
          expect(real.now).toBeLessThan(expiration);
          if (!(await new Promise<boolean>((go) => waiting.push(go)))) throw new Error("not taken");
          takenTexts.push(text);
        },
      });
      await fc.asyncModelRun(() => ({ model: {}, real }), steps);
      do await real.settle(true);
      while (waiting.length > 0);
      for (const { text, status } of await Promise.all(answers)) {
        if (status === 200) expect(takenTexts).toContain(text);
        expect([200, 400, 500, 503]).toContain(status);
      }
      expect(new Set(takenTexts).size).toBe(takenTexts.length);
      taken += takenTexts.length;
      runs++;
    }),
    { numRuns: 300 },
  );
  // 100 of 300: enough of what happens is what the test is about.
  expect(taken).toBeGreaterThan(runs / 3);
});
