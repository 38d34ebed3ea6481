import { createInvoice, decodeInvoice, encodeInvoice } from "uma-invoice";
import {
  decodePayment,
  decodePaymentRequired,
  decodePaymentResponse,
  encodePayment,
  encodePaymentRequired,
  headerNames,
  type PaymentRequirements,
} from "uma-invoice/x402";
import { describe, expect, test } from "vitest";
import { keys } from "../support/keys.js";
import { buyers, ownBuyer, publishedBuyer, speaking } from "./pairings/buyers.js";
import { type Market, openMarket } from "./pairings/openMarket.js";
import { ownSellers, publishedSellers, type ShopOptions } from "./pairings/sellers.js";

const sunny = () => ({ status: 200, text: "sunny" });
const sellers = { ...ownSellers, ...publishedSellers };
const everyPublished = Object.entries(publishedSellers);

describe.each(Object.entries(sellers))("%s", (name, openShop) => {
  describe.each(Object.entries(buyers))("sells to %s", (_name, buyer) => {
    // The servers of the published packages speak version 2 alone.
    const versions = name in publishedSellers ? ([2] as const) : ([1, 2] as const);
    describe.each(versions)("in version %i", (version) => {
      test.each([
        ["by invoice", true],
        ["to an address", false],
      ])("%s", async (_branch, byInvoice) => {
        const market = await openMarket();
        const origin = await openShop(market, { byInvoice, handler: sunny });
        const response = await buyer(market, { fetch: speaking(version) })(`${origin}/weather`);
        expect(await response.text()).toBe("sunny");
        expect(market.paid).toHaveLength(1);
        const receipt = decodePaymentResponse(response.headers.get(headerNames[version].response)!);
        expect(receipt).toMatchObject({ success: true });
      });
    });
  });
});

/** A shop of a published package, and what its handler has served. */
async function openPublished(name: string, options: Partial<ShopOptions> = {}) {
  const market = await openMarket();
  const served: string[] = [];
  const handler = (path: string) => {
    served.push(path);
    return sunny();
  };
  const origin = await publishedSellers[name]!(market, { byInvoice: true, handler, ...options });
  return { market, origin, served };
}

/** Pays for a path with the published client. Gives the header that proves it, unsent. */
async function proofOf(market: Market, url: string): Promise<string> {
  let proof: string | null = null;
  const fetchUntilPaid: typeof fetch = async (input, init) => {
    proof = new Request(input, init).headers.get("PAYMENT-SIGNATURE");
    return proof === null ? fetch(input, init) : new Response();
  };
  await publishedBuyer(market, { fetch: fetchUntilPaid })(url);
  return proof!;
}

function prove(url: string, proof: string): Promise<Response> {
  return fetch(url, { headers: { "PAYMENT-SIGNATURE": proof } });
}

function receiptIn({ headers }: Response) {
  return decodePaymentResponse(headers.get("PAYMENT-RESPONSE")!);
}

describe.each(everyPublished)("%s", (name) => {
  test("refuses a payment that has been redeemed", async () => {
    const { market, origin, served } = await openPublished(name);
    const proof = await proofOf(market, `${origin}/weather`);
    expect((await prove(`${origin}/weather`, proof)).status).toBe(200);
    const again = await prove(`${origin}/weather`, proof);
    expect([again.status, receiptIn(again).errorReason]).toStrictEqual([402, "duplicate_settlement"]);
    expect(served).toHaveLength(1);
  });

  test("serves one of many requests with one payment, and calls the handler for it alone", async () => {
    const { market, origin, served } = await openPublished(name);
    const proof = await proofOf(market, `${origin}/weather`);
    const responses = await Promise.all(Array.from({ length: 20 }, () => prove(`${origin}/weather`, proof)));
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(served).toHaveLength(1);
  });

  test("refuses a payment of another resource", async () => {
    const { market, origin } = await openPublished(name);
    const proof = await proofOf(market, `${origin}/weather`);
    const response = await prove(`${origin}/news`, proof);
    expect([response.status, requiredIn(response).error]).toStrictEqual([
      402,
      "No matching payment requirements",
    ]);
  });

  test("refuses a payment of another resource that claims to be for this one", async () => {
    const { market, origin, served } = await openPublished(name);
    const payment = decodePayment(await proofOf(market, `${origin}/weather`));
    const {
      resource,
      maxAmountRequired: _,
      ...accepted
    } = requiredIn(await fetch(`${origin}/news`)).accepts[0]!;
    const forged = encodePayment({
      ...payment,
      accepted: { ...accepted, maxAmountRequired: "5" },
      resource: { url: resource },
    });
    const response = await prove(`${origin}/news`, forged);
    expect([response.status, receiptIn(response).errorReason]).toStrictEqual([402, "wrong_resource"]);
    expect(served).toHaveLength(0);
  });

  test("refuses a preimage that nobody has paid for", async () => {
    const { market, origin } = await openPublished(name, { maxWaitSeconds: 0 });
    const payment = decodePayment(await proofOf(market, `${origin}/weather`));
    const response = await prove(
      `${origin}/weather`,
      encodePayment({ ...payment, payload: { preimage: "07".repeat(32) } }),
    );
    expect([response.status, receiptIn(response).errorReason]).toStrictEqual([402, "unknown_payment"]);
  });

  test("gives the payment back if its handler fails", async () => {
    let status = 500;
    const { market, origin } = await openPublished(name, { handler: () => ({ status, text: "" }) });
    const proof = await proofOf(market, `${origin}/weather`);
    const failed = await prove(`${origin}/weather`, proof);
    expect([failed.status, receiptIn(failed).success]).toStrictEqual([500, false]);
    status = 200;
    expect((await prove(`${origin}/weather`, proof)).status).toBe(200);
  });

  test("gives the payment back if its handler throws", async () => {
    let fails = true;
    const handler = () => {
      if (fails) throw new Error("rain");
      return sunny();
    };
    const { market, origin } = await openPublished(name, { handler });
    const proof = await proofOf(market, `${origin}/weather`);
    expect((await prove(`${origin}/weather`, proof)).status).toBe(500);
    fails = false;
    expect((await prove(`${origin}/weather`, proof)).status).toBe(200);
  });

  test("takes no route that redeems after the handler: a payment is proved when it has been made", async () => {
    const terms = { extra: { paymentFlow: "authorization" } };
    await expect(openPublished(name, { terms })).rejects.toThrow(
      'does not support paymentFlow "authorization"',
    );
  });

  test("does not know version 1: it answers as if nothing had been paid", async () => {
    const { market, origin } = await openPublished(name);
    const { payload } = decodePayment(await proofOf(market, `${origin}/weather`));
    const payment = encodePayment({ x402Version: 1, scheme: "exact", network: "uma", payload });
    const response = await fetch(`${origin}/weather`, { headers: { "X-PAYMENT": payment } });
    expect([response.status, requiredIn(response).error, await response.text()]).toStrictEqual([
      402,
      "Payment required",
      "{}",
    ]);
  });

  test("tells our own client why a payment was refused, which keeps the proof", async () => {
    const { market, origin } = await openPublished(name);
    const pay: Market["pay"] = async (order) => {
      const preimage = await market.pay(order);
      await prove(`${origin}/weather`, await proofWith(preimage, `${origin}/weather`));
      return preimage;
    };
    const purchase = ownBuyer({ ...market, pay })(`${origin}/weather`);
    const error = await purchase.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "PAYMENT_REFUSED", preimage: market.paid[0] });
    expect((error as Error).message).toContain("duplicate_settlement");
  });
});

/** The offers of a 402. */
function requiredIn({ headers }: Response) {
  return decodePaymentRequired(headers.get("PAYMENT-REQUIRED")!);
}

/** The header by which somebody else proves a payment. */
async function proofWith(preimage: string, url: string): Promise<string> {
  const [offer] = requiredIn(await fetch(url)).accepts;
  return encodePayment({
    x402Version: 2,
    scheme: "exact",
    network: "uma",
    payload: { preimage },
    accepted: offer!,
  });
}

describe.each(Object.entries(sellers))(
  "the published client refuses, before paying %s",
  (_name, openShop) => {
    /** Somebody on the way changes the offer. */
    async function refusalOf(
      change: (offer: PaymentRequirements) => object,
      maxAmount = 100n,
    ): Promise<Error> {
      const market = await openMarket();
      const origin = await openShop(market, { byInvoice: true, handler: sunny });
      const tampering: typeof fetch = async (input, init) => {
        const response = await fetch(input, init);
        const required = requiredIn(response);
        const accepts = required.accepts.map((offer) => ({ ...offer, ...change(offer) }));
        const [{ resource: url } = expect.fail()] = accepts;
        const header = encodePaymentRequired({
          ...required,
          accepts,
          resource: { ...required.resource, url },
        });
        return new Response("{}", { status: 402, headers: { "PAYMENT-REQUIRED": header } });
      };
      const buy = publishedBuyer(market, { fetch: tampering, maxAmount });
      const error: unknown = await buy(`${origin}/weather`).catch((caught: unknown) => caught);
      expect(market.paid).toHaveLength(0);
      return error as Error;
    }

    test("another receiver than the invoice's", async () => {
      const { message } = await refusalOf(() => ({ payTo: "$eve@vasp.com" }));
      expect(message).toContain("receiverUma: expected payTo");
    });

    test("an invoice that somebody else has signed", async () => {
      const { message } = await refusalOf(({ extra }) => {
        const { signature: _, ...fields } = decodeInvoice(extra!.umaInvoice!);
        return {
          extra: { ...extra, umaInvoice: encodeInvoice(createInvoice(fields, keys.second.secretKey)) },
        };
      });
      expect(message).toContain("signature");
    });

    test("an offer above the limit", async () => {
      const { message } = await refusalOf(() => ({}), 4n);
      expect(message).toContain("amount: expected 1 to 4, found 5");
    });

    test("an offer for less than the invoice", async () => {
      const { message } = await refusalOf(() => ({ maxAmountRequired: "1" }));
      expect(message).toContain("amount: expected 1 to 1, found 5");
    });

    test("an offer of another resource", async () => {
      const { message } = await refusalOf(() => ({ resource: "https://example.com/news" }));
      expect(message).toContain("resource: expected");
    });
  },
);
