import { describe, expect, test } from "vitest";
import {
  createLnurlpHandler,
  createPayer,
  createPayRequestHandler,
  decodeLightningInvoice,
  decodeLnurlpResponse,
  decodePayResponse,
  type PayerOptions,
  parseDecimal,
  type VerifiedPayment,
} from "../../src/pay/index.js";
import { hex } from "../support/bytes.js";
import { rejectionOf } from "../support/errorOf.js";
import { readJson } from "../support/fixtures.js";
import type { HandshakeFixtures } from "../support/handshakeFixtures.js";
import { keyDocument } from "../support/keyDocument.js";
import { keyResolverOf } from "../support/keyResolverOf.js";
import { keys } from "../support/keys.js";
import {
  integerWords,
  rawLightningInvoice,
  requiredFields,
  wordsOf,
} from "../support/rawLightningInvoice.js";

const { preimage, invoices } = readJson<{ preimage: string; invoices: { [amountMsat: string]: string } }>(
  "handshake/lightning.json",
);

describe.each(["go", "javascript", "python", "kotlin"])("what the SDK in %s wrote", (language) => {
  const messages = readJson<HandshakeFixtures>(`handshake/${language}/messages.json`);

  const signedAt: number = JSON.parse(messages.lnurlpResponse1).compliance.signatureTimestamp;

  /** Alice's VASP, when the messages were written, and what her wallet was asked to pay. */
  function alice(major: 0 | 1, changes: Partial<PayerOptions> = {}) {
    const lnurlpResponse = messages[`lnurlpResponse${major}`];
    const answers: { readonly [path: string]: string } = {
      "/.well-known/lnurlp/$bob": lnurlpResponse,
      "/.well-known/lnurlpubkey": JSON.stringify(keyDocument(keys.first)),
      "/payreq/$bob": messages[`payResponse${major}`],
    };
    const asked: string[] = [];
    const payer = createPayer({
      identifier: "$alice@vasp1.com",
      compliance: { kycStatus: "VERIFIED" },
      signingKey: keys.first.secretKey,
      wallet: {
        async sendPayment(paymentRequest) {
          asked.push(paymentRequest);
          return { preimage };
        },
      },
      keyResolver: keyResolverOf(keys.first),
      limits: { maxAmountMsat: 100_000_000n },
      umaMajorVersions: [major],
      now: () => signedAt,
      fetch: async (url) => new Response(answers[new URL(url as string).pathname]),
      ...changes,
    });
    return { payer, asked };
  }

  const order = { umaAddress: "$bob@vasp2.com", amount: 1000n, currency: "USD", decimals: 2 };

  test("in major version 1 is what Bob is paid after", async () => {
    const { payer, asked } = alice(1);
    const { agreed } = await payer.payAddress(order);
    expect(agreed).toMatchObject({
      receiverUma: "$bob@vasp2.com",
      amount: 1000n,
      currency: "USD",
      amountMsat: 23_400_750n,
      receiverFeeMsat: 250n,
    });
    expect(asked).toEqual([invoices["23400750"]]);
  });

  test("in major version 0 is paid if it asks for the amount: only the Python SDK does", async () => {
    const { payer, asked } = alice(0);
    if (language === "python") {
      expect((await payer.payAddress(order)).agreed).toMatchObject({ amountMsat: 23_400_750n });
      expect(asked).toEqual([invoices["23400750"]]);
      return;
    }
    const refusal =
      language === "kotlin"
        ? { code: "INVALID_MESSAGE", field: "paymentInfo.exchangeFeesMillisatoshi" }
        : { code: "QUOTE_REFUSED", field: "lightningInvoice.amountMsat" };
    expect(await rejectionOf(payer.payAddress(order))).toMatchObject(refusal);
    expect(asked).toEqual([]);
  });

  test("is refused to others than it was signed for", async () => {
    const { payer, asked } = alice(1, { identifier: "$mallory@vasp1.com" });
    expect(await rejectionOf(payer.payAddress(order))).toMatchObject({ code: "INVALID_SIGNATURE" });
    expect(asked).toEqual([]);
  });

  /** Bob's VASP, when the messages were written. */
  function bob() {
    const accepted: VerifiedPayment[] = [];
    const errors: unknown[] = [];
    const multiplier = parseDecimal("23400");
    const currency = { code: "USD", name: "US Dollar", symbol: "$", decimals: 2, multiplier };
    const receiver = {
      callback: "https://vasp2.com/payreq/$bob",
      metadata: '[["text/plain","Bob"]]',
      currencies: [{ ...currency, convertible: { min: 1n, max: 10_000n } }],
      minSendable: 1n,
      maxSendable: 1_000_000_000n,
      payerData: { name: { mandatory: true } },
      kycStatus: "VERIFIED",
      isSubjectToTravelRule: true,
      commentAllowed: 144,
    } as const;
    const shared = {
      umaMajorVersions: [0, 1] as const,
      signingKey: keys.second.secretKey,
      keyResolver: keyResolverOf(keys.first),
      now: () => signedAt,
      onError: (error: unknown) => errors.push(error),
    };
    const askReceiver = createLnurlpHandler({ ...shared, domain: "vasp2.com", find: () => receiver });
    const askForInvoice = createPayRequestHandler({
      ...shared,
      find: () => ({ umaAddress: "$bob@vasp2.com", ...receiver }),
      rate: () => ({ multiplier, feeMsat: 250n }),
      createLightningInvoice: ({ amountMsat, descriptionHash, expirySeconds }) =>
        rawLightningInvoice({
          prefix: `lnbc${amountMsat * 10n}p`,
          timestamp: signedAt,
          fields: [
            ...requiredFields.filter(([type]) => type !== "d"),
            ["h", wordsOf(hex(descriptionHash))],
            ["x", integerWords(expirySeconds)],
          ],
        }),
      encryptionKey: keys.second.secretKey,
      accept(payment) {
        accepted.push(payment);
        return true;
      },
    });
    const pay = (body: string) => {
      const headers = { "content-type": "application/json" };
      return askForInvoice(new Request(receiver.callback, { method: "POST", headers, body }));
    };
    return { askReceiver, pay, accepted, errors };
  }

  test.each([0, 1] as const)("in major version %i is answered by Bob", async (major) => {
    const { askReceiver, pay, accepted, errors } = bob();

    const asked = await askReceiver(new Request(messages[`lnurlpRequest${major}`]));
    expect(decodeLnurlpResponse(await asked.text()).umaVersion).toBe(major === 1 ? "1.0" : "0.3");

    const answer = await (await pay(messages[`payRequest${major}`])).text();
    expect(errors).toEqual([]);
    const { pr, converted } = decodePayResponse(answer);
    expect(converted).toMatchObject({ currencyCode: "USD", fee: 250n });
    expect(decodeLightningInvoice(pr).amountMsat).toBe(23_400_250n);
    expect(accepted).toMatchObject([
      {
        travelRuleInfo: "Zoë, 1 Main Street",
        request: {
          umaMajorVersion: major,
          amount: { value: 1000n, currency: "USD" },
          payerData: { identifier: "$alice@vasp1.com", name: "Zoë", compliance: { kycStatus: "VERIFIED" } },
        },
      },
    ]);
  });

  test("is refused by Bob once it is old, or came before", async () => {
    const { pay, accepted } = bob();
    expect(await (await pay(messages.payRequest1)).json()).toHaveProperty("pr");
    expect(await (await pay(messages.payRequest1)).json()).toMatchObject({ code: "INVALID_NONCE" });
    const { payerData } = JSON.parse(messages.payRequest0);
    payerData.compliance.signatureTimestamp -= 301;
    const old = JSON.stringify({ ...JSON.parse(messages.payRequest0), payerData });
    expect(await (await pay(old)).json()).toMatchObject({ code: "INVALID_TIMESTAMP" });
    expect(accepted).toHaveLength(1);
  });
});
