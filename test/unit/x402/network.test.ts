import { describe, expect, test } from "vitest";
import {
  createPaywall,
  createUmaFetch,
  decodePayment,
  decodePaymentRequired,
  decodePaymentResponse,
  encodePayment,
  headerNames,
  memorySettlements,
  type UmaNetwork,
  type X402Version,
} from "../../../src/x402/index.js";
import { exactUmaClient, exactUmaFacilitator } from "../../../src/x402/scheme/index.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keyResolverOf } from "../../support/keyResolverOf.js";
import { keys } from "../../support/keys.js";
import { openShop, paying, shopOptions, shopTerms, shopUrl } from "../../support/openShop.js";
import { sellWeather } from "../../support/sellWeather.js";

const written = [
  ["uma", 1, "uma"],
  ["uma", 2, "uma:mainnet"],
  ["uma-testnet", 1, "uma-testnet"],
  ["uma-testnet", 2, "uma:testnet"],
] as const satisfies [UmaNetwork, X402Version, string][];
const versions = [[1], [2]] as const;

/** The header of a payment on a network. */
function proofOf(preimage: string, network: UmaNetwork, x402Version: X402Version) {
  const terms = { ...shopTerms, network, maxAmountRequired: "5" };
  const payment = { x402Version, scheme: "exact", network, payload: { preimage } } as const;
  return encodePayment(x402Version === 2 ? { ...payment, accepted: terms } : payment);
}

describe("a paywall", () => {
  test.each(written)("on %s says so in version %i", async (network, version, name) => {
    const verdict = await openShop({ network }).paywall.admit(new Request(shopUrl));
    if (verdict.admitted) return expect.fail("let through");
    const { headers } = verdict.response;
    const said = version === 1 ? await verdict.response.text() : atob(headers.get(headerNames[2].required)!);
    expect(JSON.parse(said).accepts[0].network).toBe(name);
    expect(decodePaymentRequired(said).accepts[0]!.network).toBe(network);
  });

  test.each(written)(
    "on %s takes a payment on it in version %i, and says so",
    async (network, version, _) => {
      const shop = openShop({ network });
      const headers = { [headerNames[version].payment]: proofOf(await shop.buy(shopUrl), network, version) };
      const response = await shop.paywall.protect(() => new Response("sunny"))(
        new Request(shopUrl, { headers }),
      );
      expect(response.status).toBe(200);
      const receipt = decodePaymentResponse(response.headers.get(headerNames[version].response)!);
      expect(receipt).toMatchObject({ success: true, network, x402Version: version });
    },
  );

  test.each(versions)(
    "on uma-testnet takes no payment on uma in version %i, and leaves it",
    async (version) => {
      const shop = openShop({ network: "uma-testnet" });
      const preimage = await shop.buy(shopUrl);
      const verdict = await shop.paywall.admit(paying(preimage, shopUrl, version));
      expect(verdict).toMatchObject({ admitted: false, reason: "invalid_network" });
      const headers = { [headerNames[version].payment]: proofOf(preimage, "uma-testnet", version) };
      expect((await shop.paywall.admit(new Request(shopUrl, { headers }))).admitted).toBe(true);
    },
  );

  test("on any other network is none", () => {
    expectError(
      errorOf(() => createPaywall({ ...shopOptions, network: "uma:testnet" as "uma" })),
      { code: "INVALID_OPTION", field: "network", says: ["uma or uma-testnet"] },
    );
  });
});

describe("a client", () => {
  test.each([
    [1, "uma-testnet"],
    [2, "uma:testnet"],
  ] as const)("pays on uma-testnet where it is told to, in version %i", async (version, network) => {
    const { umaFetch, url, paidRequests } = await sellWeather({
      version,
      offers: [{ network }],
      client: { network: "uma-testnet" },
    });
    expect((await umaFetch(url)).status).toBe(200);
    const header = paidRequests()[0]!.headers[headerNames[version].payment.toLowerCase()] as string;
    expect(decodePayment(header).network).toBe("uma-testnet");
  });

  test.each([
    ["uma", "uma-testnet"],
    ["uma-testnet", "uma"],
  ] as const)("on %s pays nothing on %s", async (network, offered) => {
    const { umaFetch, url, orders } = await sellWeather({
      offers: [{ network: offered }],
      client: { network },
    });
    const error = await rejectionOf(umaFetch(url));
    expectError((error.cause as AggregateError).errors[0], { code: "OFFER_REFUSED", field: "network" });
    expect(orders).toEqual([]);
  });

  test.each([
    ["createUmaFetch", createUmaFetch],
    ["exactUmaClient", exactUmaClient],
  ])("of %s is on a network that there is", (_, make) => {
    const options = {
      pay: async () => "07".repeat(32),
      maxAmount: { USD: "10.00" },
      keyResolver: keyResolverOf(keys.first),
      network: "bitcoin" as "uma",
    };
    expectError(
      errorOf(() => make(options)),
      { code: "INVALID_OPTION", field: "network" },
    );
  });

  test("of the published packages says its network in version 1, which they do not", async () => {
    const { url, orders } = await sellWeather();
    const scheme = exactUmaClient({
      pay: async () => "07".repeat(32),
      maxAmount: { USD: { amount: 1000n, decimals: 2 } },
      keyResolver: keyResolverOf(keys.first),
      network: "uma-testnet",
    });
    const requirements = {
      ...shopTerms,
      network: "uma-testnet",
      maxAmountRequired: "5",
      resource: url,
      description: "",
      mimeType: "",
    };
    expect(await scheme.createPaymentPayload(1, requirements)).toMatchObject({ network: "uma-testnet" });
    expect(orders).toEqual([]);
  });
});

describe("a facilitator", () => {
  const requirements = { ...shopTerms, network: "uma:testnet", extra: { resource: shopUrl } } as const;

  test("on uma-testnet says so", async () => {
    const facilitator = exactUmaFacilitator({ settlements: memorySettlements(), network: "uma-testnet" });
    expect((await facilitator.getSupported()).kinds).toEqual([
      { x402Version: 2, scheme: "exact", network: "uma:testnet" },
    ]);
  });

  test("takes a payment on its network, and no other", async () => {
    const shop = openShop({ network: "uma-testnet" });
    const preimage = await shop.buy(shopUrl);
    const payment = { x402Version: 2, payload: { preimage }, accepted: requirements };
    const options = { settlements: shop.settlements, invoices: shopOptions.invoices!, maxWaitSeconds: 0 };
    expect(await exactUmaFacilitator(options).settle(payment, requirements)).toMatchObject({
      success: false,
      errorReason: "invalid_network",
      network: "uma:testnet",
    });
    const settled = await exactUmaFacilitator({ ...options, network: "uma-testnet" }).settle(
      payment,
      requirements,
    );
    expect(settled).toMatchObject({ success: true, network: "uma:testnet" });
  });

  test("on any other network is none", () => {
    expectError(
      errorOf(() =>
        exactUmaFacilitator({ settlements: memorySettlements(), network: "uma:mainnet" as "uma" }),
      ),
      { code: "INVALID_OPTION", field: "network" },
    );
  });
});

test("a payment of version 2 is on the network of the offer that it accepts", () => {
  const terms = { ...shopTerms, network: "uma", maxAmountRequired: "5" } as const;
  const error = errorOf(() =>
    encodePayment({
      x402Version: 2,
      scheme: "exact",
      network: "uma-testnet",
      payload: { preimage: "07".repeat(32) },
      accepted: terms,
    }),
  );
  expectError(error, { code: "INVALID_FIELD", field: "accepted.network" });
});
