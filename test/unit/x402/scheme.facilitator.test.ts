import { createHash } from "node:crypto";
import { x402Facilitator } from "@x402/core/facilitator";
import { x402ResourceServer } from "@x402/core/server";
import { describe, expect, test } from "vitest";
import { type Hold, memorySettlements, type Settlement } from "../../../src/x402/index.js";
import { bindInvoice } from "../../../src/x402/paywall/binding.js";
import {
  type ExactUmaFacilitatorOptions,
  exactUmaFacilitator,
  type SchemeRequirements,
} from "../../../src/x402/scheme/index.js";
import { hex } from "../../support/bytes.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { bindingKey, fiveCents, shopTerms } from "../../support/openShop.js";
import { beforeExpiration } from "../../support/sampleFields.js";
import { lightningPayment } from "../../support/shopPayments.js";

const payTo = "$shop@vasp.com";
const resource = "https://example.com/weather";

/** What the server asks for. */
const requirements: SchemeRequirements = { ...shopTerms, extra: { resource } };

const requirements1 = {
  scheme: "exact",
  network: "uma",
  maxAmountRequired: "5",
  asset: "USD",
  payTo,
  maxTimeoutSeconds: 300,
  resource,
} as unknown as SchemeRequirements;

/** What the VASP says of a payment of an invoice that was issued for it. */
const settlement: Settlement = {
  receiverUma: payTo,
  amount: 5n,
  currency: "USD",
  settledAt: beforeExpiration + 10,
  invoiceUUID: bindInvoice(
    hex(bindingKey),
    { resource, price: fiveCents, payTo },
    beforeExpiration + 300,
    hex("0102030405"),
  ),
};

/** A payment, with what the VASP says of it. */
function settled(changes: Partial<Settlement> = {}, options: Partial<ExactUmaFacilitatorOptions> = {}) {
  const settlements = memorySettlements({ now: () => beforeExpiration });
  const { preimage, paymentHash } = lightningPayment();
  settlements.settle(paymentHash, { ...settlement, ...changes });
  const facilitator = exactUmaFacilitator({
    settlements,
    invoices: { bindingKey },
    maxWaitSeconds: 0,
    ...options,
  });
  return { facilitator, settlements, paymentHash, payment: paymentOf(preimage) };
}

function paymentOf(preimage: string, x402Version = 2) {
  return { x402Version, payload: { preimage }, accepted: requirements };
}

describe("a payment of what is offered", () => {
  test("is valid", async () => {
    const { facilitator, payment } = settled();
    expect(await facilitator.verify(payment, requirements)).toStrictEqual({ isValid: true });
  });

  test("is left as it is by verify", async () => {
    const { facilitator, settlements, payment, paymentHash } = settled();
    await facilitator.verify(payment, requirements);
    expect(await settlements.reserve(paymentHash, "attempt", "claim")).toBe("yours");
  });

  test("is settled under its payment hash", async () => {
    const { facilitator, payment, paymentHash } = settled();
    expect(await facilitator.settle(payment, requirements)).toStrictEqual({
      success: true,
      transaction: paymentHash,
      network: "uma:mainnet",
    });
  });

  test("is settled once", async () => {
    const { facilitator, payment } = settled();
    await facilitator.settle(payment, requirements);
    expect(await facilitator.settle(payment, requirements)).toStrictEqual({
      success: false,
      errorReason: "duplicate_settlement",
      errorMessage: "the payment has been redeemed already",
      transaction: "",
      network: "uma:mainnet",
    });
  });

  test("is settled for one of many requests at the same time", async () => {
    const { facilitator, payment } = settled();
    const results = await Promise.all(
      Array.from({ length: 50 }, () => facilitator.settle(payment, requirements)),
    );
    expect(results.filter(({ success }) => success)).toHaveLength(1);
  });

  test("counts for a preimage in upper case", async () => {
    const { facilitator, payment } = settled();
    const shouted = paymentOf(payment.payload.preimage.toUpperCase());
    expect(await facilitator.verify(shouted, requirements)).toStrictEqual({ isValid: true });
  });

  test("is not settled on any other word of the store than yours", async () => {
    const { settlements, payment } = settled();
    const redeem = () => true as unknown as Hold;
    const { facilitator } = settled({}, { settlements: { ...settlements, redeem } });
    expect(await facilitator.settle(payment, requirements)).toMatchObject({ success: false });
  });

  test("without an invoice counts at an address that gets no other", async () => {
    const { invoiceUUID: _, ...unbound } = settlement;
    const settlements = memorySettlements({ now: () => beforeExpiration });
    settlements.settle(
      createHash("sha256")
        .update(hex("07".repeat(32)))
        .digest(),
      unbound,
    );
    const facilitator = exactUmaFacilitator({ settlements, payToIsDedicated: true });
    expect(await facilitator.verify(paymentOf("07".repeat(32)), requirements)).toStrictEqual({
      isValid: true,
    });
  });
});

describe("a payment is refused", () => {
  test.each<[string, Partial<Settlement>]>([
    ["wrong_receiver", { receiverUma: "$eve@vasp.com" }],
    ["wrong_currency", { currency: "EUR" }],
    ["wrong_amount", { amount: 4n }],
    ["wrong_resource", { resource: "https://example.com/news" }],
    ["wrong_resource", { invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f" }],
    ["late_payment", { settledAt: beforeExpiration + 361 }],
  ])("by settle: %s", async (errorReason, changes) => {
    const { facilitator, payment } = settled(changes);
    expect(await facilitator.settle(payment, requirements)).toMatchObject({ success: false, errorReason });
  });

  test("by verify, for the same reasons", async () => {
    const { facilitator, payment } = settled({ amount: 6n });
    expect(await facilitator.verify(payment, requirements)).toStrictEqual({
      isValid: false,
      invalidReason: "wrong_amount",
      invalidMessage: "the payment was of another amount",
    });
  });

  test("without being used up", async () => {
    const { facilitator, payment } = settled();
    const dearer = { ...requirements, amount: "6" };
    expect(await facilitator.settle({ ...payment, accepted: dearer }, dearer)).toMatchObject({
      errorReason: "wrong_amount",
    });
    expect(await facilitator.settle(payment, requirements)).toMatchObject({ success: true });
  });

  test.each([
    ["of a preimage that is too short", { x402Version: 2, payload: { preimage: "07".repeat(31) } }],
    ["of a preimage that is too long", { x402Version: 2, payload: { preimage: "07".repeat(33) } }],
    ["of no preimage", { x402Version: 2, payload: {} }],
    ["without a payload", { x402Version: 2 } as never],
  ])("as malformed: %s", async (_name, payment) => {
    const { facilitator } = settled();
    expect(await facilitator.verify(payment, requirements)).toMatchObject({
      isValid: false,
      invalidReason: "invalid_payload",
    });
  });

  test("of another version of x402, by x402's name for that", async () => {
    const payment = { x402Version: 3, payload: { preimage: "07".repeat(32) } };
    expect(await settled().facilitator.verify(payment, requirements)).toMatchObject({
      isValid: false,
      invalidReason: "invalid_x402_version",
    });
  });

  test("without a word of the preimage", async () => {
    const preimage = "07".repeat(31);
    const { invalidMessage } = await settled().facilitator.verify(paymentOf(preimage), requirements);
    expect(invalidMessage).toBe(
      "payload.preimage: expected a preimage of 64 hex digits, found 62 characters",
    );
  });

  test.each([
    ["network", { network: "uma:testnet" }, "invalid_network"],
    ["amount", { amount: "4" }, "invalid_payload"],
    ["asset", { asset: "EUR" }, "invalid_payload"],
    ["payTo", { payTo: "$eve@vasp.com" }, "invalid_payload"],
  ])("if what was accepted has another %s", async (field, changes, invalidReason) => {
    const { facilitator, payment } = settled();
    const accepted = { ...requirements, ...changes };
    const verdict = await facilitator.verify({ ...payment, accepted }, requirements);
    expect(verdict).toMatchObject({ isValid: false, invalidReason });
    expect(verdict.invalidMessage).toContain(`accepted.${field}: expected what is asked for`);
  });

  test("if nothing was accepted", async () => {
    const { facilitator, payment } = settled();
    const { accepted: _, ...rest } = payment;
    expect(await facilitator.verify(rest, requirements)).toMatchObject({
      isValid: false,
      invalidReason: "invalid_payload",
    });
  });

  test.each([
    ["no resource", { ...requirements, extra: {} }],
    ["a resource that is no URL", { ...requirements, extra: { resource: "weather" } }],
    ["a negative amount", { ...requirements, amount: "-1" }],
    ["an amount in hex", { ...requirements, amount: "0x5" }],
  ])("if the server asks for %s", async (_name, asked) => {
    const { facilitator, payment } = settled();
    expect(await facilitator.settle(payment, asked)).toMatchObject({
      success: false,
      errorReason: "invalid_payment_requirements",
    });
  });
});

test.each([
  ["unsupported_scheme", { ...requirements, scheme: "upto" }],
  ["invalid_network", { ...requirements, network: "eip155:8453" as const }],
])("what others settle is refused as %s", async (errorReason, asked) => {
  const { facilitator, payment } = settled();
  expect(await facilitator.settle(payment, asked)).toMatchObject({ success: false, errorReason });
});

describe("a payment that is not known yet", () => {
  /** Settles it after some waits. */
  async function verifyLate(waitsUntilSettled: number, options: { readonly maxWaitSeconds?: number } = {}) {
    const settlements = memorySettlements({ now: () => beforeExpiration });
    const waits: number[] = [];
    const facilitator = exactUmaFacilitator({
      settlements,
      invoices: { bindingKey },
      ...options,
      async wait(seconds) {
        waits.push(seconds);
        if (waits.length === waitsUntilSettled)
          settlements.settle(
            createHash("sha256")
              .update(hex("07".repeat(32)))
              .digest(),
            settlement,
          );
      },
    });
    const { isValid, invalidReason } = await facilitator.verify(paymentOf("07".repeat(32)), requirements);
    return { isValid, invalidReason, waits };
  }

  test("is waited for", async () => {
    expect(await verifyLate(2)).toMatchObject({ isValid: true, waits: [0.25, 0.5] });
  });

  test("is waited for four seconds at most", async () => {
    const { waits, ...verdict } = await verifyLate(99);
    expect(verdict).toStrictEqual({ isValid: false, invalidReason: "unknown_payment" });
    expect(waits).toStrictEqual([0.25, 0.5, 1, 2]);
  });

  test("is waited for as long as the server wants", async () => {
    expect((await verifyLate(99, { maxWaitSeconds: 0.75 })).waits).toStrictEqual([0.25, 0.5]);
  });

  test("is not waited for where that is not wanted", async () => {
    expect((await verifyLate(99, { maxWaitSeconds: 0 })).waits).toStrictEqual([]);
  });

  test("is waited for by a timer", async () => {
    const asked: string[] = [];
    const settled = (hash: string) => (asked.push(hash) > 1 ? settlement : undefined);
    const facilitator = exactUmaFacilitator({
      settlements: { ...memorySettlements(), settled },
      invoices: { bindingKey },
    });
    expect(await facilitator.verify(paymentOf("07".repeat(32)), requirements)).toStrictEqual({
      isValid: true,
    });
  });
});

describe("an x402Facilitator", () => {
  test("offers the scheme", () => {
    const { facilitator } = settled();
    expect(new x402Facilitator().register("uma:mainnet", facilitator).getSupported()).toStrictEqual({
      kinds: [{ x402Version: 2, scheme: "exact", network: "uma:mainnet" }],
      extensions: [],
      signers: { "uma:*": [] },
    });
  });

  test("settles payments of version 2", async () => {
    const { facilitator, payment, paymentHash } = settled();
    const host = new x402Facilitator().register("uma:mainnet", facilitator);
    expect(await host.settle(payment, requirements)).toMatchObject({
      success: true,
      transaction: paymentHash,
    });
  });

  test("settles payments of version 1", async () => {
    const { facilitator, payment, paymentHash } = settled();
    const host = new x402Facilitator().registerV1("uma" as never, facilitator);
    const payment1 = { ...payment, x402Version: 1 };
    expect(await host.settle(payment1, requirements1)).toMatchObject({
      success: true,
      transaction: paymentHash,
      network: "uma",
    });
  });
});

test("an x402ResourceServer finds that the scheme is supported", async () => {
  const server = new x402ResourceServer(settled().facilitator);
  await server.initialize();
  expect(server.getSupportedKind(2, "uma:mainnet", "exact")).toStrictEqual({
    x402Version: 2,
    scheme: "exact",
    network: "uma:mainnet",
  });
});

test("what the settlements throw passes through", async () => {
  const failure = new Error("the store is down");
  const { facilitator, payment } = settled(
    {},
    { settlements: { ...memorySettlements(), settled: () => Promise.reject(failure) } },
  );
  await expect(facilitator.settle(payment, requirements)).rejects.toBe(failure);
});

describe("an option that is not what it has to be is refused", () => {
  const settlements = memorySettlements();
  test.each([
    ["settlements", undefined],
    ["options", 7],
    ["settlements.settled", { settlements: { ...settlements, settled: undefined } }],
    ["settlements.reserve", { settlements: { ...settlements, reserve: 1 } }],
    ["settlements.redeem", { settlements: { ...settlements, redeem: null } }],
    ["settlements.restore", { settlements: { ...settlements, restore: "restore" } }],
    ["invoices", { settlements, invoices: null }],
    ["graceSeconds", { settlements, graceSeconds: -1 }],
    ["wait", { settlements, wait: 1 }],
    ["onError", { settlements, onError: null }],
    ["invoices.bindingKey", { settlements, invoices: { bindingKey: "2b" } }],
    ["maxWaitSeconds", { settlements, maxWaitSeconds: Number.POSITIVE_INFINITY }],
    ["maxWaitSeconds", { settlements, maxWaitSeconds: -1 }],
    ["payToIsDedicated", { settlements, payToIsDedicated: "false" }],
  ])("%s", (field, options) => {
    const call = () => exactUmaFacilitator(options as unknown as ExactUmaFacilitatorOptions);
    expectRefusal(call, { code: "INVALID_OPTION", field });
  });
});
