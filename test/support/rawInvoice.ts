import { createHash } from "node:crypto";
import type { IntegerDialect, Invoice, RequiredPayerData } from "../../src/index.js";
import { wrap } from "./bech32.js";
import { concat, hex, utf8 } from "./bytes.js";
import { keys } from "./keys.js";
import { secp256k1 } from "./nativeEcdsa.js";

/** A record as it stands in TLV; a value in text stands for its UTF-8. */
export type RawRecord = { readonly tag: number; readonly value: Uint8Array | string };

/** The records of an invoice by name; `undefined` leaves one out. */
export type RawRecords = { readonly [Name in FieldName]?: Uint8Array | string | undefined };

export type FieldName = keyof typeof tags;

/** The tags of the wire format, in the order in which they are written. */
export const tags = {
  receiverUma: 0,
  invoiceUUID: 1,
  amount: 2,
  receivingCurrency: 3,
  expiration: 4,
  isSubjectToTravelRule: 5,
  requiredPayerData: 6,
  umaVersions: 7,
  commentCharsAllowed: 8,
  senderUma: 9,
  maxNumPayments: 10,
  kycStatus: 11,
  callback: 12,
  signature: 100,
} as const;

/** Records one after another: tag, length, value. */
export function tlv(records: readonly RawRecord[]): Uint8Array {
  return concat(
    ...records.flatMap(({ tag, value }) => {
      const bytes = typeof value === "string" ? utf8(value) : value;
      return [Uint8Array.of(tag, bytes.length), bytes];
    }),
  );
}

/** The records in well-formed TLV. */
export function recordsOf(bytes: Uint8Array): { tag: number; value: Uint8Array }[] {
  const records: { tag: number; value: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length; at += 2 + bytes[at + 1]!)
    records.push({ tag: bytes[at]!, value: bytes.slice(at + 2, at + 2 + bytes[at + 1]!) });
  return records;
}

type RawCurrency = {
  readonly [Name in "code" | "name" | "symbol" | "decimals"]?: Uint8Array | string | undefined;
};

/** The currency of the raw invoices, with changes; `undefined` leaves a record out. */
export function rawCurrency(changes: RawCurrency = {}): Uint8Array {
  const records = { code: "USD", name: "US Dollar", symbol: "$", decimals: hex("02"), ...changes };
  return tlv(Object.values(records).flatMap((value, tag) => (value === undefined ? [] : [{ tag, value }])));
}

const required: RawRecords = {
  receiverUma: "$bob@vasp2.com",
  invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
  amount: hex("03e8"),
  receivingCurrency: rawCurrency(),
  expiration: hex("70dbd880"),
  isSubjectToTravelRule: hex("01"),
  umaVersions: "0.3,1.0",
  callback: "https://vasp2.com/payreq",
};

/** The records of an unsigned invoice, written by hand, with changes; `undefined` leaves one out. */
export function rawRecords(changes: RawRecords = {}): RawRecord[] {
  const values = { ...required, ...changes };
  return Object.entries(tags).flatMap(([name, tag]) => {
    const value = values[name as FieldName];
    return value === undefined ? [] : [{ tag, value }];
  });
}

/** The text of an unsigned invoice, written by hand. */
export function rawText(changes: RawRecords = {}): string {
  return wrap(tlv(rawRecords(changes)));
}

/** Adds the signature over records, in DER, behind them. */
export function signed(records: readonly RawRecord[], secretKey: string = keys.first.secretKey): RawRecord[] {
  const digest = createHash("sha256").update(tlv(records)).digest();
  const { signature } = secp256k1.ecdsaSign(digest, hex(secretKey));
  return [...records, { tag: tags.signature, value: secp256k1.signatureExport(signature) }];
}

/** An integer as it stands in a dialect; in binary of at least so many bytes. */
export function rawInteger(value: bigint | number, integers: IntegerDialect, leastBytes = 1): Uint8Array {
  if (integers === "decimal") return utf8(String(value));
  const size = [1, 2, 4, 8].find(
    (bytes) => bytes >= leastBytes && BigInt(value) < 2n ** BigInt(8 * bytes - 1),
  )!;
  return hex(
    BigInt(value)
      .toString(16)
      .padStart(2 * size, "0"),
  );
}

/** The records of fields in the order in which they are written, and apart from them the currency's. */
export function rawFields(
  fields: Invoice,
  integers: IntegerDialect,
  leastBytes = 1,
): { invoice: RawRecord[]; currency: RawRecord[] } {
  const raw = (value: unknown): Uint8Array | string => {
    if (typeof value === "string" || value instanceof Uint8Array) return value;
    if (typeof value === "boolean") return Uint8Array.of(value ? 1 : 0);
    if (typeof value === "object")
      return Object.entries(value as RequiredPayerData)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, { mandatory }]) => `${key}:${mandatory ? 1 : 0}`)
        .join(",");
    return rawInteger(value as bigint | number, integers, leastBytes);
  };
  const { code, name, symbol, decimals } = fields.receivingCurrency;
  const currency = [code, name, symbol, decimals].map((value, tag) => ({ tag, value: raw(value) }));
  const values = { ...fields, receivingCurrency: tlv(currency) };
  const invoice = Object.entries(tags).flatMap(([field, tag]) => {
    const value = values[field as FieldName];
    return value === undefined ? [] : [{ tag, value: raw(value) }];
  });
  return { invoice, currency };
}
