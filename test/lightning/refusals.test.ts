import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { hex, utf8 } from "../support/bytes.js";
import { integerWords, rawLightningInvoice, wordsOf } from "../support/rawLightningInvoice.js";
import { lightningPayment } from "../support/shopPayments.js";
import { moved } from "./moved.js";
import type { Answer } from "./node.js";
import { describeWithNodes } from "./nodes.js";
import { costMsat, type PayerVasp, type ReceiverVasp, startPayerVasp, startReceiverVasp } from "./vasps.js";

// No signature of the handshake covers an amount or the Lightning invoice: who gets between the VASPs writes there
// what he likes, and so does a receiver. Alice's node would pay nearly all of what is asked for here.
describeWithNodes("nothing leaves the wallet for an answer that", (nodes) => {
  let payer: PayerVasp;
  let receiver: ReceiverVasp;
  beforeAll(async () => {
    receiver = await startReceiverVasp(nodes.bob);
    payer = await startPayerVasp(nodes.alice);
  });
  afterEach(() => receiver.tamper());
  afterAll(async () => {
    await payer.close();
    await receiver.close();
  });

  const cents = 1000n;
  const lightningInvoice = (amountMsat: bigint, expirySeconds = 600) =>
    nodes.bob.createInvoice({ amountMsat, expirySeconds });
  /** An invoice of somebody else's. */
  const foreignInvoice = (prefix: string) =>
    rawLightningInvoice({
      prefix: `${prefix}${costMsat(cents)}0p`,
      timestamp: Math.floor(Date.now() / 1000),
      fields: [
        ["p", wordsOf(hex(lightningPayment().paymentHash))],
        ["s", wordsOf(hex("11".repeat(32)))],
        ["d", wordsOf(utf8("Coffee"))],
        ["9", [16, 8, 0]],
        ["x", integerWords(600)],
      ],
    });

  /** What becomes of the answer; all else of it stays as it was. */
  type Change = (response: Answer) => Answer | Promise<Answer>;
  const converted =
    (changes: object, amountMsat = costMsat(cents)): Change =>
    async (response) => ({
      ...response,
      pr: await lightningInvoice(amountMsat),
      converted: { ...response.converted, ...changes },
    });

  test.each<readonly [what: string, change: Change, refusal: object]>([
    [
      "asks for a little more than the rate makes of the bill",
      async (response) => ({ ...response, pr: await lightningInvoice(costMsat(cents) + 2n) }),
      { code: "QUOTE_REFUSED", field: "lightningInvoice.amountMsat" },
    ],
    [
      "asks for more than the payer's limit, with a rate to fit",
      converted({ multiplier: 100_000_000, fee: 0 }, 100_000_000_000n),
      { code: "QUOTE_REFUSED", field: "amountMsat" },
    ],
    [
      "counts another amount",
      converted({ amount: 2000 }, costMsat(2000n)),
      { code: "QUOTE_REFUSED", field: "converted.amount" },
    ],
    [
      "counts in another currency",
      converted({ currencyCode: "EUR" }),
      { code: "QUOTE_REFUSED", field: "converted.currencyCode" },
    ],
    [
      "counts in tenths of a cent",
      converted({ decimals: 3 }),
      { code: "QUOTE_REFUSED", field: "converted.decimals" },
    ],
    [
      "leaves the amount to the payer",
      async (response) => ({ ...response, pr: await lightningInvoice(0n) }),
      { code: "QUOTE_REFUSED", field: "lightningInvoice.amountMsat" },
    ],
    [
      "has another node paid",
      (response) => ({ ...response, pr: foreignInvoice("lnbcrt") }),
      { code: "QUOTE_REFUSED", field: "lightningInvoice.payee" },
    ],
    [
      "has the money paid on the main network",
      (response) => ({ ...response, pr: foreignInvoice("lnbc") }),
      { code: "QUOTE_REFUSED", field: "lightningInvoice.network" },
    ],
    [
      "is about to expire",
      async (response) => ({ ...response, pr: await lightningInvoice(costMsat(cents), 5) }),
      { code: "QUOTE_REFUSED", field: "lightningInvoice.expiresAt" },
    ],
    [
      "is for somebody else",
      (response) => ({
        ...response,
        payeeData: { ...response.payeeData, identifier: "$mallory@example.com" },
      }),
      { code: "INVALID_MESSAGE", field: "payeeData.identifier" },
    ],
    [
      "somebody else has signed",
      (response) => ({
        ...response,
        payeeData: {
          ...response.payeeData,
          compliance: { ...response.payeeData.compliance, signatureNonce: "1" },
        },
      }),
      { code: "INVALID_SIGNATURE" },
    ],
  ])("%s", async (_, change, refusal) => {
    const invoice = await payer.read(receiver.bill({ amount: cents }));
    receiver.tamper(change);
    const { result, ...money } = await moved(nodes, () => payer.pay(invoice).catch((error) => error));
    expect(result).toMatchObject(refusal);
    expect(money).toEqual({ paidMsat: 0n, receivedMsat: 0n, payments: 0 });
  });

  test("asks for more than the money is worth by the payer's own rate", async () => {
    const rate = () => ({ numerator: 16_000n, scale: 0 });
    const limits = { maxAmountMsat: 20_000_000n, rate, maxRateDeviation: 0.02 };
    const invoice = await payer.read(receiver.bill({ amount: cents }));
    const { result, ...money } = await moved(nodes, () =>
      payer
        .another({ limits })
        .pay(invoice)
        .catch((error) => error),
    );
    expect(result).toMatchObject({ code: "QUOTE_REFUSED", field: "amountMsat" });
    expect(money).toEqual({ paidMsat: 0n, receivedMsat: 0n, payments: 0 });
  });

  test("was refused, and pays the bill when it is answered as it should be", async () => {
    const invoice = await payer.read(receiver.bill({ amount: cents }));
    receiver.tamper(converted({ amount: 1 }, 1n));
    await expect(payer.pay(invoice)).rejects.toMatchObject({ code: "QUOTE_REFUSED" });
    receiver.tamper();
    expect((await moved(nodes, () => payer.pay(invoice))).receivedMsat).toBe(costMsat(cents));
  });
});
