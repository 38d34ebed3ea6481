import { getRequestListener } from "@hono/node-server";
import { beforeEach, expect, test } from "vitest";
import { createInvoice, encodeInvoice, type Invoice } from "../../src/index.js";
import {
  createLnurlpHandler,
  createPayRequestHandler,
  decodeLightningInvoice,
  memoryNonces,
  type Payable,
  parseDecimal,
  type VerifiedPayment,
} from "../../src/pay/index.js";
import { createKeyResolver, createVaspHandler } from "../../src/vasp/index.js";
import { hex } from "../support/bytes.js";
import { keys } from "../support/keys.js";
import { describeEachSdk } from "./eachSdk.js";

// The SDKs sign with the first key, and have information encrypted for the second; this side the other way round.
const signingKey = keys.second.secretKey;
const multiplier = parseDecimal("23456.7");
const payerData = {
  name: { mandatory: true },
  identifier: { mandatory: true },
  compliance: { mandatory: true },
};

describeEachSdk("a payer", (around) => {
  /** What is paid here, by the path of its callback. */
  const payables = new Map<string, Payable>();
  const accepted: VerifiedPayment[] = [];
  const errors: unknown[] = [];
  let address: string;

  /** Receives for `$bob`, who speaks these versions. */
  function receive(umaMajorVersions: readonly (0 | 1)[]): void {
    const { answer, domain, node } = around();
    const onError = (error: unknown) => errors.push(error);
    const shared = {
      signingKey,
      keyResolver: createKeyResolver({ allowLoopback: true }),
      nonces: memoryNonces(),
      onError,
    };
    const metadata = `[["text/plain","Pay ${address}"]]`;
    const currency = { code: "USD", name: "US Dollar", symbol: "$", decimals: 2, multiplier };
    const currencies = [{ ...currency, convertible: { min: 1n, max: 400_000n } }];
    payables.set("/payreq/bob", {
      umaAddress: address,
      metadata,
      currencies,
      payerData,
      commentAllowed: 144,
    });
    const askReceiver = createLnurlpHandler({
      ...shared,
      domain,
      umaMajorVersions,
      find: () => ({
        callback: `http://${domain}/payreq/bob`,
        metadata,
        currencies,
        minSendable: 1000n,
        maxSendable: 10_000_000_000n,
        payerData,
        kycStatus: "VERIFIED",
        isSubjectToTravelRule: true,
        commentAllowed: 144,
      }),
    });
    const askForInvoice = createPayRequestHandler({
      ...shared,
      umaMajorVersions,
      find: ({ url }) => payables.get(new URL(url).pathname),
      rate: () => ({ multiplier, feeMsat: 250n }),
      createLightningInvoice: ({ amountMsat, descriptionHash }) =>
        node.invoiceForHash(amountMsat, hex(descriptionHash)),
      encryptionKey: keys.first.secretKey,
      accept(payment) {
        accepted.push(payment);
        return true;
      },
    });
    const wellKnown = createVaspHandler({
      keys: { signingPublicKey: keys.second.publicKey, encryptionPublicKey: keys.first.publicKey },
      configuration: { name: "VASP", umaMajorVersions },
    });
    const handler = (request: Request) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/payreq/")) return askForInvoice(request);
      return pathname.startsWith("/.well-known/lnurlp/") ? askReceiver(request) : wellKnown(request);
    };
    answer(getRequestListener(handler));
  }

  /** An invoice of Bob's, with a callback of its own, in the dialect that the SDK reads. */
  function invoiceOf(amount: bigint): Invoice {
    const { domain, language } = around();
    const invoiceUUID = crypto.randomUUID();
    const path = `/payreq/${invoiceUUID}`;
    const invoice = createInvoice(
      {
        receiverUma: address,
        invoiceUUID,
        amount,
        receivingCurrency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
        expiration: new Date(Date.now() + 600_000),
        isSubjectToTravelRule: true,
        requiredPayerData: payerData,
        commentCharsAllowed: 144,
        maxNumPayments: 1,
        kycStatus: "VERIFIED",
        callback: `http://${domain}${path}`,
      },
      signingKey,
      { integers: language === "go" ? "decimal" : "binary" },
    );
    payables.set(path, { invoice });
    return invoice;
  }

  beforeEach(() => {
    address = `$bob@${around().domain}`;
    payables.clear();
    accepted.length = 0;
    errors.length = 0;
    receive([0, 1]);
  });

  /** What the SDK understands of what it is asked for: 1,000 cents. */
  const converted = { currencyCode: "USD", decimals: 2, multiplier: 23456.7, fee: 250 };

  /** What has to be understood here of what the SDK said of Alice. */
  const understood = (changes: object = {}) => ({
    travelRuleInfo: "Zoë, 1 Main Street",
    request: {
      umaMajorVersion: 1,
      convert: "USD",
      amount: { value: 1000n, currency: "USD" },
      payerData: {
        identifier: `$alice@${around().sdk.domain}`,
        name: "Zoë",
        compliance: { kycStatus: "VERIFIED", travelRuleFormat: "IVMS@101.2023" },
      },
      comment: "coffee",
      ...changes,
    },
  });

  const amountOf = (lightningInvoice: string) => decodeLightningInvoice(lightningInvoice).amountMsat;

  test("asks for an invoice's payment, and verifies the answer", async () => {
    const { language, sdk } = around();
    const invoice = invoiceOf(1000n);

    const report = await sdk.pay({ invoice: encodeInvoice(invoice) });

    expect(errors).toEqual([]);
    expect(report).toMatchObject({
      // The JavaScript SDK verifies none.
      isInvoiceVerified: language !== "javascript",
      converted: { ...converted, amount: 1000 },
      payee: address,
    });
    expect("lightningInvoice" in report && amountOf(report.lightningInvoice)).toBe(23_456_950n);
    expect(accepted).toMatchObject([understood()]);
    // The other two SDKs drop it, so that the callback has to tell.
    const isNamed = language === "javascript" || language === "kotlin";
    expect(accepted[0]?.request.invoiceUUID).toBe(isNamed ? invoice.invoiceUUID : undefined);
  });

  test("that asks again for an invoice's payment gets the same Lightning invoice, signed anew", async () => {
    const { sdk } = around();
    const text = encodeInvoice(invoiceOf(1000n));
    const [first, second] = [await sdk.pay({ invoice: text }), await sdk.pay({ invoice: text })];
    expect(second).toMatchObject({
      lightningInvoice: "lightningInvoice" in first ? first.lightningInvoice : "none",
    });
  });

  test("asks for a payment to an address", async () => {
    const { sdk } = around();

    const report = await sdk.pay({ address, amount: "1000" });

    expect(errors).toEqual([]);
    expect(report).toMatchObject({
      currency: { code: "USD", decimals: 2, multiplier: 23456.7, minSendable: 1, maxSendable: 400_000 },
      umaVersion: "1.0",
      converted: { ...converted, amount: 1000 },
      payee: address,
    });
    expect("lightningInvoice" in report && amountOf(report.lightningInvoice)).toBe(23_456_950n);
    expect(accepted).toMatchObject([understood()]);
  });

  test("sends a number of millisatoshi to an address", async () => {
    const { sdk } = around();

    const report = await sdk.pay({ address, amount: "23456950", isMsat: true });

    expect(errors).toEqual([]);
    expect(report).toMatchObject({ converted: { ...converted, amount: 1000 } });
    expect("lightningInvoice" in report && amountOf(report.lightningInvoice)).toBe(23_456_950n);
    expect(accepted).toMatchObject([{ request: { convert: "USD", amount: { value: 23_456_950n } } }]);
    expect(accepted[0]?.request.amount.currency).toBeUndefined();
  });

  test("goes down to version 0 where the receiver speaks no other", async () => {
    const { language, sdk } = around();
    receive([0]);

    const report = await sdk.pay({ address, amount: "1000" });

    expect(errors).toEqual([]);
    const { request, ...rest } = understood({ umaMajorVersion: 0 });
    if (language === "kotlin") {
      // In version 0, it sends no comment, and names the fee of the answer as no other SDK does.
      const { comment, ...others } = request;
      expect(accepted).toMatchObject([{ request: others, ...rest }]);
      expect(report).toMatchObject({ reason: expect.stringContaining("MissingFieldException") });
      return;
    }
    expect(accepted).toMatchObject([{ request, ...rest }]);
    expect(report).toMatchObject({ umaVersion: "0.3", converted });
    expect("lightningInvoice" in report && amountOf(report.lightningInvoice)).toBe(23_456_950n);
  });
});
