import fc from "fast-check";
import { expect, test } from "vitest";
import type { Ecdsa } from "../../src/index.js";
import * as pay from "../../src/pay/index.js";
import { hex } from "../support/bytes.js";
import { errorOf } from "../support/errorOf.js";
import { keys } from "../support/keys.js";
import { paySamples } from "../support/paySamples.js";

const start = 1_704_067_200;
const window = 10;
/** Stands for all signatures that are sound in form; the engine says whether one holds. */
const signature = "3006020101020101";
const publicKey = hex(keys.first.publicKey);

/** A message as it arrives. */
type Arrival = { readonly nonce: string; readonly age: number; readonly holds: boolean };

const arrival: fc.Arbitrary<Arrival> = fc.record({
  nonce: fc.constantFrom("1", "2", "3", "4"),
  age: fc.integer({ min: -12, max: 12 }),
  holds: fc.boolean(),
});

function engine(holds: boolean): Ecdsa {
  return { sign: () => new Uint8Array(64), importPublicKey: (key) => key, verify: () => holds };
}

function callback(nonce: string, timestamp: number): pay.PostTransactionCallback {
  const { utxos } = paySamples.postTransactionCallback;
  return { utxos, vaspDomain: "vasp1.com", signature, signatureNonce: nonce, signatureTimestamp: timestamp };
}

/** What becomes of a message: nothing, or the code that refuses it. */
async function outcomeOf(message: pay.PostTransactionCallback, options: Partial<pay.VerifyMessageOptions>) {
  try {
    await pay.verifyPostTransactionCallback(message, "vasp1.com", {
      ...options,
      windowSeconds: window,
    } as pay.VerifyMessageOptions);
    return "taken";
  } catch (error) {
    return errorOf(() => {
      throw error;
    }).code;
  }
}

test("whatever arrives, and however the clock goes, a message is taken once, and a forged one changes nothing", async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: arrival },
    { weight: 1, arbitrary: fc.record({ pass: fc.integer({ min: -15, max: 30 }) }) },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      async (steps, maxEntries) => {
        let time = start;
        const now = () => time;
        const nonces = pay.memoryNonces({ maxEntries, maxPerDomain: maxEntries, now });
        const taken = new Map<string, number>();
        let latest = start;
        for (const given of steps) {
          if ("pass" in given) {
            time += given.pass;
            latest = Math.max(latest, time);
            continue;
          }
          const { nonce, age, holds } = given;
          const timestamp = time - age;
          const before = taken.get(nonce);
          const outcome = await outcomeOf(callback(nonce, timestamp), {
            publicKey,
            nonces,
            now,
            ecdsa: engine(holds),
          });
          if (Math.abs(age) > window) expect(outcome).toBe("INVALID_TIMESTAMP");
          else if (!holds) expect(outcome).toBe("INVALID_SIGNATURE");
          // The same message, or another one with its nonce while that may still be accepted.
          else if (before !== undefined && before + window >= latest)
            expect(outcome).toMatch(/^(INVALID_NONCE|STORE_FULL)$/);
          else if (timestamp + window >= latest)
            expect(outcome).toMatch(/^(taken|INVALID_NONCE|STORE_FULL)$/);
          if (outcome !== "taken") continue;
          expect(before).not.toBe(timestamp);
          taken.set(nonce, timestamp);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("a new message is taken, whatever forged ones came before it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arrival, { maxLength: 20 }), async (arrivals) => {
      const nonces = pay.memoryNonces({ now: () => start });
      const options = { publicKey, nonces, now: start };
      for (const { nonce, age } of arrivals)
        await outcomeOf(callback(nonce, start - age), { ...options, ecdsa: engine(false) });
      expect(await outcomeOf(callback("1", start), { ...options, ecdsa: engine(true) })).toBe("taken");
    }),
  );
});

test("of any number of copies that arrive at once, one is taken", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.boolean(), { minLength: 2, maxLength: 8 }),
      async (s, copies) => {
        const memory = pay.memoryNonces({ now: () => start });
        const nonces = {
          take: s.scheduleFunction(async (domain: string, nonce: string, until: number) =>
            memory.take(domain, nonce, until),
          ),
        };
        const resolve = s.scheduleFunction(async () => ({ publicKey, cached: false }));
        const outcomes = copies.map((holds) =>
          outcomeOf(callback("1", start), {
            keyResolver: { resolve },
            nonces,
            now: start,
            ecdsa: engine(holds),
          }),
        );
        await s.waitFor(Promise.all(outcomes));
        const taken = (await Promise.all(outcomes)).filter((outcome) => outcome === "taken");
        expect(taken.length).toBe(copies.includes(true) ? 1 : 0);
      },
    ),
  );
});
