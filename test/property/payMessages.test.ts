import fc from "fast-check";
import { describe, test } from "vitest";
import * as pay from "../../src/pay/index.js";
import { umaAddress as anyAddress, callback, text, uuid } from "../support/arbitraries.js";
import { errorOf } from "../support/errorOf.js";
import { expectEqual } from "../support/expectEqual.js";

/** Vitest and Node.js tell objects without a prototype apart. */
const plain = { noNullPrototype: true } as const;

const amount = fc.bigInt(0n, 2n ** 64n - 1n);
const decimals = fc.integer({ min: 0, max: 30 });
const code = fc.string({ unit: fc.constantFrom(..."USDC€-_1"), minLength: 1, maxLength: 64 });
const multiplier = fc
  .tuple(fc.bigInt(1n, 10n ** 20n), fc.integer({ min: 0, max: 30 }))
  .map(([numerator, scale]) => pay.parseDecimal(pay.formatDecimal({ numerator, scale })));
const host = anyAddress.map((address) => address.split("@")[1]!);
const hex = fc.uint8Array({ minLength: 8, maxLength: 72 }).map((bytes) => Buffer.from(bytes).toString("hex"));
const nonce = fc.string({
  unit: fc.constantFrom(
    ...Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter((c) => c !== "|"),
  ),
  minLength: 1,
  maxLength: 128,
});
const timestamp = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const backingSignatures = fc.array(fc.record({ domain: host, signature: hex }, plain), { maxLength: 8 });

/** Names that are no property of anything here, or nearly; those that JavaScript gives a meaning to are refused. */
const name = text(8).filter((given) => !["__proto__", "constructor", "prototype"].includes(given));
/** A value of JSON that is kept as it is, with numbers that a double would round. */
const json: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    text(20),
    fc
      .double({ noDefaultInfinity: true, noNaN: true })
      .filter((number) => !Number.isInteger(number) || Number.isSafeInteger(number))
      // JSON has no -0.
      .map((number) => number || 0),
    fc.bigInt(2n ** 53n, 10n ** 59n),
    fc.bigInt(-(10n ** 59n), -(2n ** 53n)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { ...plain, maxKeys: 3 }),
  ),
})).value;

const unknown = fc.dictionary(
  name.map((given) => `x-${given}`),
  json,
  { ...plain, maxKeys: 3 },
);

/** An object of a message, with anything else in it. */
function record<T>(
  fields: { [K in keyof T]: fc.Arbitrary<T[K]> },
  ...optional: (keyof T)[]
): fc.Arbitrary<T> {
  const requiredKeys = Object.keys(fields).filter((key) => !optional.includes(key as keyof T));
  return fc
    .tuple(fc.record(fields, { ...plain, requiredKeys } as never), unknown)
    .map(([declared, others]) => ({ ...(declared as object), ...others }) as T);
}

const requested = fc.dictionary(name, record({ mandatory: fc.boolean() }), { ...plain, maxKeys: 4 });
const kycStatus = fc.constantFrom("UNKNOWN", "NOT_VERIFIED", "PENDING", "VERIFIED");
const signature = {
  signature: hex,
  signatureNonce: nonce,
  signatureTimestamp: timestamp,
  backingSignatures,
};
const lnurlpRequest = fc.record(
  {
    receiverAddress: anyAddress
      // To URLs, these are IPv4 addresses.
      .filter((address) => !/(@|\.)(\d+|0x[\da-f]*)(:\d+)?$/i.test(address))
      .map((address) => {
        const [user, domain] = address.split("@") as [string, string];
        // As URLs have hosts: whoever reads it finds it so.
        return `${user}@${domain.toLowerCase()}`;
      }),
    vaspDomain: host,
    umaVersion: fc.constantFrom("0.3", "1.0", "2.17"),
    isSubjectToTravelRule: fc.boolean(),
    nonce,
    timestamp,
    signature: hex,
    backingSignatures: fc.array(fc.record({ domain: host, signature: hex }, plain), {
      minLength: 1,
      maxLength: 8,
    }),
  },
  {
    ...plain,
    requiredKeys: [
      "receiverAddress",
      "vaspDomain",
      "umaVersion",
      "isSubjectToTravelRule",
      "nonce",
      "timestamp",
      "signature",
    ],
  },
);
const range = fc.tuple(amount, amount).map(([a, b]) => (a < b ? { min: a, max: b } : { min: b, max: a }));
const lnurlpResponse = fc
  .tuple(
    record(
      {
        tag: fc.constant("payRequest"),
        callback,
        metadata: fc.json().map((inner) => `[${inner}]`),
        currencies: fc.array(
          record({ code, name: text(10), symbol: text(3), multiplier, decimals, convertible: range }),
          { maxLength: 3 },
        ),
        payerData: requested,
        compliance: record(
          { kycStatus, isSubjectToTravelRule: fc.boolean(), receiverIdentifier: anyAddress, ...signature },
          "backingSignatures",
        ),
        umaVersion: fc.constantFrom("0.3", "1.0", "1.7"),
        commentAllowed: fc.nat(1000),
        settlementOptions: fc.array(
          record({
            settlementLayer: text(5),
            assets: fc.array(
              record({ identifier: text(5), multipliers: fc.dictionary(name, multiplier, plain) }),
              { maxLength: 2 },
            ),
          }),
          { maxLength: 2 },
        ),
      },
      "commentAllowed",
      "settlementOptions",
    ),
    range,
  )
  .map(([response, { min, max }]) => ({ ...response, minSendable: min, maxSendable: max }));
const channels = {
  utxos: fc.array(text(10), { maxLength: 3 }),
  nodePubKey: text(10).filter((given) => given !== ""),
  utxoCallback: text(10).filter((given) => given !== ""),
};
const payRequest = fc
  .tuple(
    fc.constantFrom(0, 1),
    code,
    fc.bigInt(1n, 2n ** 64n - 1n),
    fc.boolean(),
    record(
      {
        payerData: record(
          {
            identifier: anyAddress,
            name: text(10),
            email: text(10),
            compliance: record(
              {
                kycStatus,
                ...channels,
                encryptedTravelRuleInfo: hex,
                travelRuleFormat: fc.constant("IVMS@101.2023"),
                ...signature,
              },
              "nodePubKey",
              "utxoCallback",
              "encryptedTravelRuleInfo",
              "travelRuleFormat",
              "backingSignatures",
            ),
          },
          "name",
          "email",
        ),
        payeeData: requested,
        comment: text(10),
      },
      "payeeData",
      "comment",
    ),
    record(
      { invoiceUUID: uuid, settlement: record({ layer: text(5), assetIdentifier: text(5) }) },
      "invoiceUUID",
      "settlement",
    ),
  )
  .map(([umaMajorVersion, convert, value, isInCurrency, rest, current]) => ({
    ...rest,
    ...(umaMajorVersion === 1 && current),
    umaMajorVersion,
    convert,
    amount: isInCurrency || umaMajorVersion === 0 ? { value, currency: convert } : { value },
  }));
const payResponseParts = {
  pr: text(10).filter((given) => given !== ""),
  routes: fc.array(json, { maxLength: 2 }),
  disposable: fc.boolean(),
  successAction: fc.dictionary(name, text(10), plain),
};
const payResponse = fc.oneof(
  record(
    {
      umaMajorVersion: fc.constant(1),
      ...payResponseParts,
      converted: record({ amount, currencyCode: code, decimals, multiplier, fee: amount }),
      payeeData: record(
        {
          identifier: anyAddress,
          name: text(5),
          email: text(5),
          compliance: record(
            { ...channels, ...signature },
            "nodePubKey",
            "utxoCallback",
            "backingSignatures",
          ),
        },
        "identifier",
        "name",
        "email",
      ),
    },
    "disposable",
    "successAction",
  ),
  record(
    {
      umaMajorVersion: fc.constant(0),
      ...payResponseParts,
      converted: record({ currencyCode: code, decimals, multiplier, fee: amount }),
      compliance: record(channels, "nodePubKey", "utxoCallback"),
      payeeData: record({ identifier: anyAddress }, "identifier"),
    },
    "disposable",
    "successAction",
    "payeeData",
  ),
);
const utxos = fc.array(record({ utxo: text(10), amountMsats: amount }), { maxLength: 3 });
const postTransactionCallback = fc.oneof(
  record({ utxos }),
  record(
    {
      utxos,
      vaspDomain: host,
      transactionStatus: fc.constantFrom("COMPLETED", "FAILED"),
      errorCode: text(5),
      errorReason: text(5),
      ...signature,
    },
    "transactionStatus",
    "errorCode",
    "errorReason",
    "backingSignatures",
  ),
);

const codecs = {
  lnurlpResponse: [lnurlpResponse, pay.encodeLnurlpResponse, pay.decodeLnurlpResponse],
  payRequest: [payRequest, pay.encodePayRequest, pay.decodePayRequest],
  payResponse: [payResponse, pay.encodePayResponse, pay.decodePayResponse],
  postTransactionCallback: [
    postTransactionCallback,
    pay.encodePostTransactionCallback,
    pay.decodePostTransactionCallback,
  ],
} as const;

describe.each(Object.entries(codecs))("%s", (_name, [message, encode, decode]) => {
  const write = encode as (message: unknown) => string;

  test("is read as it was written, whatever is in it", () => {
    fc.assert(
      fc.property(message as fc.Arbitrary<unknown>, (given) => {
        const text = write(given);
        JSON.parse(text);
        const read = decode(text);
        expectEqual(read, given);
        expectEqual(decode(write(read)), given);
      }),
    );
  });

  test("is read or refused, whatever is cut from it", () => {
    fc.assert(
      fc.property(message as fc.Arbitrary<unknown>, fc.nat(), fc.nat(20), (given, at, length) => {
        const text = write(given);
        const from = at % text.length;
        const cut = text.slice(0, from) + text.slice(from + length);
        try {
          decode(cut);
        } catch {
          const { code } = errorOf(() => decode(cut));
          expectEqual(code, "INVALID_MESSAGE");
        }
      }),
    );
  });
});

test("an LNURL-P request is read as it was written, whatever is in it", () => {
  fc.assert(
    fc.property(lnurlpRequest, (request) => {
      const url = pay.encodeLnurlpRequest(request);
      const read = pay.decodeLnurlpRequest(url);
      // A URL drops the port that its scheme has anyway.
      if (!/:(?:443|80)$/.test(request.receiverAddress)) expectEqual(read, request);
    }),
  );
});
