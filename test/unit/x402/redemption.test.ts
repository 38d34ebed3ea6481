import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  createPaywall,
  decodePaymentResponse,
  type PaywallOptions,
  type SettlementStore,
  type Settlements,
} from "../../../src/x402/index.js";
import { exactUmaFacilitator } from "../../../src/x402/scheme/index.js";
import { bought, cutLine, type Fault } from "../../support/cutLine.js";
import { fiveCents, openShop, shopTerms } from "../../support/openShop.js";
import { paymentHeaders } from "../../support/paymentHeaders.js";

// What becomes of a payment when the settlements do not answer, or the same request comes again.

const { url, preimage, paymentHash, settlement } = bought;
const base64 = (value: object) => btoa(JSON.stringify(value));

/** A shop whose line to its settlements is cut: each step fails as planned, and works when the plan is over. */
function shopWith(plan: { readonly [step in "reserve" | "redeem" | "restore"]?: readonly Fault[] } = {}) {
  const { settlements } = openShop();
  settlements.settle(paymentHash, settlement);
  const faults = {
    reserve: [...(plan.reserve ?? [])],
    redeem: [...(plan.redeem ?? [])],
    restore: [...(plan.restore ?? [])],
  };
  const line = cutLine(settlements, { faultOf: (step) => faults[step].shift() });
  const waits: number[] = [];
  const errors: unknown[] = [];
  const options = {
    settlements: line,
    async wait(seconds: number) {
      waits.push(seconds);
    },
    onError: (error: unknown) => errors.push(error),
  };
  return { settlements, waits, errors, ...openProcess(options), options };
}

/** A process of the shop. */
function openProcess(options: Pick<PaywallOptions, "settlements" | "wait" | "onError">) {
  const paywall = createPaywall({ price: fiveCents, payTo: "$shop@vasp.com", ...options });
  let served = 0;
  const serve = paywall.protect(() => {
    served++;
    return new Response("sunny");
  });
  return {
    ask: (headers = paymentHeaders(preimage)) => serve(new Request(url, { headers })),
    served: () => served,
  };
}

const times = (count: number, fault: Fault): readonly Fault[] => Array.from({ length: count }, () => fault);

describe.each<Fault>(["lose the reply", "do nothing"])("a line that makes a step %s", (fault) => {
  test.each(["reserve", "redeem"] as const)("up to three times serves all the same: %s", async (step) => {
    const shop = shopWith({ [step]: times(3, fault) });
    expect((await shop.ask()).status).toBe(200);
    expect([shop.served(), shop.waits]).toEqual([1, [0.1, 0.4, 1]]);
    expect((await shop.ask()).status).toBe(402);
    expect(shop.served()).toBe(1);
  });

  test.each(["reserve", "redeem"] as const)(
    "more often serves nothing now, and says so: %s",
    async (step) => {
      const shop = shopWith({ [step]: times(4, fault), restore: times(99, fault) });
      const response = await shop.ask();
      expect([response.status, response.headers.get("retry-after"), shop.served()]).toEqual([503, "1", 0]);
      expect(await response.json()).toEqual({
        error: "whether the payment can be redeemed is not known now",
      });
      expect(decodePaymentResponse(response.headers.get("x-payment-response")!).errorReason).toBe(
        "unexpected_settle_error",
      );
      expect(shop.errors[0]).toBeInstanceOf(Error);
    },
  );

  test.each(["reserve", "redeem"] as const)("more often serves whoever comes again: %s", async (step) => {
    const shop = shopWith({ [step]: times(4, fault), restore: times(2, fault) });
    expect((await shop.ask()).status).toBe(503);
    expect((await shop.ask()).status).toBe(200);
    expect((await shop.ask()).status).toBe(402);
    expect(shop.served()).toBe(1);
  });

  test.each(["reserve", "redeem"] as const)(
    "more often serves whoever comes again to another process: %s",
    async (step) => {
      const shop = shopWith({ [step]: times(4, fault), restore: times(5, fault) });
      expect((await shop.ask()).status).toBe(503);
      const other = openProcess({ settlements: shop.settlements });
      await expect.poll(async () => (await other.ask()).status).toBe(200);
      expect([shop.served(), other.served()]).toEqual([0, 1]);
    },
  );
});

test("a payment that cannot be given back is not said to have been redeemed as long as it may be", async () => {
  const shop = shopWith({ redeem: times(4, "lose the reply"), restore: times(7, "do nothing") });
  expect((await shop.ask()).status).toBe(503);
  expect([503, 200]).toContain((await shop.ask()).status);
  await expect.poll(async () => shop.served() === 1 || (await shop.ask()).status === 200).toBe(true);
  expect(shop.served()).toBe(1);
});

test.each<[string, () => void]>([
  [
    "throws",
    () => {
      throw new Error("the disk is full");
    },
  ],
  ["rejects", () => Promise.reject(new Error("the disk is full"))],
])("a log that %s keeps no payment", async (_name, onError) => {
  const shop = shopWith({ redeem: times(4, "lose the reply"), restore: times(6, "do nothing") });
  const logging = openProcess({ ...shop.options, onError });
  expect((await logging.ask()).status).toBe(503);
  await expect.poll(async () => (await shop.ask()).status).toBe(200);
});

test("requests that fail at once owe each what it has taken", async () => {
  const shop = shopWith({
    reserve: ["do nothing", "lose the reply", "lose the reply", ...times(6, "do nothing")],
    redeem: times(8, "lose the reply"),
    restore: times(20, "do nothing"),
  });
  const answers = await Promise.all([shop.ask(), shop.ask()]);
  expect(answers.every(({ status }) => status === 503)).toBe(true);
  await expect.poll(async () => (await shop.ask()).status).toBe(200);
  expect(shop.served()).toBe(1);
});

test("a payment is given up when it could not be given back for ten minutes", async () => {
  const shop = shopWith({ redeem: times(4, "lose the reply"), restore: times(99, "do nothing") });
  await shop.ask();
  await expect.poll(() => shop.errors.length).toBe(3);
  const total = shop.waits.reduce((sum, seconds) => sum + seconds, 0);
  expect([total > 590, total < 660]).toEqual([true, true]);
  const response = await shop.ask();
  expect(decodePaymentResponse(response.headers.get("x-payment-response")!).errorReason).toBe(
    "duplicate_settlement",
  );
});

test("a process that ends after it has reserved a payment leaves it to the same request, at once", async () => {
  const shop = shopWith({ redeem: times(99, "do nothing"), restore: times(99, "do nothing") });
  expect((await shop.ask()).status).toBe(503);
  const restarted = openProcess({ settlements: shop.settlements });
  expect((await restarted.ask()).status).toBe(200);
});

test.each([true, "true", 1, null, undefined, "toString", "constructor", Symbol("yours")])(
  "a store that says %s has said nothing: nothing is served",
  async (word) => {
    const shop = shopWith();
    for (const step of ["reserve", "redeem"] as const) {
      const settlements = { ...shop.settlements, [step]: () => word } as unknown as Settlements;
      const { ask, served } = openProcess({ ...shop.options, settlements });
      const response = await ask();
      expect([response.status, served()]).toEqual([402, 0]);
      expect(decodePaymentResponse(response.headers.get("x-payment-response")!).errorReason).toBe(
        "duplicate_settlement",
      );
    }
  },
);

describe("an attempt", () => {
  const payload = { preimage };
  const version1 = { x402Version: 1, scheme: "exact", network: "uma", payload };
  const version2 = { x402Version: 2, payload, accepted: shopTerms };
  const named = (id: unknown) => ({
    extensions: { "payment-identifier": { info: { required: false, id } } },
  });
  const one = "attempt-of-sixteen_1";

  /** What a request reserves for, as the store is told. */
  async function attemptOf(headers: Record<string, string>): Promise<string> {
    const { settlements } = shopWith();
    const attempts: string[] = [];
    const watched: SettlementStore = {
      ...settlements,
      reserve(hash, attempt, claim) {
        attempts.push(attempt);
        return settlements.reserve(hash, attempt, claim);
      },
    };
    expect((await openProcess({ settlements: watched }).ask(headers)).status).toBe(200);
    return attempts[0]!;
  }

  test.each<[string, Record<string, string>]>([
    ["the extension, in version 2", { "PAYMENT-SIGNATURE": base64({ ...version2, ...named(one) }) }],
    ["the extension, in version 1", { "X-PAYMENT": base64({ ...version1, ...named(one) }) }],
    [
      "the payload, in version 1",
      { "X-PAYMENT": base64({ ...version1, payload: { preimage, attempt: one } }) },
    ],
    [
      "the payload, in version 2",
      { "PAYMENT-SIGNATURE": base64({ ...version2, payload: { preimage, attempt: one } }) },
    ],
  ])("is named by %s", async (_place, headers) => {
    expect(await attemptOf(headers)).toBe(one);
  });

  test.each([
    undefined,
    null,
    7,
    "fifteen_letters",
    "a".repeat(129),
    "attempt of sixteen",
    "attempt.of.sixteen",
  ])("is not named %j: then the header names it", async (id) => {
    const header = base64({ ...version2, ...named(id) });
    const sha256 = createHash("sha256").update(header).digest("hex");
    expect(await attemptOf({ "PAYMENT-SIGNATURE": header })).toBe(sha256);
  });

  test("that comes again takes up what it has reserved, and no other does", async () => {
    const shop = shopWith();
    await shop.settlements.reserve(paymentHash, one, "the claim of a process that has ended");
    const other = await shop.ask({ "X-PAYMENT": base64(version1) });
    expect([other.status, other.headers.get("retry-after")]).toEqual([402, "1"]);
    expect(decodePaymentResponse(other.headers.get("x-payment-response")!).errorReason).toBe(
      "payment_in_progress",
    );
    const same = await shop.ask({
      "X-PAYMENT": base64({ ...version1, payload: { preimage, attempt: one } }),
    });
    expect(same.status).toBe(200);
  });

  test("that is overtaken by itself before it is served is told so", async () => {
    const shop = shopWith();
    const overtaken: Settlements = { ...shop.options.settlements, redeem: () => "reserved" };
    const response = await openProcess({ ...shop.options, settlements: overtaken }).ask();
    expect([response.status, response.headers.get("retry-after"), shop.waits]).toEqual([402, "1", [0.25]]);
  });

  test("is advertised by the extension, as not required", async () => {
    const response = await openProcess({ settlements: shopWith().settlements }).ask({});
    const required = JSON.parse(atob(response.headers.get("payment-required")!));
    expect(required.extensions["payment-identifier"].info).toEqual({ required: false });
  });
});

describe("a facilitator", () => {
  const requirements = {
    scheme: "exact",
    network: "uma:mainnet",
    amount: "5",
    asset: "USD",
    payTo: "$shop@vasp.com",
    maxTimeoutSeconds: 300,
    extra: { resource: url },
  } as const;
  const payment = { x402Version: 2, payload: { preimage }, accepted: requirements };
  const settleWith = (shop: ReturnType<typeof shopWith>, changes = {}) =>
    exactUmaFacilitator({ ...shop.options, maxWaitSeconds: 0 }).settle(
      { ...payment, ...changes },
      requirements as never,
    );

  test("settles though replies are lost", async () => {
    const shop = shopWith({ reserve: ["lose the reply"], redeem: ["lose the reply"] });
    expect(await settleWith(shop)).toMatchObject({ success: true });
    expect(await settleWith(shop)).toMatchObject({ success: false, errorReason: "duplicate_settlement" });
  });

  test("says that the store is not there, and settles when it is there again", async () => {
    const shop = shopWith({ redeem: times(4, "lose the reply") });
    expect(await settleWith(shop)).toMatchObject({ success: false, errorReason: "unexpected_settle_error" });
    await expect.poll(async () => (await settleWith(shop)).success).toBe(true);
  });

  test("knows the payer's attempt by its extension", async () => {
    const shop = shopWith();
    await shop.settlements.reserve(
      paymentHash,
      "attempt-of-sixteen_1",
      "the claim of a process that has ended",
    );
    expect(await settleWith(shop)).toMatchObject({ errorReason: "payment_in_progress" });
    const extensions = { "payment-identifier": { info: { required: false, id: "attempt-of-sixteen_1" } } };
    expect(await settleWith(shop, { extensions })).toMatchObject({ success: true });
  });

  test("binds a payment to the method that the server names", async () => {
    const facilitator = exactUmaFacilitator({ ...shopWith().options, maxWaitSeconds: 0 });
    const asked = (method: unknown) => ({ ...requirements, extra: { resource: url, method } }) as never;
    expect(await facilitator.verify(payment, asked("DELETE"))).toMatchObject({
      invalidReason: "unbound_payment",
    });
    expect(await facilitator.verify(payment, asked(7))).toMatchObject({
      invalidReason: "invalid_payment_requirements",
    });
    expect(await facilitator.verify(payment, asked("GET"))).toEqual({ isValid: true });
  });

  test("takes nothing for a payment that JSON cannot hold", async () => {
    const extensions = { size: 1n };
    expect(await settleWith(shopWith(), { extensions })).toMatchObject({ errorReason: "invalid_payload" });
  });
});

test.each([
  [
    "throws",
    () => {
      throw new Error("no room on the disk");
    },
  ],
  [
    "rejects",
    async () => {
      throw new Error("no room on the disk");
    },
  ],
])("a log that %s keeps no payment from being given back", async (_how, onError) => {
  const shop = shopWith({ redeem: times(4, "lose the reply"), restore: times(4, "do nothing") });
  const { ask, served } = openProcess({ ...shop.options, onError });
  expect((await ask()).status).toBe(503);
  expect((await ask()).status).toBe(200);
  expect(served()).toBe(1);
});
