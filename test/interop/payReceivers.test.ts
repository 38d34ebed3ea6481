import { getRequestListener } from "@hono/node-server";
import { beforeEach, expect, test } from "vitest";
import { createPayer, type Payer, type PayerOptions, type Quote } from "../../src/pay/index.js";
import { createKeyResolver, createVaspHandler, verifyInvoiceWithResolver } from "../../src/vasp/index.js";
import { rejectionOf } from "../support/errorOf.js";
import { keys } from "../support/keys.js";
import { describeEachSdk } from "./eachSdk.js";

// The SDKs sign with the first key, and have information encrypted for the second; this side the other way round.
const signingKey = keys.second.secretKey;

describeEachSdk("a receiver", (around) => {
  const keyResolver = createKeyResolver({ allowLoopback: true });
  let payer: Payer;
  let payerData: object;

  const createAlice = (changes: Partial<PayerOptions> = {}) =>
    createPayer({
      identifier: `$alice@${around().domain}`,
      payerData: { name: "Zoë" },
      compliance: {
        kycStatus: "VERIFIED",
        utxoCallback: `http://${around().domain}/utxos`,
        travelRule: { information: "Zoë, 1 Main Street", format: "IVMS@101.2023" },
      },
      signingKey,
      wallet: around().node.wallet,
      keyResolver,
      limits: { maxAmountMsat: 2n ** 53n },
      allowLoopback: true,
      ...changes,
    });

  beforeEach(() => {
    const { answer, domain, node } = around();
    const handler = createVaspHandler({
      keys: { signingPublicKey: keys.second.publicKey, encryptionPublicKey: keys.first.publicKey },
      configuration: {
        name: "VASP",
        umaMajorVersions: [0, 1],
        umaRequestEndpoint: `http://${domain}/uma/requests`,
      },
    });
    answer(getRequestListener(handler));
    node.paid.length = 0;
    payer = createAlice();
    payerData = {
      currency: "USD",
      payer: `$alice@${domain}`,
      name: "Zoë",
      kycStatus: "VERIFIED",
      travelRuleInfo: "Zoë, 1 Main Street",
      travelRuleFormat: "IVMS@101.2023",
    };
  });

  const order = (changes: { readonly amount?: bigint } = {}) => ({
    umaAddress: `$bob@${around().sdk.domain}`,
    amount: 1000n,
    currency: "USD",
    decimals: 2,
    ...changes,
  });

  const ofJavaScriptAndKotlin = () => ["javascript", "kotlin"].includes(around().language);

  test("is paid its invoice, once, and reads what is said of the payer", async () => {
    const { sdk, node } = around();
    const invoice = await verifyInvoiceWithResolver(await sdk.invoice(1000n), { keyResolver });

    const payment = await payer.pay(invoice, { comment: "coffee" });

    expect(payment).toMatchObject({ isRepeated: false, agreed: { amount: 1000n, amountMsat: 23_456_950n } });
    expect(await sdk.payments()).toMatchObject([
      {
        ...payerData,
        umaMajorVersion: 1,
        amount: "1000",
        comment: "coffee",
        // The other two SDKs drop it.
        ...(ofJavaScriptAndKotlin() && { invoiceUUID: invoice.invoiceUUID }),
      },
    ]);
    expect(await payer.pay(invoice)).toMatchObject({ isRepeated: true, preimage: payment.preimage });
    expect(node.paid).toEqual([23_456_950n]);
  });

  test("is paid at its address", async () => {
    const { sdk, node } = around();
    let quote: Quote | undefined;
    const confirm = (asked: Quote) => {
      quote = asked;
      return true;
    };

    const payment = await createAlice({ confirm }).payAddress(order(), { comment: "coffee" });

    expect(payment.agreed).toMatchObject({ amount: 1000n, currency: "USD", receiverFeeMsat: 250n });
    // The other two write the payer's data anew in their own way, before they hash them.
    expect(quote?.notes.map(({ code }) => code)).toEqual(
      ofJavaScriptAndKotlin() ? ["NO_NODE_KEY"] : ["NO_NODE_KEY", "DESCRIPTION_HASH_DIFFERS"],
    );
    expect(await sdk.payments()).toMatchObject([
      { ...payerData, umaMajorVersion: 1, amount: "1000", comment: "coffee" },
    ]);
    expect(node.paid).toEqual([23_456_950n]);
  });

  test("is paid by who says no more than has to be said", async () => {
    const { domain, sdk, node } = around();
    const terse = createAlice({ payerData: {}, compliance: { kycStatus: "UNKNOWN" } });
    await terse.pay(await verifyInvoiceWithResolver(await sdk.invoice(1000n), { keyResolver }));
    await terse.payAddress(order());
    const said = { payer: `$alice@${domain}`, kycStatus: "UNKNOWN" };
    expect(await sdk.payments()).toMatchObject([said, said]);
    expect(node.paid).toEqual([23_456_950n, 23_456_950n]);
  });

  test("rounds as it likes, by no more than a millisatoshi", async () => {
    const { sdk, node } = around();
    const amounts = [1n, 5n, 15n, 333n, 99_999n, 400_000n];
    for (const amount of amounts) await payer.payAddress(order({ amount }));
    expect((await sdk.payments()).map(({ amount }) => BigInt(amount))).toEqual(amounts);
    expect(node.paid).toHaveLength(amounts.length);
    for (const [index, amountMsat] of node.paid.entries())
      expect(Math.abs(Number(amountMsat * 10n - (amounts[index]! * 234_567n + 2500n)))).toBeLessThanOrEqual(
        10,
      );
  });

  test("of version 0 is paid by the Python SDK's alone: the others take the amount for millisatoshi", async () => {
    const { language, sdk, node } = around();
    const old = createAlice({ umaMajorVersions: [0] });
    if (language === "python") {
      await old.payAddress(order());
      expect(await sdk.payments()).toMatchObject([{ ...payerData, umaMajorVersion: 0, amount: "1000" }]);
      expect(node.paid).toEqual([23_456_950n]);
      return;
    }
    // The Kotlin SDK moreover names the fee as no other does.
    const refusal =
      language === "kotlin"
        ? { code: "INVALID_MESSAGE", field: "paymentInfo.exchangeFeesMillisatoshi" }
        : { code: "QUOTE_REFUSED", field: "lightningInvoice.amountMsat" };
    expect(await rejectionOf(old.payAddress(order()))).toMatchObject(refusal);
    expect(await sdk.payments()).toMatchObject([{ ...payerData, umaMajorVersion: 0, amount: "1000" }]);
    expect(node.paid).toEqual([]);
  });

  test("refuses what another key has signed", async () => {
    const { sdk, node } = around();
    const mallory = createAlice({ signingKey: keys.first.secretKey });
    const invoice = await verifyInvoiceWithResolver(await sdk.invoice(1000n), { keyResolver });
    const refused = { code: "RECEIVER_REFUSED", counterpartyCode: "INVALID_SIGNATURE" };

    expect(await rejectionOf(mallory.payAddress(order()))).toMatchObject(refused);
    expect(await rejectionOf(mallory.pay(invoice))).toMatchObject(refused);

    expect(await sdk.payments()).toEqual([]);
    expect(node.paid).toEqual([]);
  });
});
