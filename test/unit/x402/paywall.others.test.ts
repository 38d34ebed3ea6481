import { x402Client } from "@x402/core/client";
import { decodePaymentRequiredHeader } from "@x402/core/http";
import {
  bazaarResourceServerExtension,
  declareDiscoveryExtension,
  validateDiscoveryExtension,
} from "@x402/extensions/bazaar";
import { describe, expect, test } from "vitest";
import { decodePaymentRequired, type PaywallOptions } from "../../../src/x402/index.js";
import { exactUmaClient } from "../../../src/x402/scheme/index.js";
import { base64 } from "../../support/base64.js";
import { errorOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keyResolverOf } from "../../support/keyResolverOf.js";
import { keys } from "../../support/keys.js";
import { openShop } from "../../support/openShop.js";
import { paymentHeaders } from "../../support/paymentHeaders.js";
import { beforeExpiration } from "../../support/sampleFields.js";

const url = "https://example.com/weather";
const coin = {
  scheme: "exact",
  network: "eip155:84532",
  amount: "10000",
  asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
  payTo: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
  maxTimeoutSeconds: 60,
  extra: {},
};
const refuse: NonNullable<PaywallOptions["admitOther"]> = async () => ({
  admitted: false,
  response: new Response("by others", { status: 402 }),
});

async function offerOf(options: Partial<PaywallOptions>) {
  const verdict = await openShop(options).paywall.admit(new Request(url));
  if (verdict.admitted) throw new Error("admitted");
  const { headers } = verdict.response;
  const header = headers.get("payment-required")!;
  return { header, required: decodePaymentRequired(header), body: await verdict.response.json() };
}

describe("offers of others", () => {
  test("stand beside ours in version 2, and not in version 1", async () => {
    const { required, body } = await offerOf({ otherOffers: [coin], admitOther: refuse });
    expect(required.otherOffers).toStrictEqual([coin]);
    expect(required.accepts).toHaveLength(1);
    expect(body.accepts).toHaveLength(1);
  });

  test("are passed over by a client of UMA, and taken by one of theirs", async () => {
    const { header } = await offerOf({ otherOffers: [coin], admitOther: refuse });
    const required = decodePaymentRequiredHeader(header);
    const pay = async () => "07".repeat(32);
    const now = () => beforeExpiration;
    const keyResolver = keyResolverOf(keys.first);
    const uma = exactUmaClient({ pay, maxAmount: { USD: "0.10" }, keyResolver, now });
    const ofUma = await new x402Client().register("uma:mainnet", uma).createPaymentPayload(required);
    expect(ofUma.accepted.network).toBe("uma:mainnet");
    const evm = {
      scheme: "exact",
      createPaymentPayload: async (x402Version: number) => ({ x402Version, payload: {} }),
    };
    const schemes = [{ network: "eip155:84532", client: evm as never }] as const;
    const theirs = x402Client.fromConfig({ schemes: [...schemes], spendControls: false });
    const ofCoin = await theirs.createPaymentPayload(required);
    expect(ofCoin.accepted).toMatchObject({ network: "eip155:84532", amount: "10000" });
  });

  test.each<[string, object]>([
    ["network", { x402Version: 2, accepted: coin, payload: {} }],
    ["scheme", { x402Version: 2, accepted: { ...coin, scheme: "upto" }, payload: {} }],
    ["network of version 1", { x402Version: 1, scheme: "exact", network: "base-sepolia", payload: {} }],
  ])("are paid to others: what is of another %s", async (_, payment) => {
    const asked: Request[] = [];
    const shop = openShop({
      otherOffers: [coin],
      async admitOther(request, readBody) {
        asked.push(request);
        expect(await readBody!(100)).toHaveLength(5);
        return refuse(request);
      },
    });
    const name = "x402Version" in payment && payment.x402Version === 1 ? "X-PAYMENT" : "PAYMENT-SIGNATURE";
    const request = new Request(url, { method: "POST", body: "query", headers: { [name]: base64(payment) } });
    const verdict = await shop.paywall.admit(request);
    expect(verdict.admitted || (await verdict.response.text())).toBe("by others");
    expect(asked).toEqual([request]);
  });

  test("leave what is paid to us to us, and what is malformed to nobody", async () => {
    const never = () => Promise.reject(new Error("asked"));
    const shop = openShop({ otherOffers: [coin], admitOther: never });
    const headers = paymentHeaders(await shop.buy(url));
    expect((await shop.paywall.admit(new Request(url, { headers }))).admitted).toBe(true);
    const malformed = new Request(url, { headers: { "PAYMENT-SIGNATURE": base64({ x402Version: 2 }) } });
    expect(await shop.paywall.admit(malformed)).toMatchObject({ admitted: false, reason: "invalid_payload" });
  });

  test("that are changed later change nothing", async () => {
    const offers = [{ ...coin }];
    const shop = openShop({ otherOffers: offers, admitOther: refuse });
    offers[0]!.payTo = "0xeve";
    const verdict = await shop.paywall.admit(new Request(url));
    if (verdict.admitted) throw new Error("admitted");
    const required = decodePaymentRequired(verdict.response.headers.get("payment-required")!);
    expect(required.otherOffers).toStrictEqual([coin]);
  });
});

describe("discovery", () => {
  const declared = declareDiscoveryExtension({
    input: { city: "Bern" },
    inputSchema: { properties: { city: { type: "string" } }, required: ["city"] },
    output: { example: { weather: "sunny" } },
  });
  // What the servers of the published packages add.
  const { enrichDeclaration } = bazaarResourceServerExtension;
  const discovery = {
    bazaar: enrichDeclaration!(declared.bazaar, { method: "GET", adapter: {} } as never) as object,
  };

  test("stands in the extensions of version 2, as the published package declares and validates it", async () => {
    const { required } = await offerOf({ extensions: discovery });
    expect(Object.keys(required.extensions!).sort()).toEqual(["bazaar", "payment-identifier"]);
    expect(required.extensions!.bazaar).toStrictEqual(JSON.parse(JSON.stringify(discovery.bazaar)));
    expect(validateDiscoveryExtension(required.extensions!.bazaar as never)).toEqual({ valid: true });
  });

  test("stands in the outputSchema of version 1", async () => {
    const outputSchema = { input: { type: "http", method: "GET", discoverable: true } };
    const { required, body } = await offerOf({ outputSchema });
    expect(body.accepts[0].outputSchema).toEqual(outputSchema);
    expect(required.accepts[0]).not.toHaveProperty("outputSchema");
  });

  test("does not change how a payment is named", async () => {
    const { required } = await offerOf({
      extensions: { "payment-identifier": { info: { required: true } } },
    });
    expect(required.extensions!["payment-identifier"]).toMatchObject({ info: { required: false } });
  });

  test("may be so long that a URL that can be paid for otherwise is too long", async () => {
    const extensions = { bazaar: { info: "a".repeat(3000) } };
    const long = new Request(`${url}?${"a".repeat(2000)}`);
    const status = async (options: object) => {
      const verdict = await openShop(options).paywall.admit(long);
      return verdict.admitted || verdict.response.status;
    };
    expect([await status({}), await status({ extensions })]).toEqual([402, 414]);
  });
});

describe("a wrong option is refused:", () => {
  const circular: { self?: unknown } = {};
  circular.self = circular;
  test.each<[string, object]>([
    ["admitOther", { otherOffers: [coin] }],
    ["admitOther", { otherOffers: [], admitOther: true }],
    ["otherOffers", { otherOffers: {}, admitOther: refuse }],
    ["otherOffers", { otherOffers: [{ ...coin, extra: "a".repeat(4000) }], admitOther: refuse }],
    ["otherOffers[0].network", { otherOffers: [{ scheme: "exact" }], admitOther: refuse }],
    ["otherOffers[0]", { otherOffers: [{ scheme: "exact", network: "uma:testnet" }], admitOther: refuse }],
    ["otherOffers", { otherOffers: [circular], admitOther: refuse }],
    ["extensions", { extensions: [] }],
    ["extensions", { extensions: { bazaar: circular } }],
    ["extensions", { extensions: { bazaar: "a".repeat(6000) } }],
    ["outputSchema", { outputSchema: "json" }],
  ])("%s", (field, options) => {
    expectError(
      errorOf(() => openShop(options)),
      { code: "INVALID_OPTION", field },
    );
  });
});
