import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { bindInvoice, expirationOf, type Offered } from "../../../src/x402/paywall/binding.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { fiveCents } from "../../support/openShop.js";

const key = new Uint8Array(32).fill(7);
const nonce = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff);
const offered: Offered = { resource: "https://example.com/", price: fiveCents, payTo: "$shop@vasp.com" };
const expiration = 0xfedc_ba98;

test("the UUID is one of version 8, with expiration and nonce in the clear", () => {
  expect(bindInvoice(key, offered, expiration, nonce)).toMatch(
    /^fedcba98-ffff-8fff-bf[\da-f]{2}-[\da-f]{12}$/,
  );
});

test("its last seven bytes are an HMAC with SHA-256, as Node.js's own OpenSSL reckons it", () => {
  const bound = '["fedcba98ffff8fffbf","https://example.com/","5","USD","$shop@vasp.com","GET","",""]';
  const code = createHmac("sha256", key).update(bound).digest("hex").slice(0, 14);
  expect(bindInvoice(key, offered, expiration, nonce).replaceAll("-", "").slice(18)).toBe(code);
});

test("the expiration comes back with what was bound", () => {
  expect(expirationOf(bindInvoice(key, offered, expiration, nonce), key, offered)).toBe(expiration);
});

test.each([2 ** 32, 1_735_689_600_000, -1])(
  "an expiration of %i, which its 4 bytes cannot hold, is refused",
  (beyond) => {
    expectRefusal(() => bindInvoice(key, offered, beyond, nonce), {
      code: "INVALID_OPTION",
      field: "expiration",
      says: ["Unix time in seconds, before 2106"],
    });
  },
);

test("the letters of the receiver's address may be in either case", () => {
  const bound = bindInvoice(key, offered, expiration, nonce);
  expect(expirationOf(bound, key, { ...offered, payTo: "$Shop@VASP.com" })).toBe(expiration);
});

test.each<[string, Partial<Offered>]>([
  ["resource", { resource: "https://example.com/other" }],
  ["amount", { price: { ...fiveCents, amount: 6n } }],
  ["currency", { price: { ...fiveCents, currency: { ...fiveCents.currency, code: "EUR" } } }],
  ["receiver", { payTo: "$bob@vasp.com" }],
  ["method", { method: "HEAD" }],
  ["body", { body: "ab".repeat(32) }],
  ["bound text", { bound: "de" }],
])("nothing comes back for another %s", (_name, changes) => {
  const bound = bindInvoice(key, offered, expiration, nonce);
  expect(expirationOf(bound, key, { ...offered, ...changes })).toBeUndefined();
});

test("nothing comes back for what is bound in another place", () => {
  const bound = bindInvoice(key, { ...offered, bound: "de" }, expiration, nonce);
  expect(expirationOf(bound, key, { ...offered, body: "de" })).toBeUndefined();
});

test("nothing comes back for another key", () => {
  const bound = bindInvoice(key, offered, expiration, nonce);
  expect(expirationOf(bound, new Uint8Array(32), offered)).toBeUndefined();
});

test.each(Array.from({ length: 32 }, (_, at) => at))("nothing comes back with digit %i changed", (at) => {
  const digits = bindInvoice(key, offered, expiration, nonce).replaceAll("-", "");
  const other = (Number.parseInt(digits[at]!, 16) ^ 1).toString(16);
  expect(expirationOf(digits.slice(0, at) + other + digits.slice(at + 1), key, offered)).toBeUndefined();
});

test("nothing comes back of what is no UUID", () => {
  expect(expirationOf("none", key, offered)).toBeUndefined();
});
