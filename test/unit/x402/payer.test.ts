import { describe, expect, test, vi } from "vitest";
import { createInvoice } from "../../../src/index.js";
import { PaymentUnknownError, settlePayment } from "../../../src/pay/index.js";
import { createPaywall, createUmaFetch, memorySettlements, receiptOf } from "../../../src/x402/index.js";
import { exactUmaClient } from "../../../src/x402/scheme/index.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keyResolverOf } from "../../support/keyResolverOf.js";
import { keys } from "../../support/keys.js";
import { requiredFields } from "../../support/sampleFields.js";
import { sellWeather, weatherPreimage } from "../../support/sellWeather.js";
import { bob, vaspTime as now, twoVasps } from "../../support/twoVasps.js";

const payment = { preimage: weatherPreimage } as never;
const payerOf = () => ({ pay: vi.fn(async () => payment), payAddress: vi.fn(async () => payment) });

describe("a payer", () => {
  test("pays the invoice of an offer", async () => {
    const pay = payerOf();
    const { umaFetch, url } = await sellWeather({ client: { pay } });
    expect((await umaFetch(url)).status).toBe(200);
    expect(pay.pay.mock.calls).toMatchObject([
      [{ receiverUma: "$bob@vasp2.com", amount: 1000n }, { signal: {} }],
    ]);
    expect(pay.payAddress).not.toHaveBeenCalled();
  });

  test("pays the address of an offer without an invoice", async () => {
    const pay = payerOf();
    const maxAmount = { USD: { amount: 1000n, decimals: 2 } };
    const { umaFetch, url } = await sellWeather({ invoice: "none", client: { pay, maxAmount } });
    expect((await umaFetch(url)).status).toBe(200);
    expect(pay.payAddress.mock.calls).toMatchObject([
      [
        { umaAddress: requiredFields.receiverUma, amount: 1000n, currency: "USD", decimals: 2 },
        { signal: {} },
      ],
    ]);
  });

  test("is called on itself", async () => {
    class Wallet {
      readonly payments = [payment];
      async pay() {
        return this.payments[0]!;
      }
      async payAddress() {
        return this.payments[0]!;
      }
    }
    const { umaFetch, url } = await sellWeather({ client: { pay: new Wallet() } });
    expect((await umaFetch(url)).status).toBe(200);
  });

  test("that does not know what came of a payment is not said to have failed", async () => {
    const unknown = new PaymentUnknownError({ id: "invoice/1", paymentHash: "00".repeat(32) });
    const pay = { ...payerOf(), pay: () => Promise.reject(unknown) };
    const { umaFetch, url, paidRequests } = await sellWeather({ client: { pay } });
    expect(await rejectionOf(umaFetch(url))).toBe(unknown);
    expect(paidRequests()).toEqual([]);
  });

  test("that refuses has paid nothing", async () => {
    const pay = { ...payerOf(), pay: () => Promise.reject(new Error("too dear")) };
    const { umaFetch, url } = await sellWeather({ client: { pay } });
    expect(await rejectionOf(umaFetch(url))).toMatchObject({
      code: "PAYMENT_FAILED",
      cause: new Error("too dear"),
    });
  });

  test.each([
    ["createUmaFetch", createUmaFetch],
    ["exactUmaClient", exactUmaClient],
  ])("that cannot pay addresses is none to %s", (_, make) => {
    const options = {
      pay: { pay: async () => payment },
      maxAmount: {},
      keyResolver: keyResolverOf(keys.first),
    };
    expectError(
      errorOf(() => make(options as never)),
      { code: "INVALID_OPTION", field: "pay.payAddress" },
    );
  });
});

describe.each([["by invoice"], ["by address"]])("two VASPs, a shop and an agent: %s", (branch) => {
  const byInvoice = branch === "by invoice";

  test("what is bought is paid over the handshake, told to the shop, and served once", async () => {
    const settlements = memorySettlements({ now });
    const { payer, node, payments, fetch, invoices, keyResolver } = twoVasps();
    const shop = createPaywall({
      price: { amount: 5n, currency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 } },
      payTo: bob,
      settlements,
      payToIsDedicated: !byInvoice,
      now,
      ...(byInvoice && {
        invoices: {
          bindingKey: "2b".repeat(32),
          create(fields) {
            const invoice = createInvoice(
              { ...fields, isSubjectToTravelRule: true, callback: "https://vasp2.com/uma/payreq" },
              keys.second.secretKey,
            );
            invoices.set(invoice.invoiceUUID, invoice);
            return invoice;
          },
        },
      }),
    }).protect(() => new Response("sunny"));

    const buy = createUmaFetch({
      pay: {
        pay: async (invoice, options) => told(await payer.pay(invoice, options)),
        payAddress: async (order, options) => told(await payer.payAddress(order, options)),
      },
      maxAmount: { USD: { amount: 5n, decimals: 2 } },
      keyResolver,
      now,
      fetch: (url, init) => {
        const request = new Request(url as string, init as RequestInit);
        return request.url.startsWith("https://shop.com/") ? shop(request) : fetch(url, init);
      },
    });
    /** The receiver's node tells its VASP, which tells the shop. */
    async function told<Paid extends { readonly paymentHash: string }>(paid: Paid): Promise<Paid> {
      await settlePayment(paid.paymentHash, { payments, settlements, settledAt: now() });
      return paid;
    }

    const response = await buy("https://shop.com/weather");
    expect([response.status, await response.text()]).toEqual([200, "sunny"]);
    expect(node.paid).toHaveLength(1);
    const { preimage } = receiptOf(response)!;
    expect(preimage).toMatch(/^[\da-f]{64}$/);
    await (await buy("https://shop.com/weather")).text();
    expect(node.paid).toHaveLength(2);
  });
});
