import { describe, expect, test } from "vitest";
import { decodePaymentResponse, type Settlement } from "../../../src/x402/index.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { openShop, paying, refusalOf, shopUrl } from "../../support/openShop.js";
import { shopSettlement } from "../../support/shopPayments.js";

const url = shopUrl;

const sunny = () => new Response("sunny");

const known: Settlement = { ...shopSettlement, resource: url };

test("everything of the handler's response stays", async () => {
  const shop = openShop();
  const preimage = await shop.buy(url);
  const headers: [string, string][] = [
    ["x-own", "1"],
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
  ];
  const serve = shop.paywall.protect(
    () => new Response("made", { status: 201, statusText: "Made", headers }),
  );
  const response = await serve(paying(preimage));
  expect([response.status, response.statusText, await response.text()]).toEqual([201, "Made", "made"]);
  expect([response.headers.get("x-own"), response.headers.getSetCookie()]).toEqual(["1", ["a=1", "b=2"]]);
});

test.each([
  [null, "no-store"],
  ["public, max-age=60", "no-store"],
  ['private="set-cookie"', "no-store"],
  ["x-private", "no-store"],
  ["private", "private"],
  ["max-age=60, Private", "max-age=60, Private"],
  ["no-store, max-age=0", "no-store, max-age=0"],
])("an answer with Cache-Control %s goes out with %s", async (own, sent) => {
  const shop = openShop();
  const preimage = await shop.buy(url);
  const headers = own === null ? undefined : { "cache-control": own };
  const response = await shop.paywall.protect(() => new Response("", { headers: headers ?? {} }))(
    paying(preimage),
  );
  expect(response.headers.get("cache-control")).toBe(sent);
});

test("whoever is gone when their payment has been taken has it given back", async () => {
  const shop = openShop();
  const preimage = await shop.buy(url);
  const { settlements } = shop;
  const controller = new AbortController();
  const redeem = (...of: Parameters<typeof settlements.redeem>) => {
    controller.abort();
    return settlements.redeem(...of);
  };
  const slow = openShop({ settlements: { ...settlements, redeem } });
  const { signal } = controller;
  const serve = slow.paywall.protect(() => expect.fail("nobody is there"));
  expect((await serve(new Request(paying(preimage), { signal }))).status).toBe(503);
  expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
});

describe("a handler that fails", () => {
  const failures: [string, () => Response][] = [
    ["answers 500", () => new Response("sorry", { status: 500 })],
    ["answers 503", () => new Response("sorry", { status: 503 })],
    [
      "throws",
      () => {
        throw new Error("sorry");
      },
    ],
  ];

  test.each(failures)("and %s gives the payment back", async (_name, fail) => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    await shop.paywall
      .protect(fail)(paying(preimage))
      .catch(() => undefined);
    expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
  });

  test("has its error passed on", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    await expect(shop.paywall.protect(failures[2]![1])(paying(preimage))).rejects.toThrow("sorry");
  });

  test("has its answer say that the payment was not taken", async () => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    const response = await shop.paywall.protect(failures[0]![1])(paying(preimage));
    expect([response.status, await response.text()]).toEqual([500, "sorry"]);
    expect(decodePaymentResponse(response.headers.get("x-payment-response")!)).toMatchObject({
      success: false,
      errorReason: "resource_failed",
    });
  });

  test.each([200, 204, 304, 400, 404, 499])("but answers %i has earned the payment", async (status) => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    const serve = shop.paywall.protect(() => new Response(null, { status }));
    expect((await serve(paying(preimage))).status).toBe(status);
    expect((await refusalOf(shop, paying(preimage))).reason).toBe("duplicate_settlement");
  });

  test.each(failures)("and %s is not heard of before the payment is back", async (_name, fail) => {
    const events: string[] = [];
    const settlements = {
      settled: () => known,
      reserve: () => "yours" as const,
      redeem: () => "yours" as const,
      async restore() {
        await new Promise((resolve) => setImmediate(resolve));
        events.push("restored");
      },
    };
    const { paywall } = openShop({ settlements });
    await paywall
      .protect(fail)(paying("07".repeat(32)))
      .catch(() => undefined);
    expect(events).toEqual(["restored"]);
  });
});

test("a payment is given back once, however often the failure is told", async () => {
  const shop = openShop();
  const preimage = await shop.buy(url);
  const failed = await shop.paywall.admit(paying(preimage));
  if (!failed.admitted) throw new Error("refused");
  await failed.conclude(500).done;
  expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
  await failed.conclude(500).done;
  expect((await refusalOf(shop, paying(preimage))).reason).toBe("duplicate_settlement");
});

test("what a store throws passes through, and nothing is served", async () => {
  const settlements = {
    ...openShop().settlements,
    settled: async () => {
      throw new Error("no connection");
    },
  };
  const { paywall } = openShop({ settlements });
  let served = false;
  const serve = paywall.protect(() => {
    served = true;
    return sunny();
  });
  await expect(serve(paying("07".repeat(32)))).rejects.toThrow("no connection");
  expect(served).toBe(false);
});

describe("a handler that gives what cannot be sent", () => {
  const used = async () => {
    const response = new Response("sunny");
    await response.text();
    return response;
  };
  const locked = () => {
    const response = new Response("sunny");
    response.body!.getReader();
    return response;
  };

  test.each<[string, string, () => unknown]>([
    ["an error", "response.status", () => Response.error()],
    ["nothing", "response.status", () => undefined],
    ["null", "response.status", () => null],
    ["a status that is none", "response.status", () => ({ status: 700, headers: new Headers() })],
    ["a body that was read", "response.body", used],
    ["a body that is being read", "response.body", locked],
  ])("%s has failed, and the payment is given back", async (_name, field, answer) => {
    const shop = openShop();
    const preimage = await shop.buy(url);
    const serve = shop.paywall.protect(answer as () => Response);
    expectError(await rejectionOf(serve(paying(preimage))), { code: "INVALID_OPTION", field });
    expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
  });

  test.each([0, 99, 500, 600, Number.NaN, "200", undefined, Symbol("200")])(
    "or %s for a status: the payment is given back",
    async (status) => {
      const shop = openShop();
      const preimage = await shop.buy(url);
      const verdict = await shop.paywall.admit(paying(preimage));
      if (!verdict.admitted) throw new Error("refused");
      const conclusion = verdict.conclude(status as number);
      await conclusion.done;
      // It may not be said to have been taken any more.
      expect(verdict.conclude(200).headers["X-PAYMENT-RESPONSE"]).toBe(
        conclusion.headers["X-PAYMENT-RESPONSE"],
      );
      expect(await shop.paywall.admit(paying(preimage))).toMatchObject({ admitted: true });
    },
  );
});
