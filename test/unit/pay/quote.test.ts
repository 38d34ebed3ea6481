import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createInvoice, type VerifiedInvoice, verifyInvoice } from "../../../src/index.js";
import {
  createPayer,
  decodeLightningInvoice,
  type PayerOptions,
  type PayLimits,
  parseDecimal,
  type Quote,
} from "../../../src/pay/index.js";
import { type Agreement, toQuote } from "../../../src/pay/quote.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keyResolverOf } from "../../support/keyResolverOf.js";
import { keys } from "../../support/keys.js";
import { type Lies, payingWallet, payReceiver, receiverUma } from "../../support/payReceiver.js";
import { payee } from "../../support/rawLightningInvoice.js";
import { beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const now = () => beforeExpiration;
const invoice = verifyInvoice(createInvoice(requiredFields, keys.first.secretKey), {
  publicKey: keys.first.publicKey,
  now: beforeExpiration,
});
/** What the invoice costs by the receiver's rate: 1000 × 23,400 + 250. */
const costs = 23_400_250n;

function setUp(lies: Lies = {}, options: Partial<PayerOptions> = {}) {
  const receiver = payReceiver(now, lies);
  const wallet = payingWallet(receiver);
  const quotes: Quote[] = [];
  const payer = createPayer({
    identifier: "$alice@vasp1.com",
    compliance: { kycStatus: "VERIFIED" },
    signingKey: keys.second.secretKey,
    wallet,
    keyResolver: keyResolverOf(keys.first),
    confirm: (quote) => {
      quotes.push(quote);
      return true;
    },
    now,
    fetch: receiver.fetch,
    ...options,
  });
  return { payer, wallet, quotes };
}

async function refusalOf(lies: Lies, options?: Partial<PayerOptions>) {
  const { payer, wallet } = setUp(lies, options);
  const error = await rejectionOf(payer.pay(invoice as VerifiedInvoice));
  expect(wallet.paid).toEqual([]);
  return error;
}

async function quoteOf(lies: Lies, options?: Partial<PayerOptions>): Promise<Quote> {
  const { payer, quotes } = setUp(lies, options);
  await payer.pay(invoice);
  return quotes[0]!;
}

const converted = (changes: object): Lies => ({
  signed: (response) => ({ ...response, converted: { ...response.converted, ...changes } }),
});
const nanobitcoin = (amountMsat: bigint): Lies => ({ prefix: `lnbc${amountMsat * 10n}p` });
const channels = (changes: object): Lies => ({
  signed: ({ payeeData, ...response }) => ({
    ...response,
    payeeData: { ...payeeData, compliance: { ...payeeData.compliance, ...changes } },
  }),
});

describe("nothing is paid to a receiver that", () => {
  test.each<[string, string, Lies]>([
    ["gets another amount", "converted.amount", converted({ amount: 999n })],
    ["gets another currency", "converted.currencyCode", converted({ currencyCode: "EUR" })],
    ["counts other decimals", "converted.decimals", converted({ decimals: 3 })],
    ["takes another fee than it asks for", "lightningInvoice.amountMsat", converted({ fee: 252n })],
    [
      "has another rate than it asks for",
      "lightningInvoice.amountMsat",
      converted({ multiplier: parseDecimal("23401") }),
    ],
    ["is on another network", "lightningInvoice.network", { prefix: `lntb${costs * 10n}p` }],
    ["takes any amount", "lightningInvoice.amountMsat", { prefix: "lnbc" }],
    ["asks for two millisatoshi more", "lightningInvoice.amountMsat", nanobitcoin(costs + 2n)],
    ["asks for two millisatoshi less", "lightningInvoice.amountMsat", nanobitcoin(costs - 2n)],
    ["leaves too little time", "lightningInvoice.expiresAt", { expirySeconds: 9 }],
    ["names another node", "lightningInvoice.payee", channels({ nodePubKey: `02${"ab".repeat(32)}` })],
    [
      "is another node than it names",
      "lightningInvoice.payee",
      { payeeSecretKey: new Uint8Array(32).fill(7) },
    ],
  ])("%s", async (_, field, lies) => {
    expectError(await refusalOf(lies), { code: "QUOTE_REFUSED", field });
  });

  test("gives no Lightning invoice", async () => {
    const error = await refusalOf({ signed: (response) => ({ ...response, pr: "lnbc1" }) });
    expect(error.code).toBe("INVALID_LIGHTNING_INVOICE");
  });
});

test.each([[costs - 1n], [costs], [costs + 1n]])(
  "%s millisatoshi are as good as rounded otherwise",
  async (amountMsat) => {
    expect((await quoteOf(nanobitcoin(amountMsat))).amountMsat).toBe(amountMsat);
  },
);

test("the margin is the payer's", async () => {
  expect((await quoteOf({ expirySeconds: 9 }, { marginSeconds: 9 })).expiresAt).toBe(beforeExpiration + 9);
});

test("the network is the payer's", async () => {
  const quote = await quoteOf({ prefix: `lnbcrt${costs * 10n}p` }, { network: "regtest" });
  expect(quote.lightningInvoice.network).toBe("regtest");
});

test("a node's key may be in upper case, and may be missing, which is noted", async () => {
  expect((await quoteOf(channels({ nodePubKey: payee.toUpperCase() }))).notes).toEqual([]);
  for (const nodePubKey of [undefined, ""])
    expect((await quoteOf(channels({ nodePubKey }))).notes).toMatchObject([{ code: "NO_NODE_KEY" }]);
});

describe("limits", () => {
  const rate = (multiplier: string, maxRateDeviation: number): PayLimits => ({
    rate: () => parseDecimal(multiplier),
    maxRateDeviation,
  });

  test.each<[string, PayLimits]>([
    ["just the amount", { maxAmountMsat: costs }],
    ["the receiver's own rate, and its fee within the deviation", rate("23400", 0.00002)],
    ["a rate that is 2 % lower, and as much deviation", rate("22942", 0.02)],
    ["a rate that is far higher: the receiver asks for less", rate("999999", 0)],
    ["no limit, where there is confirm", {}],
  ])("let through: %s", async (_, limits) => {
    expect((await quoteOf({}, { limits })).amountMsat).toBe(costs);
  });

  test.each<[string, PayLimits, string]>([
    ["a millisatoshi less", { maxAmountMsat: costs - 1n }, "amountMsat"],
    ["nothing", { maxAmountMsat: 0n }, "amountMsat"],
    ["the receiver's own rate, and no fee", rate("23400", 0), "amountMsat"],
    ["a rate that is 2 % lower, and less deviation", rate("22942", 0.019), "amountMsat"],
    ["no rate for the currency", { rate: async () => undefined, maxRateDeviation: 1 }, "currency"],
  ])("refuse: %s", async (_, limits, field) => {
    expectError(await refusalOf({}, { limits }), { code: "QUOTE_REFUSED", field });
  });

  test("the rate is asked for by the currency", async () => {
    const asked: unknown[] = [];
    const limits = {
      rate: (currency: unknown) => {
        asked.push(currency);
        return parseDecimal("24000");
      },
      maxRateDeviation: 0,
    };
    await quoteOf({}, { limits });
    expect(asked).toEqual([{ code: "USD", decimals: 2 }]);
  });

  test.each([[5], [{ numerator: -1n, scale: 0 }], ["23400"]])(
    "a rate of the payer's that is none is told so",
    async (value) => {
      const limits = { rate: () => value as never, maxRateDeviation: 0 };
      expectError(await refusalOf({}, { limits }), { code: "INVALID_OPTION", field: "limits.rate" });
    },
  );

  test.each([
    [undefined, 234_002n],
    [5n, 5n],
  ])("routing may cost a hundredth, or what is said: %s", async (maxFeeMsat, most) => {
    const limits = maxFeeMsat === undefined ? {} : { maxFeeMsat };
    expect((await quoteOf({}, { limits })).maxFeeMsat).toBe(most);
  });
});

describe("notes on", () => {
  const agreement: Agreement = {
    receiverUma,
    amount: 1000n,
    currency: "USD",
    decimals: 2,
    payerDataJson: '{"identifier":"$alice@vasp1.com"}',
  };
  const checks = { network: "bitcoin", limits: {}, seconds: beforeExpiration, marginSeconds: 10 } as const;
  async function notes(changes: Partial<Agreement>, old = false) {
    const text = (await quoteOf({})).lightningInvoice.text;
    const rates = { currencyCode: "USD", decimals: 2, multiplier: parseDecimal("23400"), fee: 250n };
    const compliance = {
      utxos: [],
      nodePubKey: payee,
      signature: "",
      signatureNonce: "",
      signatureTimestamp: 0,
    };
    const response = old
      ? ({ umaMajorVersion: 0, pr: text, routes: [], converted: rates, compliance } as const)
      : ({
          umaMajorVersion: 1,
          pr: text,
          routes: [],
          converted: { amount: 1000n, ...rates },
          payeeData: { compliance },
        } as const);
    const quote = await toQuote(response, { ...agreement, ...changes }, checks);
    expect(Object.isFrozen(quote)).toBe(true);
    return quote.notes.map(({ code }) => code);
  }

  test("a small amount let routing cost 10 satoshi", async () => {
    const receiver = payReceiver(now);
    const wallet = payingWallet(receiver);
    let quote: Quote | undefined;
    const payer = createPayer({
      identifier: "$alice@vasp1.com",
      compliance: { kycStatus: "VERIFIED" },
      signingKey: keys.second.secretKey,
      wallet,
      keyResolver: keyResolverOf(keys.first),
      confirm: (asked) => {
        quote = asked;
        return true;
      },
      now,
      fetch: receiver.fetch,
    });
    await payer.payAddress({ umaAddress: receiverUma, amount: 1n, currency: "USD", decimals: 2 });
    expect(quote!.maxFeeMsat).toBe(10_000n);
  });

  test("a response of version 0: nothing of it is signed", async () => {
    expect(await notes({}, true)).toEqual(["UNSIGNED"]);
  });

  test("the description, where it is known", async () => {
    // What the receiver of these tests describes is the word "metadata".
    expect(createHash("sha256").update("metadata").digest("hex")).toBe(
      decodeLightningInvoice((await quoteOf({})).lightningInvoice.text).descriptionHash,
    );
    expect(await notes({ metadata: "metadata" })).toEqual([]);
    expect(await notes({ metadata: "meta", payerDataJson: "data" })).toEqual([]);
    expect(await notes({ metadata: "[]" })).toEqual(["DESCRIPTION_HASH_DIFFERS"]);
    expect(await notes({ metadata: "\ud800" })).toEqual(["DESCRIPTION_HASH_DIFFERS"]);
    expect(await notes({ metadata: "[]", invoiceUUID: requiredFields.invoiceUUID })).toEqual([
      "DESCRIPTION_HASH_DIFFERS",
    ]);
  });
});
