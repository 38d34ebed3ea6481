import { type ResourceConfig, x402ResourceServer } from "@x402/core/server";
import type { PaymentPayload, PaymentRequirements, SchemeNetworkServer } from "@x402/core/types";
import { describe, expect, test } from "vitest";
import { decodeInvoice, verifyInvoice } from "../../../src/index.js";
import { memorySettlements } from "../../../src/x402/index.js";
import { expirationOf } from "../../../src/x402/paywall/binding.js";
import {
  type ExactUmaServerOptions,
  exactUmaFacilitator,
  exactUmaServer,
  type SchemeRequirements,
} from "../../../src/x402/scheme/index.js";
import { hex } from "../../support/bytes.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { bindingKey, fiveCents, shopInvoices, shopTerms } from "../../support/openShop.js";
import { beforeExpiration } from "../../support/sampleFields.js";
import { lightningPayment, shopSettlement } from "../../support/shopPayments.js";

const now = () => beforeExpiration;
const resourceInfo = { url: "https://example.com/weather" };
const route: ResourceConfig = {
  scheme: "exact",
  network: "uma:mainnet",
  payTo: "$shop@vasp.com",
  price: "$0.05",
};

/** The terms of the route, before the scheme has seen them. */
const terms: SchemeRequirements = { ...shopTerms, maxTimeoutSeconds: 60, extra: {} };

/** Another scheme, as another package may register it. */
const otherScheme: SchemeNetworkServer = {
  scheme: "exact",
  defaultAssetTransferMethod: "default",
  paymentFlows: { default: { supported: ["authorization"], default: "authorization" } },
  parsePrice: async () => ({ asset: "0x20", amount: "1" }),
  enhancePaymentRequirements: async (requirements) => requirements,
};

/** A resource server of the published package. */
async function serverOf(options: Partial<ExactUmaServerOptions> = {}) {
  const settlements = memorySettlements({ now });
  const shop = { currencies: [fiveCents.currency], settlements, invoices: shopInvoices, now, ...options };
  const uma = exactUmaFacilitator({ settlements, invoices: { bindingKey } });
  const facilitator = {
    ...uma,
    async getSupported() {
      const { kinds, ...rest } = await uma.getSupported();
      const kind = { x402Version: 2, scheme: "exact", network: "eip155:8453" } as const;
      return { ...rest, kinds: [...kinds, kind] };
    },
  };
  const server = new x402ResourceServer(facilitator)
    .register("uma:mainnet", exactUmaServer(shop))
    .register("eip155:8453", otherScheme);
  await server.initialize();
  return { server, settlements };
}

/** What the server offers to whoever has not paid. */
async function offersOf(
  options: Partial<ExactUmaServerOptions> = {},
  routes: readonly ResourceConfig[] = [route],
): Promise<PaymentRequirements[]> {
  const { server } = await serverOf(options);
  const requirements = await server.buildPaymentRequirementsFromOptions([...routes], {});
  return (await server.createPaymentRequiredResponse(requirements, resourceInfo, "Payment required")).accepts;
}

describe("an offer", () => {
  test("says what the route does, and what it is for", async () => {
    const [{ extra, ...terms } = expect.fail()] = await offersOf();
    expect(terms).toStrictEqual(shopTerms);
    expect(extra).toMatchObject({ resource: resourceInfo.url, paymentFlow: "upfront" });
  });

  test("has an invoice for just that", async () => {
    const [offer] = await offersOf({}, [{ ...route, maxTimeoutSeconds: 60 }]);
    const invoice = verifyInvoice(String(offer!.extra.umaInvoice), {
      publicKey: keys.first.publicKey,
      now: now(),
    });
    expect(invoice).toMatchObject({
      receiverUma: "$shop@vasp.com",
      amount: 5n,
      receivingCurrency: fiveCents.currency,
      expiration: beforeExpiration + 60,
      maxNumPayments: 1,
    });
  });

  test("has an invoice of its own", async () => {
    const [one] = await offersOf();
    const [other] = await offersOf();
    expect(one!.extra.umaInvoice).not.toBe(other!.extra.umaInvoice);
  });

  test("has its invoice from the sources of time and randomness that are given", async () => {
    const options = { random: (length: number) => new Uint8Array(length) };
    const [one] = await offersOf(options);
    const [other] = await offersOf(options);
    expect(one!.extra.umaInvoice).toBe(other!.extra.umaInvoice);
  });

  test("has an invoice that is valid now", async () => {
    const scheme = exactUmaServer({
      currencies: [fiveCents.currency],
      settlements: memorySettlements(),
      invoices: shopInvoices,
    });
    const [offer] = await scheme.enrichPaymentRequiredResponse({
      requirements: [terms],
      resourceInfo,
      error: "pay",
    });
    const invoice = verifyInvoice(String(offer!.extra.umaInvoice), { publicKey: keys.first.publicKey });
    expect(invoice.expiration).toBeLessThanOrEqual(Date.now() / 1000 + 60);
  });

  test("has no invoice where none are issued", async () => {
    const scheme = exactUmaServer({ currencies: [fiveCents.currency], settlements: memorySettlements() });
    const [offer] = await scheme.enrichPaymentRequiredResponse({
      requirements: [terms],
      resourceInfo,
      error: "pay",
    });
    expect(offer!.extra).toStrictEqual({ resource: resourceInfo.url });
  });

  test("gets no invoice while a payment is looked at", async () => {
    const { server } = await serverOf();
    const requirements = await server.buildPaymentRequirementsFromOptions([route], {});
    const [offer] = (await server.createPaymentRequiredResponse(requirements, resourceInfo)).accepts;
    expect(offer!.extra).toStrictEqual({ resource: resourceInfo.url, paymentFlow: "upfront" });
  });

  test("is made once, beside others", async () => {
    let issued = 0;
    const invoices = {
      bindingKey,
      create: (fields: Parameters<typeof shopInvoices.create>[0]) => {
        issued++;
        return shopInvoices.create(fields);
      },
    };
    const dearer = { ...route, price: { asset: "USD", amount: "10" } };
    const [cheap, dear] = await offersOf({ invoices }, [route, dearer]);
    expect([cheap!.amount, dear!.amount, issued]).toStrictEqual(["5", "10", 2]);
  });

  test("leaves those of other networks alone", async () => {
    const other: ResourceConfig = { scheme: "exact", network: "eip155:8453", payTo: "0x20", price: "$1" };
    const [first, second] = await offersOf({}, [other, route]);
    expect(first!.extra).toStrictEqual({});
    expect(second!.extra).toHaveProperty("umaInvoice");
  });
});

describe("an offer with an invoice", () => {
  test("says that the invoice alone counts", async () => {
    const [offer] = await offersOf();
    expect(offer!.extra.invoiceOnly).toBe(true);
  });

  test("does not say so where the address gets no other payments", async () => {
    const [offer] = await offersOf({ payToIsDedicated: true });
    expect(offer!.extra).not.toHaveProperty("invoiceOnly");
  });

  test.each([
    [{ request: { method: "DELETE" } }, "DELETE"],
    [{ request: {} }, undefined],
    [undefined, undefined],
  ])("is for the method of the request: %j", async (transportContext, method) => {
    const { server } = await serverOf();
    const built = await server.buildPaymentRequirementsFromOptions([route], {});
    const response = await server.createPaymentRequiredResponse(
      built,
      resourceInfo,
      "pay",
      {},
      transportContext,
    );
    const [{ extra } = expect.fail()] = response.accepts;
    expect(extra.method).toBe(method);
    const { invoiceUUID, expiration } = decodeInvoice(String(extra.umaInvoice));
    const offered = { resource: resourceInfo.url, price: fiveCents, payTo: "$shop@vasp.com" };
    const bound = { ...offered, ...(method !== undefined && { method }) };
    expect(expirationOf(invoiceUUID, hex(bindingKey), bound)).toBe(expiration);
  });

  test("that no payer could accept is refused", async () => {
    const scheme = exactUmaServer({
      currencies: [fiveCents.currency],
      settlements: memorySettlements(),
      invoices: shopInvoices,
    });
    const url = `https://example.com/${"a".repeat(6000)}`;
    const offering = scheme.enrichPaymentRequiredResponse({
      requirements: [terms],
      resourceInfo: { url },
      error: "pay",
    });
    expectError(await rejectionOf(offering), { code: "INVALID_FIELD", field: "resource" });
  });
});

describe("a route is refused", () => {
  test.each<[string, Partial<ResourceConfig>, string]>([
    ["whose receiver has no UMA address", { payTo: "0x20" }, "requirements.payTo"],
    ["whose price is in another currency", { price: "1 EUR" }, "price"],
    ["that names the resource of its own", { extra: { resource: "https://example.com/" } }, "extra.resource"],
    ["that names the method of its own", { extra: { method: "GET" } }, "extra.method"],
    ["that says of its own that the invoice counts", { extra: { invoiceOnly: true } }, "extra.invoiceOnly"],
    ["that has an invoice of its own", { extra: { umaInvoice: "uma1qq" } }, "extra.umaInvoice"],
  ])("%s", async (_name, changes, field) => {
    const { server } = await serverOf();
    const error = await rejectionOf(
      server.buildPaymentRequirementsFromOptions([{ ...route, ...changes }], {}),
    );
    expectError(error, { code: "INVALID_OPTION", field });
  });
});

test("a server knows the decimals of its currencies", async () => {
  const { server } = await serverOf({ currencies: [{ ...fiveCents.currency, decimals: 3 }] });
  expect(server.getAssetDecimalsForRequirements(terms)).toBe(3);
});

test("a server knows no decimals of other currencies", () => {
  const scheme = exactUmaServer({ currencies: [fiveCents.currency], settlements: memorySettlements() });
  expect(scheme.getAssetDecimals("EUR")).toBeUndefined();
});

describe("a payment", () => {
  /** Pays for an offer of a server. */
  async function pay() {
    const { server, settlements } = await serverOf();
    const built = await server.buildPaymentRequirementsFromOptions([route], {});
    const [requirements] = (await server.createPaymentRequiredResponse(built, resourceInfo)).accepts;
    const { preimage, paymentHash } = lightningPayment();
    settlements.settle(paymentHash, { ...shopSettlement, resource: resourceInfo.url });
    const payment: PaymentPayload = {
      x402Version: 2,
      accepted: requirements!,
      payload: { preimage },
    };
    return { server, settlements, requirements: requirements!, paymentHash, payment };
  }

  test("is settled before the handler, in the flow that the offer names", async () => {
    const { server, payment, requirements } = await pay();
    expect(server.getPaymentFlow(payment, requirements)).toBe("upfront");
  });

  test("is given back if the handler fails, and said to have failed", async () => {
    const { server, payment, requirements, settlements, paymentHash } = await pay();
    const settling = server.settlePayment(payment, requirements, {}, undefined, undefined, "before-handler");
    expect(await settling).toMatchObject({ success: true, transaction: paymentHash });
    const dispatcher = server.createPaymentCancellationDispatcher(payment, requirements, {}, undefined, [
      "before-handler",
    ]);
    expect(await dispatcher.cancel({ reason: "handler_failed", responseStatus: 500 })).toStrictEqual({
      success: false,
      errorReason: "resource_failed",
      transaction: "",
      network: "uma:mainnet",
    });
    expect(await settlements.reserve(paymentHash, "another", "claim")).toBe("yours");
  });

  test("is settled without a word of its claim to the client, and with all else that the facilitator says", async () => {
    const { settlements } = await pay();
    const scheme = exactUmaServer({ currencies: [fiveCents.currency], settlements });
    const said = async (extra: Record<string, unknown> | undefined) => {
      const result = { success: true, ...(extra && { extra }) };
      await scheme.schemeHooks.onAfterSettle({ paymentPayload: { payload: {} }, result });
      return result;
    };
    expect(await said({ claim: "c", other: 1 })).toEqual({ success: true, extra: { other: 1 } });
    expect(await said({ claim: "c" })).toEqual({ success: true });
    expect(await said({ other: 1 })).toEqual({ success: true, extra: { other: 1 } });
    expect(await said(undefined)).toEqual({ success: true });
  });

  test.each([3, 5])("is given back though the store does not answer %d times", async (times) => {
    const { settlements, payment, paymentHash } = await pay();
    settlements.reserve(paymentHash, "attempt", "claim");
    settlements.redeem(paymentHash, "claim");
    let asked = 0;
    const restore = async (...of: Parameters<typeof settlements.restore>) => {
      if (asked++ < times) throw new Error("no connection");
      await settlements.restore(...of);
    };
    const errors: unknown[] = [];
    const scheme = exactUmaServer({
      currencies: [fiveCents.currency],
      settlements: { restore },
      wait: async () => {},
      onError: (error) => errors.push(error),
    });
    const result = { success: true, extra: { claim: "claim" } };
    await scheme.schemeHooks.onAfterSettle({ paymentPayload: payment, result });
    const cancelling = scheme.schemeHooks.onBeforeSettle({
      phase: "cancel",
      paymentPayload: payment,
      requirements: terms,
    });
    await cancelling.catch(() => undefined);
    await expect.poll(() => asked).toBe(times + 1);
    await expect.poll(() => settlements.reserve(paymentHash, "another", "other")).toBe("yours");
    expect(errors).toEqual(times > 3 ? [new Error("no connection")] : []);
  });

  test("is given back after a moment, and not for ever if the store is gone", async () => {
    const { payment } = await pay();
    let asked = 0;
    const errors: unknown[] = [];
    const cancel = async (lasting: number, changes: Partial<ExactUmaServerOptions>) => {
      asked = 0;
      const restore = () => {
        if (asked++ < lasting) throw new Error("no connection");
      };
      const scheme = exactUmaServer({
        currencies: [fiveCents.currency],
        settlements: { restore },
        ...changes,
      });
      const result = { success: true, extra: { claim: "claim" } };
      await scheme.schemeHooks.onAfterSettle({ paymentPayload: payment, result });
      const failed = { phase: "cancel", paymentPayload: payment, requirements: terms };
      return scheme.schemeHooks.onBeforeSettle(failed);
    };
    expect(await cancel(1, {})).toMatchObject({ skip: true });
    expect(asked).toBe(2);
    const gone = cancel(99, { wait: async () => {}, onError: (error) => errors.push(error) });
    await expect(gone).rejects.toThrow("no connection");
    await expect.poll(() => errors).toHaveLength(2);
    expect(asked).toBe(13);
  });

  test("is not given back by a request that has not redeemed it", async () => {
    const { server, payment, requirements, settlements, paymentHash } = await pay();
    await server.settlePayment(payment, requirements, {}, undefined, undefined, "before-handler");
    const other = structuredClone(payment);
    await server
      .createPaymentCancellationDispatcher(other, requirements, {}, undefined, ["before-handler"])
      .cancel({ reason: "handler_failed" });
    expect(await settlements.reserve(paymentHash, "another", "claim")).toBe("redeemed");
  });

  test("that has been redeemed cannot be settled, and so gives nothing back", async () => {
    const { server, payment, requirements, settlements, paymentHash } = await pay();
    await server.settlePayment(payment, requirements, {}, undefined, undefined, "before-handler");
    const again = structuredClone(payment);
    const settling = server.settlePayment(again, requirements, {}, undefined, undefined, "before-handler");
    expect(await settling).toMatchObject({ success: false, errorReason: "duplicate_settlement" });
    await server
      .createPaymentCancellationDispatcher(again, requirements, {}, undefined, ["before-handler"])
      .cancel({ reason: "handler_failed" });
    expect(await settlements.reserve(paymentHash, "another", "claim")).toBe("redeemed");
  });
});

describe("an option that is not what it has to be is refused", () => {
  const settlements = memorySettlements();
  const currencies = [fiveCents.currency];
  test.each([
    ["wait", { settlements, currencies, wait: 1 }],
    ["onError", { settlements, currencies, onError: "log" }],
    ["currencies", undefined],
    ["currencies", { settlements, currencies: [] }],
    ["currencies", { settlements, currencies: "USD" }],
    ["currencies[0]", { settlements, currencies: ["USD"] }],
    ["currencies[1].code", { settlements, currencies: [fiveCents.currency, { decimals: 2 }] }],
    ["currencies[0].decimals", { settlements, currencies: [{ code: "USD" }] }],
    ["currencies[0].decimals", { settlements, currencies: [{ code: "USD", decimals: -1 }] }],
    ["currencies[0].decimals", { settlements, currencies: [{ code: "USD", decimals: 0.5 }] }],
    ["currencies[0].decimals", { settlements, currencies: [{ code: "USD", decimals: 31 }] }],
    ["currencies[0].code", { settlements, currencies: [{ ...fiveCents.currency, code: "U".repeat(9000) }] }],
    ["settlements.restore", { currencies, settlements: {} }],
    ["payToIsDedicated", { currencies, settlements, payToIsDedicated: 1 }],
    ["now", { currencies, settlements, now: 1 }],
    ["random", { currencies, settlements, random: 1 }],
    ["invoices", { currencies, settlements, invoices: 1 }],
    ["invoices.create", { currencies, settlements, invoices: { bindingKey } }],
    ["invoices.bindingKey", { currencies, settlements, invoices: { ...shopInvoices, bindingKey: "2b" } }],
  ])("%s", (field, options) => {
    const call = () => exactUmaServer(options as unknown as ExactUmaServerOptions);
    expectRefusal(call, { code: "INVALID_OPTION", field });
  });
});
