import { describe, expect, test } from "vitest";
import { createInvoice } from "../../../src/index.js";
import {
  createPaywall,
  decodePaymentRequired,
  encodePayment,
  type Payment,
  type PaywallOptions,
} from "../../../src/x402/index.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import {
  bindingKey,
  fiveCents,
  openShop,
  refusalOf,
  shopInvoices,
  shopOptions,
  shopUrl,
} from "../../support/openShop.js";

const url = shopUrl;

describe("what no payer could accept", () => {
  function isRefused(call: () => unknown): boolean {
    try {
      call();
      return false;
    } catch {
      return true;
    }
  }

  test.each<[string, Partial<PaywallOptions>]>([
    ["description", { description: "d".repeat(7000) }],
    ["description", { description: "d".repeat(4500) }],
    ["description", { description: "\u20ac".repeat(2000) }],
    ["mimeType", { mimeType: "m".repeat(7000) }],
    ["origin", { origin: `https://${"a".repeat(60)}.${"b.".repeat(2500)}com` }],
    [
      "price.currency.code",
      { price: { ...fiveCents, currency: { ...fiveCents.currency, code: "U".repeat(300) } } },
    ],
    [
      "price.currency.name",
      { price: { ...fiveCents, currency: { ...fiveCents.currency, name: "U".repeat(300) } } },
    ],
    ["price.currency.name", { price: { amount: 1n, currency: { code: "USD" } as never } }],
    ["price.amount", { price: { ...fiveCents, amount: 2n ** 63n } }],
    ["payTo", { payTo: `$shop@${`${"a".repeat(60)}.`.repeat(5)}com` }],
  ])("is refused when the paywall is made: %s", (field, changes) => {
    expectRefusal(() => createPaywall({ ...shopOptions, ...changes }), { code: "INVALID_OPTION", field });
  });

  test("is refused where there are no invoices, too", () => {
    const { invoices: _invoices, ...plain } = shopOptions;
    const price = { amount: 5n, currency: { ...fiveCents.currency, code: "U".repeat(7000) } };
    expectRefusal(() => createPaywall({ ...plain, price }), {
      code: "INVALID_OPTION",
      field: "price.currency.code",
    });
  });

  test("is less than what a seller may say", async () => {
    const shop = openShop({ description: "d".repeat(2000) });
    const { response } = await refusalOf(shop, new Request(url));
    const required = decodePaymentRequired(response.headers.get("payment-required")!);
    const payment: Payment = {
      ...required,
      scheme: "exact",
      network: "uma",
      payload: { preimage: "07".repeat(32) },
      accepted: required.accepts[0]!,
    };
    expect(encodePayment(payment).length).toBeLessThanOrEqual(8000);
  });

  test("is a URL of 12 kB, which gets an answer that says so, and no invoice", async () => {
    let issued = 0;
    const create: typeof shopInvoices.create = (fields) => {
      issued++;
      return shopInvoices.create(fields);
    };
    const shop = openShop({ invoices: { create, bindingKey } });
    const { response, reason } = await refusalOf(shop, new Request(`${url}&${"a".repeat(12_000)}`));
    expect([response.status, reason, issued]).toEqual([414, undefined, 0]);
    expect(await response.json()).toEqual({ error: "the URL is too long to be paid for" });
  });

  test("is a URL that leaves no room for the invoice", async () => {
    let issued = 0;
    const create: typeof shopInvoices.create = (fields) => {
      issued++;
      return shopInvoices.create(fields);
    };
    const { paywall } = openShop({ invoices: { create, bindingKey } });
    const statuses = new Set<string>();
    for (let length = 3000; length < 6000; length += 100) {
      issued = 0;
      const { response } = await refusalOf({ paywall }, new Request(`${url}&${"a".repeat(length)}`));
      statuses.add(`${response.status} ${issued}`);
    }
    expect([...statuses]).toEqual(["402 1", "414 1", "414 0"]);
  });

  test("is an invoice with too much in it: that is the seller's", async () => {
    const create: typeof shopInvoices.create = (fields) =>
      createInvoice(
        {
          ...fields,
          isSubjectToTravelRule: false,
          callback: "https://vasp.com/".padEnd(255, "a"),
          requiredPayerData: { ["a".repeat(250)]: { mandatory: true } },
          senderUma: `$${"a".repeat(64)}@${`${"b".repeat(60)}.`.repeat(2)}com`,
        },
        keys.first.secretKey,
      );
    // The longest that still leaves room for what invoices have in them as a rule.
    let description = "d".repeat(4500);
    const open = () => openShop({ invoices: { create, bindingKey }, description });
    while (isRefused(open)) description = description.slice(10);
    const shop = open();
    expectError(await rejectionOf(shop.paywall.admit(new Request(url))), {
      code: "INVALID_OPTION",
      field: "offer",
    });
  });
});
