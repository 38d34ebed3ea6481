import { describe, expect, test } from "vitest";
import {
  decodeLnurlpResponse,
  decodePayRequest,
  decodePayResponse,
  decodePostTransactionCallback,
  encodeLnurlpResponse,
  encodePayRequest,
  encodePayResponse,
  type LnurlpResponse,
  type PayRequest,
  type PayResponse,
} from "../../../src/pay/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { paySamples } from "../../support/paySamples.js";

const { lnurlpResponse, payRequest, payResponse, oldPayResponse, postTransactionCallback } = paySamples;
const { invoiceUUID, settlement, ...withoutInvoice } = payRequest;

describe("an LNURL-P response", () => {
  const wire = (umaVersion: string) => JSON.parse(encodeLnurlpResponse({ ...lnurlpResponse, umaVersion }));

  test("has `convertible` in major version 1", () => {
    const [, usdc] = wire("1.0").currencies;
    expect(usdc).toStrictEqual({
      code: "USDC",
      name: "USDC",
      symbol: "",
      multiplier: 2.34,
      decimals: 6,
      convertible: { min: 1_000_000, max: 1_000_000_000_000 },
    });
  });

  test("has `minSendable` and `maxSendable` in major version 0", () => {
    const [, usdc] = wire("0.3").currencies;
    expect(usdc).toStrictEqual({
      code: "USDC",
      name: "USDC",
      symbol: "",
      multiplier: 2.34,
      decimals: 6,
      minSendable: 1_000_000,
      maxSendable: 1_000_000_000_000,
    });
  });

  test.each(["2.0", "1", "0.3,1.0", "1.00"])("has no version %s", (umaVersion) => {
    expectRefusal(() => decodeLnurlpResponse({ ...wire("1.0"), umaVersion }), {
      code: "INVALID_MESSAGE",
      field: "umaVersion",
    });
    expectRefusal(() => encodeLnurlpResponse({ ...lnurlpResponse, umaVersion }), {
      code: "INVALID_FIELD",
      field: "umaVersion",
    });
  });

  test("has its ranges the right way round", () => {
    const wrong = { ...wire("1.0"), minSendable: 2, maxSendable: 1 };
    expectRefusal(() => decodeLnurlpResponse(wrong), { code: "INVALID_MESSAGE", field: "maxSendable" });
    const [usd] = lnurlpResponse.currencies;
    const convertible = { min: 2n, max: 1n };
    const currencies = [{ ...usd, convertible }];
    expectRefusal(() => encodeLnurlpResponse({ ...lnurlpResponse, currencies }), {
      code: "INVALID_FIELD",
      field: "currencies[0].convertible.max",
    });
    expectRefusal(() => encodeLnurlpResponse({ ...lnurlpResponse, umaVersion: "0.3", currencies }), {
      code: "INVALID_FIELD",
      field: "currencies[0].maxSendable",
    });
  });

  test.each(["0.3", "1.0"])("is not written with a currency that is none, in version %s", (umaVersion) => {
    const [{ convertible: _, ...currency }] = lnurlpResponse.currencies;
    for (const currencies of [[currency], [{ ...currency, convertible: 5 }]])
      expectRefusal(() => encodeLnurlpResponse({ ...lnurlpResponse, umaVersion, currencies } as never), {
        code: "INVALID_FIELD",
        field: "currencies[0].convertible",
      });
  });

  test.each([
    ["callback", "http://vasp2.com/payreq"],
    ["callback", "javascript:alert(1)"],
    ["metadata", "Pay to Bob"],
    ["metadata", "{}"],
    ["tag", "withdrawRequest"],
    ["maxSendable", 1e20],
    ["commentAllowed", 1.5],
  ])("has no %s %j", (field, value) => {
    expectRefusal(() => decodeLnurlpResponse({ ...wire("1.0"), [field]: value }), {
      code: "INVALID_MESSAGE",
      field,
    });
  });

  test.each([
    ["multiplier", 0],
    ["multiplier", -1],
    ["multiplier", 1e-70],
    ["decimals", 31],
    ["code", "US D"],
    ["code", ""],
  ])("has no currency with the %s %j", (field, value) => {
    const { currencies, ...rest } = wire("1.0");
    expectRefusal(
      () => decodeLnurlpResponse({ ...rest, currencies: [{ ...currencies[0], [field]: value }] }),
      { code: "INVALID_MESSAGE", field: `currencies[0].${field}` },
    );
  });

  test("is read with every digit of its numbers", () => {
    const json = encodeLnurlpResponse(lnurlpResponse)
      .replace('"multiplier":2.34', '"multiplier":2.34000000000000000000000001')
      .replace('"maxSendable":10000000000', '"maxSendable":18446744073709551615')
      .replace('"minSendable":1000', '"minSendable":1000.0')
      .replace('"max":1000000}', '"max":1E+6}');
    const response = decodeLnurlpResponse(json);
    expect(response.currencies[1]!.multiplier).toStrictEqual({
      numerator: 234000000000000000000000001n,
      scale: 26,
    });
    expect(response.maxSendable).toBe(2n ** 64n - 1n);
    expect(response.minSendable).toBe(1000n);
    expect(response.currencies[0]!.convertible.max).toBe(1_000_000n);
    expect(decodeLnurlpResponse(encodeLnurlpResponse(response))).toStrictEqual(response);
  });

  test("is one by whatever name the Go SDK has for it", () => {
    expect(decodeLnurlpResponse({ ...wire("1.0"), tag: "protocol.PayRequest" })).toStrictEqual(
      lnurlpResponse,
    );
  });

  test("has the signatures that the Kotlin SDK puts at the top", () => {
    const backingSignatures = [{ domain: "backing.com", signature: lnurlpResponse.compliance.signature }];
    const kotlin: LnurlpResponse = { ...lnurlpResponse, backingSignatures };
    expect(decodeLnurlpResponse(encodeLnurlpResponse(kotlin))).toStrictEqual(kotlin);
  });
});

describe("a pay request", () => {
  const wire = (request: PayRequest) => JSON.parse(encodePayRequest(request));
  const old: PayRequest = { ...withoutInvoice, umaMajorVersion: 0 };

  test("in major version 1 has `convert` and an amount in text", () => {
    const { convert, amount, currency, umaMajorVersion } = wire(payRequest);
    expect([convert, amount, currency, umaMajorVersion]).toStrictEqual([
      "USD",
      "1000.USD",
      undefined,
      undefined,
    ]);
  });

  test("in major version 0 has `currency` and an amount in a number", () => {
    const { convert, amount, currency, umaMajorVersion } = wire(old);
    expect([convert, amount, currency, umaMajorVersion]).toStrictEqual([undefined, 1000, "USD", undefined]);
  });

  test("may be for an amount in millisatoshi, in major version 1 alone", () => {
    const amount = { value: 23_400_000n };
    expect(wire({ ...payRequest, amount }).amount).toBe("23400000");
    expectRefusal(() => encodePayRequest({ ...old, amount }), { code: "INVALID_FIELD", field: "amount" });
    expectRefusal(() => encodePayRequest({ ...old, amount: { value: 5n, currency: "EUR" } }), {
      code: "INVALID_FIELD",
      field: "amount",
    });
  });

  test.each(["invoiceUUID", "settlement"])("has no %s in major version 0", (field) => {
    const given = { ...old, ...{ invoiceUUID: { invoiceUUID }, settlement: { settlement } }[field] };
    expectRefusal(() => encodePayRequest(given), { code: "INVALID_FIELD", field });
  });

  test.each([2, "1", undefined, 1.5])("has no major version %j", (umaMajorVersion) => {
    expectRefusal(() => encodePayRequest({ ...payRequest, umaMajorVersion } as PayRequest), {
      code: "INVALID_FIELD",
      field: "umaMajorVersion",
    });
    expectRefusal(() => encodePayResponse({ ...payResponse, umaMajorVersion } as PayResponse), {
      code: "INVALID_FIELD",
      field: "umaMajorVersion",
    });
  });

  test("without a currency is none", () => {
    const { convert: _, ...plain } = wire(payRequest);
    expectRefusal(() => decodePayRequest(plain), { code: "INVALID_MESSAGE", field: "convert" });
    expectRefusal(() => encodePayRequest({ ...old, convert: undefined } as never), {
      code: "INVALID_FIELD",
      field: "amount",
    });
    expectRefusal(() => encodePayRequest({ ...old, convert: undefined, amount: { value: 5n } } as never), {
      code: "INVALID_FIELD",
      field: "convert",
    });
  });

  test.each([1000, "1000.5.USD", "-5.USD", ".USD", "0.USD", ""])("has no amount %j", (amount) => {
    expectRefusal(() => decodePayRequest({ ...wire(payRequest), amount }), {
      code: "INVALID_MESSAGE",
      field: "amount",
    });
  });

  test.each([0, -1, 1.5, "1000", 1e20])("has no amount %j in major version 0", (amount) => {
    expectRefusal(() => decodePayRequest({ ...wire(old), amount }), {
      code: "INVALID_MESSAGE",
      field: "amount",
    });
  });

  test.each([
    ["identifier", "alice@vasp1.com"],
    ["compliance.kycStatus", "verified"],
    ["compliance.encryptedTravelRuleInfo", "0x04"],
    ["compliance.encryptedTravelRuleInfo", "abc"],
    ["compliance.encryptedTravelRuleInfo", ""],
    ["compliance.signature", "MEUCIQ=="],
    ["compliance.signatureNonce", "payee|5"],
    ["compliance.signatureTimestamp", 1_704_067_200_000],
    ["compliance.signatureTimestamp", 1_704_067_200.5],
  ])("has no payer whose %s is %j", (path, value) => {
    const request = structuredClone(wire(payRequest));
    const [name, inner] = path.split(".") as [string, string | undefined];
    if (inner) request.payerData[name][inner] = value;
    else request.payerData[name] = value;
    expectRefusal(() => decodePayRequest(request), { code: "INVALID_MESSAGE", field: `payerData.${path}` });
  });

  test.each(["nodePubKey", "utxoCallback", "travelRuleFormat"] as const)(
    "takes an empty %s for none",
    (name) => {
      const request = structuredClone(wire(payRequest));
      request.payerData.compliance[name] = "";
      expect(decodePayRequest(request).payerData.compliance).not.toHaveProperty(name);
    },
  );

  test("has no invoice but by its UUID", () => {
    expectRefusal(() => decodePayRequest({ ...wire(payRequest), invoiceUUID: "1" }), {
      code: "INVALID_MESSAGE",
      field: "invoiceUUID",
    });
  });
});

describe("a pay response", () => {
  const wire = (response: PayResponse) => JSON.parse(encodePayResponse(response));

  test("in major version 0 has `paymentInfo`", () => {
    const { paymentInfo, converted, umaMajorVersion } = wire(oldPayResponse);
    expect(paymentInfo).toStrictEqual({
      currencyCode: "USD",
      decimals: 2,
      multiplier: 2.34,
      exchangeFeesMillisatoshi: 250,
    });
    expect([converted, umaMajorVersion]).toStrictEqual([undefined, undefined]);
  });

  test("in major version 1 may say the rate in the old form, too", () => {
    const response = { ...wire(payResponse), paymentInfo: wire(oldPayResponse).paymentInfo };
    expect(decodePayResponse(response).umaMajorVersion).toBe(1);
  });

  test("of neither version is none", () => {
    const { converted: _, ...plain } = wire(payResponse);
    expectRefusal(() => decodePayResponse(plain), { code: "INVALID_MESSAGE", field: "converted" });
    for (const converted of [undefined, 5])
      expectRefusal(() => encodePayResponse({ ...oldPayResponse, converted } as never), {
        code: "INVALID_FIELD",
        field: "converted",
      });
    expectRefusal(() => encodePayResponse({ ...oldPayResponse, converted: {} } as never), {
      code: "INVALID_FIELD",
      field: "paymentInfo.currencyCode",
    });
  });

  test.each([
    ["pr", ""],
    ["successAction", { tag: 5 }],
    ["routes", {}],
  ])("has no %s %j", (field, value) => {
    expect(() => decodePayResponse({ ...wire(payResponse), [field]: value })).toThrow(
      new RegExp(`^${field}`),
    );
  });

  test("keeps its routes", () => {
    const routes = [{ pubkey: "02", path: [{ fee: 1 }] }];
    expect(decodePayResponse({ ...wire(payResponse), routes }).routes).toStrictEqual(routes);
  });

  test("has an empty list where the Go SDK has `null`", () => {
    const response = structuredClone(wire(payResponse));
    response.payeeData.compliance.utxos = null;
    expect(decodePayResponse(response)).toStrictEqual(payResponse);
  });
});

describe("a post-transaction callback", () => {
  test.each(["vaspDomain", "signature", "signatureNonce", "signatureTimestamp"])(
    "with nothing but %s of what signs it is none",
    (name) => {
      const value = postTransactionCallback[name as "signature"];
      const lacking = { utxos: [], [name]: value };
      expect(() => decodePostTransactionCallback(lacking)).toThrow(/nothing/);
    },
  );
});
