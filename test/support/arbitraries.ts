import fc from "fast-check";
import type { IntegerDialect, Invoice, RequiredPayerData } from "../../src/index.js";
import { utf8 } from "./bytes.js";
import { type RawRecord, rawFields, signed, tags, tlv } from "./rawInvoice.js";

/** The greatest amount in each dialect. */
export const largestAmount = { binary: 2n ** 63n - 1n, decimal: 2n ** 64n - 1n } as const;

export const dialect: fc.Arbitrary<IntegerDialect> = fc.constantFrom("binary", "decimal");

/** An integer, often where a dialect's width changes. */
export function bigInteger(max: bigint): fc.Arbitrary<bigint> {
  const edges = [7n, 8n, 15n, 16n, 31n, 32n, 53n, 63n, 64n].flatMap((bits) => [
    2n ** bits - 1n,
    2n ** bits,
    2n ** bits + 1n,
  ]);
  const powersOfTen = Array.from({ length: 20 }, (_, zeros) => 10n ** BigInt(zeros));
  const special = [0n, max, max - 1n, ...edges, ...powersOfTen].filter((value) => value <= max);
  return fc.oneof(fc.constantFrom(...special), fc.bigInt({ min: 0n, max }));
}

export const integer: fc.Arbitrary<number> = bigInteger(BigInt(Number.MAX_SAFE_INTEGER)).map(Number);

/** Well-formed text of any characters, a byte order mark among them, of at most `maxLength` code points. */
export function text(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("$", "€", "₹", "円", "🐝", "\ufeff", "\0", "e\u0301", " ") },
    { weight: 4, arbitrary: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }) },
    { weight: 2, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
  );
  return fc.array(unit, { maxLength }).map((units) => [...units.join("")].slice(0, maxLength).join(""));
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const digits = "0123456789";

function from(characters: string, minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength });
}

const hostName = fc
  .array(
    fc
      .tuple(from(letters + digits, 1, 1), from(`${letters}${digits}-`, 0, 20), from(letters + digits, 1, 1))
      .map((parts) => parts.join("")),
    { minLength: 1, maxLength: 4 },
  )
  .map((labels) => labels.join("."));
const port = fc.oneof(
  fc.constant(""),
  fc.integer({ min: 1, max: 65535 }).map((number) => `:${number}`),
);

export const umaAddress: fc.Arbitrary<string> = fc
  .tuple(from(`${letters}${digits}-_.+`, 1, 64), hostName, port)
  .map(([user, host, at]) => `$${user}@${host}${at}`);

export const uuid: fc.Arbitrary<string> = fc.oneof(
  fc.uuid(),
  fc.uuid().map((value) => value.toUpperCase()),
);

export const callback: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      // A name that ends in a number is an IPv4 address to browsers, and seldom a valid one.
      hostName.filter((host) => !/(^|\.)(\d+|0x[\da-f]*)$/i.test(host)).map((host) => `https://${host}`),
      fc.constantFrom("http://localhost", "http://app.localhost", "http://127.0.0.1", "http://[::1]"),
    ),
    port,
    fc.oneof(
      fc.constant(""),
      fc
        .tuple(fc.constantFrom("/", "?", "#"), from(`${letters}${digits}-._~:/?#[]@!$&'()*+,;=%`, 0, 120))
        .map((parts) => parts.join("")),
    ),
  )
  .map((parts) => parts.join(""));

const version = fc.integer({ min: 0, max: 999_999_999 });
export const umaVersions: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(version, version).map((parts) => parts.join(".")),
    { minLength: 1, maxLength: 5 },
  )
  .map((versions) => versions.join(","));

const payerDataKey = fc.oneof(
  fc.constantFrom(
    "compliance",
    "email",
    "name",
    "name-kana",
    "__proto__",
    "constructor",
    "toString",
    "0",
    "円",
  ),
  text(8).filter((key) => key !== "" && !/[:,]/.test(key)),
);

export const requiredPayerData: fc.Arbitrary<RequiredPayerData> = fc
  .uniqueArray(payerDataKey, { maxLength: 6 })
  .chain((keys) =>
    fc
      .array(fc.boolean(), { minLength: keys.length, maxLength: keys.length })
      .map((flags) => Object.fromEntries(keys.map((key, i) => [key, { mandatory: flags[i]! }]))),
  )
  .filter((options) => utf8(Object.keys(options).join(":1,")).length <= 253);

/** The fields of an invoice, that are valid in a dialect; the signature is left to be anything. */
export function invoiceFields(integers: IntegerDialect): fc.Arbitrary<Invoice> {
  return fc.record(
    {
      receiverUma: umaAddress,
      invoiceUUID: uuid,
      amount: bigInteger(largestAmount[integers]),
      receivingCurrency: fc.record(
        { code: text(8), name: text(30), symbol: text(4), decimals: fc.integer({ min: 0, max: 30 }) },
        { noNullPrototype: true },
      ),
      // From 2^32 on, numbers are taken for milliseconds.
      expiration: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      isSubjectToTravelRule: fc.boolean(),
      requiredPayerData,
      umaVersions,
      commentCharsAllowed: integer,
      senderUma: umaAddress,
      maxNumPayments: integer,
      kycStatus: fc.constantFrom("UNKNOWN", "NOT_VERIFIED", "PENDING", "VERIFIED"),
      callback,
      signature: fc.uint8Array({ maxLength: 255 }),
    },
    {
      noNullPrototype: true,
      requiredKeys: [
        "receiverUma",
        "invoiceUUID",
        "amount",
        "receivingCurrency",
        "expiration",
        "isSubjectToTravelRule",
        "umaVersions",
        "callback",
      ],
    },
  );
}

/** Fields in some dialect, and that dialect. */
export const fieldsAndDialect = dialect.chain((integers) =>
  invoiceFields(integers).map((fields) => ({ fields, integers })),
);

/** Records one after another in any order. */
function inAnyOrder<T>(values: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...values], { minLength: values.length, maxLength: values.length });
}

function unknownRecords(known: readonly number[], maxLength: number): fc.Arbitrary<RawRecord[]> {
  const unknown = Array.from({ length: 256 }, (_, tag) => tag).filter((tag) => !known.includes(tag));
  return fc.uniqueArray(
    fc.record({ tag: fc.constantFrom(...unknown), value: fc.uint8Array({ maxLength }) }),
    {
      maxLength: 2,
      selector: ({ tag }) => tag,
    },
  );
}

/** The records of an invoice as another writer may put them, and what they stand for. */
export type ForeignInvoice = { readonly records: readonly RawRecord[]; readonly fields: Invoice };

/** In any order, also inside the currency, with unknown tags among them, and integers wider than they need be. */
export const foreignInvoice: fc.Arbitrary<ForeignInvoice> = fieldsAndDialect.chain(({ fields, integers }) =>
  fc
    .tuple(
      fc.constantFrom(1, 2, 4, 8),
      unknownRecords(Object.values(tags), 255),
      unknownRecords([0, 1, 2, 3], 10),
    )
    .chain(([leastBytes, unknown, unknownOfCurrency]) => {
      const { invoice, currency } = rawFields(fields, integers, leastBytes);
      return inAnyOrder([...currency, ...unknownOfCurrency]).chain((inner) =>
        inAnyOrder([
          ...invoice.map((record) =>
            record.tag === tags.receivingCurrency ? { ...record, value: tlv(inner) } : record,
          ),
          ...unknown,
        ]).map((records) => ({ records, fields })),
      );
    }),
);

/** The same with a signature by the first test key as the last record. */
export const signedForeignInvoice: fc.Arbitrary<ForeignInvoice> = foreignInvoice.map(
  ({ records, fields }) => ({
    records: signed(records.filter(({ tag }) => tag !== tags.signature)),
    fields,
  }),
);

export const secretKey: fc.Arbitrary<Uint8Array> = fc
  .bigInt({ min: 1n, max: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140n })
  .map((value) => new Uint8Array(Buffer.from(value.toString(16).padStart(64, "0"), "hex")));
