import { expect, test } from "vitest";
import { decodeInvoice } from "../../../src/index.js";
import type { InvoiceToIssue } from "../../../src/x402/index.js";
import { expirationOf } from "../../../src/x402/paywall/binding.js";
import { createIssuer } from "../../../src/x402/paywall/invoices.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { fiveCents, shopInvoices } from "../../support/openShop.js";

const key = new Uint8Array(32).fill(7);
const offered = { resource: "https://example.com/weather", price: fiveCents, payTo: "$shop@vasp.com" };
const expiration = 1_735_689_600;
const random = (length: number) => new Uint8Array(length).fill(length);

/** What an issuer says of an invoice for a minute in an offer. */
async function issue(create = shopInvoices.create, payToIsDedicated?: boolean) {
  const invoices = { create, bindingKey: key };
  const now = () => expiration - 60;
  const issuer = createIssuer({
    invoices,
    now,
    random,
    ...(payToIsDedicated !== undefined && { payToIsDedicated }),
  });
  return issuer!.issue(offered, 60);
}

test("what is issued asks for what is offered, once, and is bound to it", async () => {
  const { umaInvoice } = await issue();
  const invoice = decodeInvoice(umaInvoice);
  expect(invoice).toMatchObject({
    receiverUma: "$shop@vasp.com",
    amount: 5n,
    receivingCurrency: fiveCents.currency,
    expiration,
    maxNumPayments: 1,
  });
  expect(invoice.invoiceUUID.replaceAll("-", "").slice(8, 12)).toBe("0505");
  expect(expirationOf(invoice.invoiceUUID, key, offered)).toBe(expiration);
});

test("whoever signs is told all that is to be signed, and nothing else", async () => {
  const asked: InvoiceToIssue[] = [];
  await issue((fields) => {
    asked.push(fields);
    return shopInvoices.create(fields);
  });
  expect(asked).toEqual([
    {
      receiverUma: "$shop@vasp.com",
      invoiceUUID: expect.any(String),
      amount: 5n,
      receivingCurrency: fiveCents.currency,
      expiration,
      maxNumPayments: 1,
    },
  ]);
});

test.each<[string, unknown, string, string]>([
  ["receiverUma", "$eve@vasp.com", "receiverUma", "$shop@vasp.com"],
  ["invoiceUUID", "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f", "invoiceUUID", "6774"],
  ["amount", 4n, "amount", "5"],
  ["amount", 5, "amount", "5"],
  ["expiration", expiration + 1, "expiration", "1735689600"],
  ["receivingCurrency", { ...fiveCents.currency, code: "EUR" }, "receivingCurrency.code", "USD"],
  ["receivingCurrency", undefined, "receivingCurrency.code", "USD"],
])("an invoice with another %s (%s) is not handed out", async (name, value, field, expected) => {
  const create = async (fields: InvoiceToIssue) => ({
    ...(await shopInvoices.create(fields)),
    [name]: value,
  });
  expectError(await rejectionOf(issue(create as never)), {
    code: "INVALID_OPTION",
    field: `invoice.${field}`,
    says: [`expected ${expected}`],
  });
});

test.each([
  [undefined, { invoiceOnly: true }],
  [false, { invoiceOnly: true }],
  [true, {}],
])(
  "an offer says that nothing but its invoice is taken, unless the address is dedicated: %s",
  async (dedicated, says) => {
    const { umaInvoice: _umaInvoice, ...rest } = await issue(shopInvoices.create, dedicated);
    expect(rest).toStrictEqual(says);
  },
);

test("nothing is issued without invoices, and the rest is checked all the same", () => {
  expect(createIssuer({})).toBeUndefined();
  expectRefusal(() => createIssuer({ now: 7 as never }), { code: "INVALID_OPTION", field: "now" });
});

test.each<[string, unknown]>([
  ["4 bytes", new Uint8Array(4)],
  ["6 bytes", new Uint8Array(6)],
  ["nothing", undefined],
])("a source of randomness that gives %s is refused", async (_what, given) => {
  const issuer = createIssuer({ invoices: shopInvoices, random: () => given as Uint8Array, now: () => 1 });
  expectError(await rejectionOf(issuer!.issue(offered, 60)), { code: "INVALID_OPTION", field: "random" });
});
