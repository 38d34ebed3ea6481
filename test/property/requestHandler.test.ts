import fc from "fast-check";
import { expect, test } from "vitest";
import { createRequestHandler } from "../../src/request/index.js";
import { signedForeignInvoice } from "../support/arbitraries.js";
import { wrap } from "../support/bech32.js";
import { keyResolverOf } from "../support/keyResolverOf.js";
import { keys } from "../support/keys.js";
import { post } from "../support/postInvoice.js";
import { tlv } from "../support/rawInvoice.js";

const invoice = signedForeignInvoice.map(({ records }) => wrap(tlv(records)));
const keyResolver = keyResolverOf(keys.first);

const body = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.json(),
  fc.string({ unit: "binary" }),
  fc.anything().map((value) => safeJson({ invoice: value })),
  invoice.map((text) => JSON.stringify({ invoice: text })),
  fc
    .tuple(invoice, fc.nat())
    .map(([text, at]) => JSON.stringify({ invoice: text.slice(0, at % text.length) })),
);

test("whatever is posted is answered in the protocol's words, and nothing is handed on unless the answer is OK", async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(body, async (content) => {
      let handedOn = 0;
      const handler = createRequestHandler({
        hosted: () => true,
        keyResolver,
        onInvoice: () => {
          handedOn++;
        },
        now: () => 0,
        maxLifetimeSeconds: 2 ** 32,
      });
      const response = await handler(post(content));
      const answer = await response.json();
      taken += handedOn;
      expect(handedOn).toBe(response.status === 200 ? 1 : 0);
      if (response.status === 200) expect(answer).toEqual({ status: "OK" });
      else {
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
        expect(answer).toEqual({
          status: "ERROR",
          code: expect.stringMatching(/^[A-Z_]+$/),
          reason: expect.stringMatching(/^[ -~]{1,400}$/),
        });
      }
    }),
    { numRuns: 500 },
  );
  expect(taken).toBeGreaterThan(0);
});

function safeJson(value: unknown): string {
  return JSON.stringify(value, (_name, part) => (typeof part === "bigint" ? `${part}` : part)) ?? "";
}
