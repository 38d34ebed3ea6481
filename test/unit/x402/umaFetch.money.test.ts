import { describe, expect, test } from "vitest";
import { createInvoice, encodeInvoice, type UmaInvoiceError } from "../../../src/index.js";
import { createUmaFetch } from "../../../src/x402/index.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { beforeExpiration, requiredFields } from "../../support/sampleFields.js";
import { type Sale, sellWeather } from "../../support/sellWeather.js";

const versions = [1, 2] as const;

const umaInvoice = encodeInvoice(createInvoice(requiredFields, keys.first.secretKey));
const dollars = (decimals: number) => ({ ...requiredFields.receivingCurrency, decimals });

/** Why the only offer was refused, before anything was paid. */
async function reasonOf(sale: Sale): Promise<UmaInvoiceError> {
  const { umaFetch, url, orders } = await sellWeather(sale);
  const error = await rejectionOf(umaFetch(url));
  expectError(error, { code: "OFFER_REFUSED", field: "accepts" });
  expect(orders).toHaveLength(0);
  const [reason = expect.fail()] = (error.cause as AggregateError).errors;
  return reason;
}

describe("a limit is one of money", () => {
  test.each(["10.00", "10", { amount: 1000n, decimals: 2 }, { amount: 10_000n, decimals: 3 }])(
    "so that 1000 whole dollars are not paid for a limit of ten: %o",
    async (limit) => {
      const invoice = { receivingCurrency: dollars(0) };
      const reason = await reasonOf({ invoice, client: { maxAmount: { USD: limit } } });
      expectError(reason, { code: "OFFER_REFUSED", field: "amount", says: ["1 to 10,", "1000"] });
    },
  );

  test.each([3, 30])(
    "so that no more units are paid because they are said to have %d decimals",
    async (decimals) => {
      const invoice = { amount: 1001n, receivingCurrency: dollars(decimals) };
      const reason = await reasonOf({ invoice, offers: [{ maxAmountRequired: "1001" }] });
      expectError(reason, { code: "OFFER_REFUSED", field: "amount", says: ["1 to 1000,", "1001"] });
    },
  );

  test("so that mills are paid as mills", async () => {
    const { umaFetch, url, orders } = await sellWeather({
      invoice: { receivingCurrency: dollars(3) },
      client: { maxAmount: { USD: "1" } },
    });
    await umaFetch(url);
    expect(orders).toHaveLength(1);
  });

  test("which tells of an address only in the decimals that the limit has itself", async () => {
    const reason = await reasonOf({ invoice: "none", client: { maxAmount: { USD: "10.00" } } });
    expectError(reason, {
      code: "OFFER_REFUSED",
      field: "extra.umaInvoice",
      says: ["how many decimals", "a limit with decimals in maxAmount, found neither"],
    });
  });

  test.each([0, 3, "2", {}])("and refuses an offer that counts otherwise: %j", async (decimals) => {
    const address = await reasonOf({ invoice: "none", offers: [{ extra: { decimals } }] });
    const field = "extra.decimals";
    expectError(address, { code: "OFFER_REFUSED", field, says: ["2, those of the limit"] });
    const invoice = await reasonOf({ offers: [{ extra: { decimals, umaInvoice } }] });
    expectError(invoice, { code: "OFFER_REFUSED", field, says: ["2, those of its invoice"] });
  });

  test.each([{ decimals: 2 }, { decimals: null }, {}])(
    "and takes one that counts the same: %j",
    async (extra) => {
      const { umaFetch, url, orders } = await sellWeather({ invoice: "none", offers: [{ extra }] });
      await umaFetch(url);
      expect(orders).toStrictEqual([
        { umaAddress: "$bob@vasp2.com", amount: 1000n, currency: "USD", decimals: 2 },
      ]);
    },
  );

  test("and not a bare number of smallest units, which says not what it counts", () => {
    const options = { pay: async () => "", keyResolver: { resolve: () => expect.fail() } };
    expectRefusal(() => createUmaFetch({ ...options, maxAmount: { USD: 1000n as never } }), {
      code: "INVALID_OPTION",
      field: "maxAmount.USD",
      says: ['"10.00"', "{ amount: 1000n, decimals: 2 }"],
    });
  });

  test("and stays what it was, whatever its object becomes", async () => {
    const maxAmount = { USD: { amount: 999n, decimals: 2 } };
    const { umaFetch, url } = await sellWeather({ client: { maxAmount } });
    maxAmount.USD.amount = 5000n;
    expectError(await rejectionOf(umaFetch(url)), { code: "OFFER_REFUSED", field: "accepts" });
  });

  test("and has to be readable", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const options = { pay: async () => "", keyResolver: { resolve: () => expect.fail() } };
    expectRefusal(() => createUmaFetch({ ...options, maxAmount: proxy }), {
      code: "INVALID_OPTION",
      field: "maxAmount",
    });
  });
});

test("an invoice that may not be paid at all is not", async () => {
  const reason = await reasonOf({ invoice: { maxNumPayments: 0 } });
  expectError(reason, { code: "OFFER_REFUSED", field: "maxNumPayments", says: ["found 0"] });
});

describe("an offer that takes its invoice alone", () => {
  test("is paid by its invoice, and the order says so", async () => {
    const offers = [{ extra: { invoiceOnly: true, umaInvoice } }];
    const { umaFetch, url, orders } = await sellWeather({ offers });
    await umaFetch(url);
    expect(orders).toMatchObject([{ invoice: { amount: 1000n }, invoiceOnly: true }]);
  });

  test("is not paid if it has none", async () => {
    const reason = await reasonOf({ invoice: "none", offers: [{ extra: { invoiceOnly: true } }] });
    expectError(reason, {
      code: "OFFER_REFUSED",
      field: "extra.umaInvoice",
      says: ["expected an invoice, since nothing else counts as paid, found none"],
    });
  });

  test.each([{}, { invoiceOnly: false }, { invoiceOnly: null }])(
    "is not one that says %j: the order says nothing of it",
    async (extra) => {
      const offers = [{ extra: { ...extra, umaInvoice } }];
      const { umaFetch, url, orders } = await sellWeather({ offers });
      await umaFetch(url);
      expect(orders[0]).not.toHaveProperty("invoiceOnly");
    },
  );
});

describe.each(versions)("of the payment flows, in version %i", (version) => {
  test.each(["authorization", "escrow", "", 7])("%j is refused", async (paymentFlow) => {
    const reason = await reasonOf({ version, invoice: "none", offers: [{ extra: { paymentFlow } }] });
    expectError(reason, { code: "OFFER_REFUSED", field: "extra.paymentFlow", says: ["upfront"] });
  });

  test.each(["upfront", null])("%j is taken", async (paymentFlow) => {
    const offers = [{ extra: { paymentFlow } }];
    const { umaFetch, url } = await sellWeather({ version, invoice: "none", offers });
    expect((await umaFetch(url)).status).toBe(200);
  });
});

describe("what cannot arrive in time is not paid", () => {
  test.each([
    [11, 0, undefined, "paid"],
    [10, 0, undefined, "paid"],
    [9, 0, undefined, "OFFER_REFUSED"],
    [20, 11, undefined, "OFFER_REFUSED"],
    [20, 20, undefined, "INVOICE_EXPIRED"],
    [20, 19, 0, "paid"],
    [20, 20, 0, "INVOICE_EXPIRED"],
    [70, 11, 60, "OFFER_REFUSED"],
  ] as const)(
    "an invoice with %i seconds left, whose key takes %i of them, by a margin of %s: %s",
    async (left, seconds, marginSeconds, outcome) => {
      let now = requiredFields.expiration - left;
      const keyResolver = {
        async resolve() {
          now += seconds;
          return { publicKey: new Uint8Array(Buffer.from(keys.first.publicKey, "hex")), cached: false };
        },
      };
      const margin = marginSeconds === undefined ? {} : { marginSeconds };
      const sale = { client: { now: () => now, keyResolver, ...margin } };
      if (outcome !== "paid")
        return expectError(await reasonOf(sale), { code: outcome, field: "expiration" });
      const { umaFetch, url } = await sellWeather(sale);
      expect((await umaFetch(url)).status).toBe(200);
    },
  );

  test("and an error says how much time there was", async () => {
    const reason = await reasonOf({ client: { now: () => requiredFields.expiration - 9 } });
    expectError(reason, {
      code: "OFFER_REFUSED",
      field: "expiration",
      says: ["expected 10 seconds or more to pay in, found 9"],
    });
  });

  test("and an address is, whose offer leaves just the margin", async () => {
    const { umaFetch, url } = await sellWeather({ invoice: "none", offers: [{ maxTimeoutSeconds: 10 }] });
    expect((await umaFetch(url)).status).toBe(200);
  });

  test("nor an address whose offer is no longer good", async () => {
    const reason = await reasonOf({ invoice: "none", offers: [{ maxTimeoutSeconds: 9 }] });
    expectError(reason, { code: "OFFER_REFUSED", field: "maxTimeoutSeconds", says: ["10 seconds", "9"] });
  });

  test("nor anything by a clock that tells no time", async () => {
    const { umaFetch, url, orders } = await sellWeather({ client: { now: () => 1_704_067_200_000 } });
    expectError(await rejectionOf(umaFetch(url)), {
      code: "INVALID_OPTION",
      field: "now",
      says: ["milliseconds"],
    });
    expect(orders).toHaveLength(0);
  });

  test.each(["none", {}] as const)(
    "nor by one that stops while the offer is checked: %j",
    async (invoice) => {
      let asked = 0;
      const good = invoice === "none" ? 1 : 2;
      const now = () => (asked++ < good ? beforeExpiration : Number.NaN);
      expectError(await reasonOf({ invoice, client: { now } }), { code: "INVALID_OPTION", field: "now" });
    },
  );
});

describe("an extension that is required", () => {
  test.each([{ info: { required: true } }, { required: true }])(
    "and not known is not paid: %j",
    async (extension) => {
      const message = { extensions: { "sign-in": extension } };
      const { umaFetch, url, orders } = await sellWeather({ version: 2, message });
      expectError(await rejectionOf(umaFetch(url)), {
        code: "OFFER_REFUSED",
        field: "extensions",
        says: ['"sign-in"'],
      });
      expect(orders).toHaveLength(0);
    },
  );

  const limited = (id: object) => ({ info: { required: true }, schema: { properties: { id } } });

  test.each([
    { info: 7, required: true },
    limited({ minLength: 33 }),
    limited({ maxLength: 31 }),
    limited({ pattern: "^order-" }),
    limited({ pattern: "^([0-9a-f]+)+!$" }),
  ])("and asks for a name that is not ours to give is not paid: %j", async (extension) => {
    const message = { extensions: { "payment-identifier": extension } };
    const { umaFetch, url, orders } = await sellWeather({ version: 2, message });
    expectError(await rejectionOf(umaFetch(url)), {
      code: "OFFER_REFUSED",
      field: "extensions",
      says: ['"payment-identifier"'],
    });
    expect(orders).toHaveLength(0);
  });

  test.each([{ info: { required: false } }, { info: null }, { info: {} }, null, "x", []])(
    "is not one that says %j",
    async (extension) => {
      const message = { extensions: { other: extension } };
      const { umaFetch, url } = await sellWeather({ version: 2, message });
      expect((await umaFetch(url)).status).toBe(200);
    },
  );
});
