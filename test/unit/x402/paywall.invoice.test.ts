import { describe, expect, test } from "vitest";
import { createInvoice, createInvoiceAsync, type Invoice, verifyInvoice } from "../../../src/index.js";
import {
  createPaywall,
  decodePaymentRequired,
  type InvoiceToIssue,
  type PaywallOptions,
} from "../../../src/x402/index.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { secp256k1 } from "../../support/nativeEcdsa.js";
import { bindingKey, fiveCents, openShop, refusalOf, shopOptions, shopUrl } from "../../support/openShop.js";
import { beforeExpiration } from "../../support/sampleFields.js";

const url = shopUrl;

describe("the invoice", () => {
  test("verifies with the key of the receiver's VASP, and asks for just the price", async () => {
    const shop = openShop();
    const { offer } = await shop.offerOf((await refusalOf(shop, new Request(url))).response);
    const { publicKey } = keys.first;
    expect(verifyInvoice(offer.extra!.umaInvoice!, { publicKey, now: beforeExpiration })).toMatchObject({
      receiverUma: "$shop@vasp.com",
      amount: 5n,
      receivingCurrency: fiveCents.currency,
      maxNumPayments: 1,
    });
  });

  test("is valid for as long as the payment may take", async () => {
    const shop = openShop({ maxTimeoutSeconds: 60, now: () => beforeExpiration + 0.9 });
    const { offer, invoice } = await shop.offerOf((await refusalOf(shop, new Request(url))).response);
    expect([offer.maxTimeoutSeconds, invoice.expiration]).toEqual([60, beforeExpiration + 60]);
  });

  test("is another one for each request", async () => {
    const shop = openShop();
    const [one, other] = await Promise.all(
      [1, 2].map(async () => shop.offerOf((await refusalOf(shop, new Request(url))).response)),
    );
    expect(one!.invoice.invoiceUUID).not.toBe(other!.invoice.invoiceUUID);
  });

  test("takes its randomness from where it is told to", async () => {
    const shop = openShop({ random: (length) => new Uint8Array(length).fill(0xff) });
    const { invoice } = await shop.offerOf((await refusalOf(shop, new Request(url))).response);
    expect(invoice.invoiceUUID).toMatch(/^[\da-f]{8}-ffff-8fff-bf[\da-f]{2}-[\da-f]{12}$/);
  });

  test("may be signed elsewhere", async () => {
    const kms = {
      sign: async (digest: Uint8Array) =>
        secp256k1.ecdsaSign(digest, Buffer.from(keys.second.secretKey, "hex")).signature,
    };
    const create: NonNullable<PaywallOptions["invoices"]>["create"] = (fields) =>
      createInvoiceAsync({ ...fields, isSubjectToTravelRule: true, callback: "https://vasp.com/" }, kms);
    const shop = openShop({ invoices: { create, bindingKey } });
    const { offer } = await shop.offerOf((await refusalOf(shop, new Request(url))).response);
    const { publicKey } = keys.second;
    expect(verifyInvoice(offer.extra!.umaInvoice!, { publicKey, now: beforeExpiration }).amount).toBe(5n);
  });

  test("is left out where there is nobody to sign it", async () => {
    const { invoices: _invoices, ...plain } = shopOptions;
    const { response } = await refusalOf({ paywall: createPaywall(plain) }, new Request(url));
    const { error, accepts } = decodePaymentRequired(await response.text());
    expect([error, accepts[0]!.extra]).toStrictEqual(["payment is required", { paymentFlow: "upfront" }]);
  });

  test.each<[string, object]>([
    ["receiverUma", { receiverUma: "$bob@vasp.com" }],
    ["invoiceUUID", { invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f" }],
    ["amount", { amount: 4n }],
    ["expiration", { expiration: beforeExpiration }],
    ["receivingCurrency.code", { receivingCurrency: { ...fiveCents.currency, code: "EUR" } }],
  ])("that asks for another %s is not handed out", async (field, changes) => {
    const create: NonNullable<PaywallOptions["invoices"]>["create"] = (fields) =>
      createInvoice(
        { ...fields, isSubjectToTravelRule: true, callback: "https://vasp.com/", ...changes },
        keys.first.secretKey,
      );
    const shop = openShop({ invoices: { create, bindingKey } });
    const error = await rejectionOf(shop.paywall.admit(new Request(url)));
    expectError(error, { code: "INVALID_OPTION", field: `invoice.${field}` });
  });
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a text", "uma1"],
  ["another object", {}],
])("%s for an invoice is not handed out", async (_name, made) => {
  const shop = openShop({ invoices: { create: () => made as Invoice, bindingKey } });
  const error = await rejectionOf(shop.paywall.admit(new Request(url)));
  expectError(error, { code: "INVALID_OPTION", field: "invoice.receiverUma" });
});

test("an invoice without a currency is not handed out", async () => {
  const create = (fields: InvoiceToIssue) => ({ ...fields, receivingCurrency: undefined }) as never;
  const shop = openShop({ invoices: { create, bindingKey } });
  const error = await rejectionOf(shop.paywall.admit(new Request(url)));
  expectError(error, { code: "INVALID_OPTION", field: "invoice.receivingCurrency.code" });
});

test("a clock in milliseconds is refused before anything is offered", async () => {
  const shop = openShop({ now: () => beforeExpiration * 1000 });
  const error = await rejectionOf(shop.paywall.admit(new Request(url)));
  expectError(error, { code: "INVALID_OPTION", field: "now" });
});
