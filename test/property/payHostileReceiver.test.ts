import fc from "fast-check";
import { expect, test } from "vitest";
import { createInvoice, UmaInvoiceError, verifyInvoice } from "../../src/index.js";
import { createPayer, decodeLightningInvoice } from "../../src/pay/index.js";
import { keyResolverOf } from "../support/keyResolverOf.js";
import { keys } from "../support/keys.js";
import { payingWallet, payReceiver, receiverUma } from "../support/payReceiver.js";
import { payee } from "../support/rawLightningInvoice.js";
import { beforeExpiration, requiredFields } from "../support/sampleFields.js";

const now = () => beforeExpiration;
const invoice = verifyInvoice(createInvoice(requiredFields, keys.first.secretKey), {
  publicKey: keys.first.publicKey,
  now: beforeExpiration,
});
const order = { umaAddress: receiverUma, amount: 1000n, currency: "USD", decimals: 2 };
const limit = 30_000_000n;
const costs = 23_400_250n;

/** A value that may stand anywhere in JSON. */
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(0, 1, -1, 1.5, 2 ** 53, 1e300, "", "USD", "-5.USD", receiverUma, "lnbc1", null),
);
/** Where in a message a lie stands: a path, each step any of the properties that are there. */
const place = fc.array(fc.nat(30), { minLength: 1, maxLength: 4 });

/** Puts a value, or nothing, into a place of a message. */
function lied(message: unknown, steps: readonly number[], lie: unknown): unknown {
  const [step = 0, ...rest] = steps;
  if (typeof message !== "object" || message === null) return lie;
  const names = Object.keys(message);
  if (names.length === 0) return lie;
  const name = names[step % names.length]!;
  const inner = (message as { [name: string]: unknown })[name];
  const changed = rest.length === 0 ? lie : lied(inner, rest, lie);
  return Array.isArray(message)
    ? message.map((item, index) => (`${index}` === name ? changed : item))
    : { ...message, [name]: changed };
}

test("a receiver's VASP that lies in any place gets the agreed millisatoshi, or nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      place,
      value,
      fc.constantFrom("lnurlp", "pay"),
      fc.boolean(),
      fc.record({
        prefix: fc.constantFrom(undefined, "lnbc", "lntb234002500n", `lnbc${costs * 10n + 20n}p`, "lnbc1m"),
        expirySeconds: fc.constantFrom(600, 9, 0),
      }),
      async (steps, lie, at, byInvoice, { prefix, expirySeconds }) => {
        const honest = payReceiver(now, { ...(prefix && { prefix }), expirySeconds });
        const wallet = payingWallet(honest);
        const payer = createPayer({
          identifier: "$alice@vasp1.com",
          compliance: { kycStatus: "VERIFIED" },
          signingKey: keys.second.secretKey,
          wallet,
          keyResolver: keyResolverOf(keys.first),
          limits: { maxAmountMsat: limit },
          umaMajorVersions: [0, 1],
          now,
          async fetch(url, init) {
            const response = await honest.fetch(url, init);
            const step = String(url).includes("/.well-known/lnurlp/") ? "lnurlp" : "pay";
            if (step !== at) return response;
            return Response.json(lied(await response.json(), steps, lie));
          },
        });
        try {
          await (byInvoice ? payer.pay(invoice) : payer.payAddress(order));
          expect(wallet.paid).toHaveLength(1);
        } catch (error) {
          expect(error).toBeInstanceOf(UmaInvoiceError);
          expect((error as UmaInvoiceError).message).toMatch(/^[ -~]{1,500}$/);
        }
        for (const text of wallet.paid) {
          const asked = decodeLightningInvoice(text);
          expect(asked.network).toBe("bitcoin");
          expect(asked.payee).toBe(payee);
          expect(asked.expiresAt).toBeGreaterThanOrEqual(beforeExpiration + 10);
          expect(asked.amountMsat).toBeLessThanOrEqual(limit);
          // Of a rate that nobody has agreed on before, the limit is all that holds.
          expect(asked.amountMsat).toBeGreaterThan(0n);
        }
      },
    ),
    { numRuns: 500 },
  );
});
