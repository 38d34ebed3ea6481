import * as sdk from "@uma-sdk/core";
import { describe, expect, test } from "vitest";
import * as pay from "../../../src/pay/index.js";
import { hex } from "../../support/bytes.js";
import { keys } from "../../support/keys.js";
import { paySamples, unsignedPaySamples } from "../../support/paySamples.js";

const privateKey = hex(keys.first.secretKey);
const encryptionKey = hex(keys.second.publicKey);
const { lnurlpRequest, lnurlpResponse, payRequest, payResponse, postTransactionCallback } = paySamples;

const currencies = [
  new sdk.Currency("USD", "US Dollar", "$", 23400, 1, 1_000_000, 2),
  new sdk.Currency("DAI", "Dai", "D", 2.34e-7, 1, 9_007_199_254_740_991, 8),
];

async function theirRequestUrl(umaVersionOverride: string) {
  return sdk.getSignedLnurlpRequestUrl({
    isSubjectToTravelRule: true,
    receiverAddress: "$bob@vasp2.com",
    senderVaspDomain: "vasp1.com",
    signingPrivateKey: privateKey,
    umaVersionOverride,
  });
}

async function theirResponse(umaVersion: string) {
  return sdk.getLnurlpResponse({
    request: sdk.parseLnurlpRequest(await theirRequestUrl(umaVersion)),
    callback: "https://vasp2.com/payreq/$bob",
    encodedMetadata: '[["text/plain","Bob"]]',
    minSendableSats: 1,
    maxSendableSats: 10_000_000,
    privateKeyBytes: privateKey,
    requiresTravelRuleInfo: true,
    payerDataOptions: { name: { mandatory: false } },
    currencyOptions: currencies,
    receiverKycStatus: sdk.KycStatus.Verified,
    commentCharsAllowed: 144,
  });
}

async function theirPayRequest(umaMajorVersion: 0 | 1) {
  return sdk.getPayRequest({
    receiverEncryptionPubKey: encryptionKey,
    sendingVaspPrivateKey: privateKey,
    receivingCurrencyCode: "USD",
    amount: 1000,
    isAmountInReceivingCurrency: true,
    payerIdentifier: "$alice@vasp1.com",
    payerName: "Alice",
    trInfo: "some TR info",
    travelRuleFormat: "IVMS@101.2023",
    payerKycStatus: sdk.KycStatus.Verified,
    utxoCallback: "/api/lnurl/utxocallback?txid=1234",
    requestedPayeeData: { identifier: { mandatory: true } },
    comment: "coffee",
    umaMajorVersion,
    invoiceUUID: umaMajorVersion === 1 ? payRequest.invoiceUUID : undefined,
  });
}

async function theirPayResponse(umaMajorVersion: 0 | 1) {
  return sdk.getPayReqResponse({
    request: await theirPayRequest(umaMajorVersion),
    conversionRate: 2.34,
    receivingCurrencyCode: "USD",
    receivingCurrencyDecimals: 2,
    invoiceCreator: { createUmaInvoice: async () => "lnbc1" },
    metadata: "[]",
    receiverChannelUtxos: ["ab:0"],
    receiverFeesMillisats: 250,
    receiverNodePubKey: "02ab",
    utxoCallback: "https://vasp2.com/utxos",
    payeeData: { identifier: "$bob@vasp2.com" },
    receivingVaspPrivateKey: privateKey,
    payeeIdentifier: "$bob@vasp2.com",
    disposable: undefined,
    successAction: undefined,
  });
}

describe("what the JavaScript SDK writes is read", () => {
  test.each(["0.3", "1.0"])("an LNURL-P request of version %s", async (umaVersion) => {
    const url = await theirRequestUrl(umaVersion);
    const request = pay.decodeLnurlpRequest(url);
    expect(request).toMatchObject({
      receiverAddress: "$bob@vasp2.com",
      vaspDomain: "vasp1.com",
      umaVersion,
      isSubjectToTravelRule: true,
    });
    expect(pay.encodeLnurlpRequest(request)).toBe(`${url}`);
  });

  test.each(["0.3", "1.0"])("an LNURL-P response of version %s", async (umaVersion) => {
    const json = (await theirResponse(umaVersion)).toJsonString();
    const response = pay.decodeLnurlpResponse(json);
    expect(response.umaVersion).toBe(umaVersion);
    expect(response.currencies[1]).toStrictEqual({
      code: "DAI",
      name: "Dai",
      symbol: "D",
      multiplier: { numerator: 234n, scale: 9 },
      decimals: 8,
      convertible: { min: 1n, max: 9_007_199_254_740_991n },
    });
    expect(response.maxSendable).toBe(10_000_000_000n);
    expect(JSON.parse(pay.encodeLnurlpResponse(response))).toStrictEqual(JSON.parse(json));
  });

  test.each([0, 1] as const)("a pay request of major version %i", async (umaMajorVersion) => {
    const json = (await theirPayRequest(umaMajorVersion)).toJsonString();
    const request = pay.decodePayRequest(json);
    expect(request).toMatchObject({
      umaMajorVersion,
      convert: "USD",
      amount: { value: 1000n, currency: "USD" },
      payerData: { identifier: "$alice@vasp1.com", name: "Alice" },
    });
    const { payerData, ...rest } = JSON.parse(pay.encodePayRequest(request));
    payerData.compliance.utxos = undefined;
    expect(JSON.parse(JSON.stringify({ ...rest, payerData }))).toStrictEqual(JSON.parse(json));
  });

  test("a pay response of major version 1", async () => {
    const json = (await theirPayResponse(1)).toJsonString();
    const response = pay.decodePayResponse(json);
    expect(response.converted).toStrictEqual({
      amount: 1000n,
      currencyCode: "USD",
      decimals: 2,
      multiplier: { numerator: 234n, scale: 2 },
      fee: 250n,
    });
    expect(JSON.parse(pay.encodePayResponse(response))).toStrictEqual(JSON.parse(json));
  });

  test("a pay response of major version 0", async () => {
    const json = (await theirPayResponse(0)).toJsonString();
    const response = pay.decodePayResponse(json);
    expect(response).toMatchObject({
      umaMajorVersion: 0,
      converted: { multiplier: { numerator: 234n, scale: 2 }, fee: 250n },
      compliance: { utxos: ["ab:0"], nodePubKey: "02ab" },
    });
    expect(JSON.parse(pay.encodePayResponse(response))).toStrictEqual(JSON.parse(json));
  });

  test("a post-transaction callback", async () => {
    const callback = await sdk.getPostTransactionCallback({
      utxos: [{ utxo: "ab:0", amountMsats: 1000 }],
      vaspDomain: "vasp1.com",
      signingPrivateKey: privateKey,
    });
    const read = pay.decodePostTransactionCallback(JSON.stringify(callback));
    expect(read.utxos).toStrictEqual([{ utxo: "ab:0", amountMsats: 1000n }]);
    expect(JSON.parse(pay.encodePostTransactionCallback(read))).toStrictEqual(callback);
  });

  test("a refusal", () => {
    expect(pay.findRefusal(new sdk.UnsupportedVersionError("2.0").toJSON())).toMatchObject({
      code: "UNSUPPORTED_UMA_VERSION",
      supportedMajorVersions: [1, 0],
    });
  });
});

describe("what is written here is read by the JavaScript SDK", () => {
  test("an LNURL-P request", () => {
    const { timestamp, ...request } = sdk.parseLnurlpRequest(new URL(pay.encodeLnurlpRequest(lnurlpRequest)));
    expect(timestamp?.getTime()).toBe(lnurlpRequest.timestamp * 1000);
    const { timestamp: _, ...ours } = lnurlpRequest;
    expect(request).toStrictEqual(ours);
  });

  test.each(["0.3", "1.0"])("an LNURL-P response of version %s", (umaVersion) => {
    const read = sdk.LnurlpResponse.fromJson(pay.encodeLnurlpResponse({ ...lnurlpResponse, umaVersion }));
    expect(read.isUma()).toBe(true);
    expect(read).toMatchObject({
      callback: lnurlpResponse.callback,
      minSendable: 1000,
      maxSendable: 10_000_000_000,
      metadata: lnurlpResponse.metadata,
      compliance: lnurlpResponse.compliance,
      payerData: lnurlpResponse.payerData,
      commentAllowed: 144,
      settlementOptions: [{ settlementLayer: "spark", assets: [{ multipliers: { USD: 100 } }] }],
    });
    expect(
      read.currencies?.map(({ multiplier, minSendable, maxSendable }) => [
        multiplier,
        minSendable,
        maxSendable,
      ]),
    ).toStrictEqual([
      [23400, 1, 1_000_000],
      [2.34, 1_000_000, 1_000_000_000_000],
    ]);
  });

  test("a pay request of major version 1", () => {
    const read = sdk.PayRequest.fromJson(pay.encodePayRequest(payRequest));
    expect(read.isUma()).toBe(true);
    expect(read).toMatchObject({
      umaMajorVersion: 1,
      amount: 1000,
      receivingCurrencyCode: "USD",
      sendingAmountCurrencyCode: "USD",
      payerData: payRequest.payerData,
      requestedPayeeData: payRequest.payeeData,
      comment: payRequest.comment,
      invoiceUUID: payRequest.invoiceUUID,
      settlement: payRequest.settlement,
    });
  });

  test("a pay request of major version 0", () => {
    const { invoiceUUID: _uuid, settlement: _settlement, ...rest } = payRequest;
    const read = sdk.PayRequest.fromJson(pay.encodePayRequest({ ...rest, umaMajorVersion: 0 }));
    expect(read).toMatchObject({ umaMajorVersion: 0, amount: 1000, receivingCurrencyCode: "USD" });
  });

  test("a pay response of major version 1", () => {
    const read = sdk.PayReqResponse.fromJson(pay.encodePayResponse(payResponse));
    expect(read.isUma()).toBe(true);
    expect(read).toMatchObject({
      umaMajorVersion: 1,
      pr: payResponse.pr,
      converted: { amount: 1000, currencyCode: "USD", decimals: 2, multiplier: 23400, fee: 250 },
      payeeData: payResponse.payeeData,
      successAction: payResponse.successAction,
    });
  });

  test("a pay response of major version 0", () => {
    const read = sdk.PayReqResponse.fromJson(pay.encodePayResponse(paySamples.oldPayResponse));
    expect(read).toMatchObject({
      umaMajorVersion: 0,
      converted: { currencyCode: "USD", decimals: 2, multiplier: 2.34, fee: 250 },
      payeeData: { compliance: paySamples.oldPayResponse.compliance },
    });
  });

  test("a post-transaction callback", () => {
    const read = sdk.parsePostTransactionCallback(pay.encodePostTransactionCallback(postTransactionCallback));
    expect(read).toMatchObject({
      utxos: [{ amountMsats: 23_400_000 }],
      vaspDomain: "vasp1.com",
      signatureNonce: postTransactionCallback.signatureNonce,
    });
  });
});

describe("signatures", () => {
  const pubKeys = new sdk.PubKeyResponse(
    undefined,
    undefined,
    keys.first.publicKey,
    keys.second.publicKey,
    undefined,
  );
  const validator = () => new sdk.InMemoryNonceValidator(Date.now() - 60_000);
  const options = () => ({ publicKey: keys.first.publicKey, nonces: pay.memoryNonces() });
  const sides = { payerIdentifier: "$alice@vasp1.com", payeeIdentifier: "$bob@vasp2.com" };

  test("of an LNURL-P request hold on either side", async () => {
    const url = await theirRequestUrl("1.0");
    await pay.verifyLnurlpRequest(pay.decodeLnurlpRequest(url), options());
    const ours = await pay.signLnurlpRequest(unsignedPaySamples.lnurlpRequest, keys.first.secretKey);
    const theirs = sdk.parseLnurlpRequest(new URL(pay.encodeLnurlpRequest(ours)));
    expect(await sdk.verifyUmaLnurlpQuerySignature(theirs, pubKeys, validator())).toBe(true);
  });

  test("of an LNURL-P response hold on either side", async () => {
    const response = pay.decodeLnurlpResponse((await theirResponse("1.0")).toJsonString());
    await pay.verifyLnurlpResponse(response, "$bob@vasp2.com", options());
    const ours = await pay.signLnurlpResponse(unsignedPaySamples.lnurlpResponse, keys.first.secretKey);
    const theirs = sdk.LnurlpResponse.fromJson(pay.encodeLnurlpResponse(ours));
    expect(await sdk.verifyUmaLnurlpResponseSignature(theirs, pubKeys, validator())).toBe(true);
  });

  test.each([0, 1] as const)(
    "of a pay request of major version %i hold on either side",
    async (umaMajorVersion) => {
      const request = pay.decodePayRequest((await theirPayRequest(umaMajorVersion)).toJsonString());
      await pay.verifyPayRequest(request, options());
      const draft = { ...unsignedPaySamples.payRequest, umaMajorVersion };
      const ours = await pay.signPayRequest(draft, keys.first.secretKey);
      const theirs = sdk.PayRequest.fromJson(pay.encodePayRequest(ours));
      expect(await sdk.verifyPayReqSignature(theirs, pubKeys, validator())).toBe(true);
    },
  );

  test("of a pay response hold on either side", async () => {
    const response = pay.decodePayResponse((await theirPayResponse(1)).toJsonString());
    await pay.verifyPayResponse(response, sides, options());
    const ours = await pay.signPayResponse(unsignedPaySamples.payResponse, sides, keys.first.secretKey);
    const theirs = sdk.PayReqResponse.fromJson(pay.encodePayResponse(ours));
    const { payerIdentifier, payeeIdentifier } = sides;
    expect(
      await sdk.verifyPayReqResponseSignature(theirs, payerIdentifier, payeeIdentifier, pubKeys, validator()),
    ).toBe(true);
  });

  test("of a post-transaction callback hold on either side", async () => {
    const callback = await sdk.getPostTransactionCallback({
      utxos: [{ utxo: "ab:0", amountMsats: 1000 }],
      vaspDomain: "vasp1.com",
      signingPrivateKey: privateKey,
    });
    const read = pay.decodePostTransactionCallback(JSON.stringify(callback));
    await pay.verifyPostTransactionCallback(read, "vasp1.com", options());
    const draft = unsignedPaySamples.postTransactionCallback;
    const ours = await pay.signPostTransactionCallback(draft, keys.first.secretKey);
    const theirs = sdk.parsePostTransactionCallback(pay.encodePostTransactionCallback(ours));
    expect(await sdk.verifyPostTransactionCallbackSignature(theirs, pubKeys, validator())).toBe(true);
  });

  test("travel rule information is read by the one it is for", async () => {
    const request = pay.decodePayRequest((await theirPayRequest(1)).toJsonString());
    const { encryptedTravelRuleInfo } = request.payerData.compliance;
    expect(await pay.decryptTravelRuleInfo(encryptedTravelRuleInfo!, keys.second.secretKey)).toBe(
      "some TR info",
    );
  });

  test("of those that back a message hold", async () => {
    const request = (await theirPayRequest(1)).appendBackingSignature(
      hex(keys.second.secretKey),
      "backing.com",
    );
    const read = pay.decodePayRequest((await request).toJsonString());
    const resolve = async () => ({ publicKey: hex(keys.second.publicKey), cached: false });
    await pay.verifyPayRequest(read, { ...options(), keyResolver: { resolve }, verifyBacking: true });
  });
});

test("payer data go out in the SDK's order, so that it hashes them as they were sent", async () => {
  const { compliance } = payRequest.payerData;
  const { signature, signatureNonce, signatureTimestamp, backingSignatures, ...unsigned } = compliance;
  const payerData = { ...payRequest.payerData, compliance: unsigned };
  const text = pay.encodePayRequest(await pay.signPayRequest({ ...payRequest, payerData }, privateKey));
  const { payerData: theirs } = sdk.PayRequest.fromJson(text);
  expect(text).toContain(`"payerData":${JSON.stringify(theirs)},`);
});
