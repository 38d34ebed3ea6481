import { expect, test } from "vitest";
import { type Binding, bindInvoice, refusalOf, type Sold } from "../../../src/x402/paywall/binding.js";
import type { Settlement } from "../../../src/x402/settlements/settlement.js";
import { fiveCents } from "../../support/openShop.js";

const bindingKey = new Uint8Array(32).fill(7);
const expiration = 1_704_067_200;
const offered: Sold = { resource: "https://example.com/weather", price: fiveCents, payTo: "$shop@vasp.com" };
const invoiceUUID = bindInvoice(bindingKey, offered, expiration, new Uint8Array(5));
const bare: Settlement = {
  receiverUma: "$shop@vasp.com",
  amount: 5n,
  currency: "USD",
  settledAt: expiration,
};
const invoiced: Settlement = { ...bare, invoiceUUID };
const named: Settlement = { ...bare, resource: offered.resource };
const binding: Binding = { bindingKey, payToIsDedicated: false, graceSeconds: 60 };

test.each<[string, Settlement, Sold]>([
  ["by the invoice", invoiced, offered],
  ["by the resource", named, offered],
  ["by the resource, for HEAD as for GET", named, { ...offered, method: "HEAD" }],
  ["by resource and method", { ...named, method: "DELETE" }, { ...offered, method: "DELETE" }],
  ["by the resource, for GET that was named", { ...named, method: "GET" }, offered],
  ["by both", { ...invoiced, resource: offered.resource }, offered],
  ["to another spelling of the address", { ...named, receiverUma: "$Shop@VASP.com" }, offered],
])("what is offered is paid %s", (_how, settlement, sold) => {
  expect(refusalOf(settlement, sold, binding)).toBeUndefined();
});

test.each<[string, Settlement, Partial<Sold>]>([
  ["wrong_receiver", { ...named, receiverUma: "$eve@vasp.com" }, {}],
  ["wrong_currency", { ...named, currency: "EUR" }, {}],
  ["wrong_currency", { ...named, currency: "usd" }, {}],
  ["wrong_amount", { ...named, amount: 4n }, {}],
  ["wrong_amount", { ...named, amount: 6n }, {}],
  ["wrong_resource", { ...named, resource: "https://example.com/" }, {}],
  ["wrong_resource", { ...invoiced, resource: "https://example.com/" }, {}],
  ["wrong_resource", { ...bare, invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f" }, {}],
  ["wrong_resource", invoiced, { method: "DELETE" }],
  ["unbound_payment", bare, {}],
  ["unbound_payment", named, { method: "DELETE" }],
  ["unbound_payment", { ...named, method: "DELETE" }, {}],
  ["unbound_payment", { ...named, method: "POST" }, { method: "HEAD" }],
  ["unbound_payment", { ...named, method: "HEAD" }, {}],
  ["unbound_payment", named, { body: "ab".repeat(32) }],
  ["unbound_payment", named, { bound: "de" }],
])("%s: what is offered is not paid (%#)", (reason, settlement, changes) => {
  expect(refusalOf(settlement, { ...offered, ...changes }, binding)).toBe(reason);
});

test.each([
  [0, undefined],
  [60, undefined],
  [60.5, "late_payment"],
  [61, "late_payment"],
])("an invoice is paid %f seconds after it has expired: %s", (late, reason) => {
  expect(refusalOf({ ...invoiced, settledAt: expiration + late }, offered, binding)).toBe(reason);
});

test("a payment to an address that is for nothing else names nothing, and still has to be right", () => {
  const dedicated = { ...binding, payToIsDedicated: true };
  expect(refusalOf(bare, { ...offered, method: "DELETE", body: "ab" }, dedicated)).toBeUndefined();
  expect(refusalOf({ ...bare, amount: 4n }, offered, dedicated)).toBe("wrong_amount");
  expect(refusalOf({ ...bare, resource: "https://example.com/" }, offered, dedicated)).toBe("wrong_resource");
  const other = { ...bare, invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f" };
  expect(refusalOf(other, offered, dedicated)).toBe("wrong_resource");
});

test("whoever issues no invoices knows none again", () => {
  expect(refusalOf(invoiced, offered, { payToIsDedicated: false, graceSeconds: 60 })).toBe("wrong_resource");
});
