import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeInvoice, isExpired } from "../../src/index.js";
import { foreignInvoice, signedForeignInvoice } from "../support/arbitraries.js";
import { wrap } from "../support/bech32.js";
import { isAccepted } from "../support/isAccepted.js";
import { keys } from "../support/keys.js";
import { tlv } from "../support/rawInvoice.js";
import { runCli } from "../support/runCli.js";

/** What a terminal would obey, or show nothing for. */
const unsafe = /(?![ \n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;
const manners = fc.constantFrom([], ["--tlv"], ["--json"], ["--json", "--tlv"]);
const columns = fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined });
const foreignText = foreignInvoice.map(({ records }) => wrap(tlv(records)));

test("whatever an invoice holds, it is decoded, and nothing of it harms a terminal of any width", async () => {
  await fc.assert(
    fc.asyncProperty(foreignText, manners, columns, async (text, options, columns) => {
      const world = { env: { NO_COLOR: "1" }, ...(columns !== undefined && { columns }) };
      const { code, stdout, stderr } = await runCli(["decode", ...options, text], world);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).not.toMatch(unsafe);
    }),
    { numRuns: 500 },
  );
});

test("whatever an invoice holds, --json says it exactly", async () => {
  await fc.assert(
    fc.asyncProperty(foreignText, async (text) => {
      const { stdout } = await runCli(["decode", "--json", text]);
      const { receivingCurrency, amount } = JSON.parse(stdout).invoice;
      const invoice = decodeInvoice(text);
      expect({ receivingCurrency, amount: BigInt(amount) }).toEqual({
        receivingCurrency: invoice.receivingCurrency,
        amount: invoice.amount,
      });
    }),
  );
});

test("whatever is given for an invoice, it is decoded or refused in words that harm no terminal", async () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: "binary" }).map((text) => `uma1${text}`),
    fc.string({ unit: "binary" }).map((text) => `uma:${text}`),
    fc.string({ unit: "binary" }).map((text) => `https://${text}`),
    fc.uint8Array({ maxLength: 100 }).map((bytes) => wrap(bytes)),
  );
  await fc.assert(
    fc.asyncProperty(anything, manners, async (text, options) => {
      const { code, stdout, stderr } = await runCli(["decode", ...options, "-"], { stdin: `${text}\numa1` });
      expect([1, 2]).toContain(code);
      expect(stdout + stderr).not.toMatch(unsafe);
    }),
    { numRuns: 500 },
  );
});

test("lines come out the same however they are cut into chunks", async () => {
  const lines = fc.array(fc.oneof(foreignText, fc.string({ unit: "binary" })), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(lines, fc.integer({ min: 1, max: 50 }), async (lines, size) => {
      const bytes = new TextEncoder().encode(lines.join("\n"));
      async function* chunks() {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      }
      const options = ["decode", "--json", "-"];
      expect(await runCli(options, { stdin: chunks() })).toEqual(await runCli(options, { stdin: bytes }));
    }),
  );
});

test("verify passes just what decodes, is signed with the key and has not expired, whole or damaged", async () => {
  const damage = fc.option(fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) }));
  const key = fc.constantFrom(keys.first.publicKey, keys.second.publicKey);
  const moment = fc.integer({ min: 0, max: 2 ** 33 });
  await fc.assert(
    fc.asyncProperty(
      signedForeignInvoice,
      damage,
      key,
      moment,
      async ({ records }, damage, publicKey, now) => {
        const bytes = tlv(records);
        if (damage) bytes[damage.at % bytes.length] = damage.byte;
        const text = wrap(bytes);
        const { code } = await runCli(["verify", text, "--key", publicKey, "--at", String(now)]);
        const isValid = isAccepted(text, publicKey) && !isExpired(decodeInvoice(text), new Date(now * 1000));
        expect(code).toBe(isValid ? 0 : 1);
      },
    ),
    { numRuns: 500 },
  );
});
