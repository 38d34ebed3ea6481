import { fromBech32, toBech32 } from "../src/bech32.js";
import type { Invoice } from "../src/index.js";
import { extentOf } from "../src/invoice/decode.js";
import { toJSON } from "../src/invoice/json.js";
import { keepOriginal } from "../src/invoice/original.js";
import { makeReader, readText } from "../src/tlv/decode.js";
import { dialectOf, readInteger, writeInteger } from "../src/tlv/dialect.js";
import { umaAddress } from "../src/uma/address.js";
import { uuid } from "../src/uma/format.js";
import { callbackUrl } from "../src/uma/url.js";
import { umaVersions } from "../src/uma/versions.js";

// What a codec of this one message would be, written by hand: the same bech32, texts and integers, the same checks
// and the same result, and no schema. What decodeInvoice and encodeInvoice take beyond it is the schema's price.

const kycStatuses = ["UNKNOWN", "NOT_VERIFIED", "PENDING", "VERIFIED"] as const;
const tagOfSignature = 100;
/** Offsets stand by tag, those of the currency's fields behind them. */
const inCurrency = 13;
const integers = [2, 4, 8, 10, inCurrency + 3].map((slot) => ({ slot, path: `${slot}` }));
const requiredTags = [0, 1, 2, 3, 4, 5, 7, 12];
const mandatory = Object.freeze({ mandatory: true });
const voluntary = Object.freeze({ mandatory: false });

function refuse(what: string): never {
  throw new Error(what);
}

function locate(
  bytes: Uint8Array,
  offsets: number[],
  start: number,
  end: number,
  first: number,
  most: number,
): number {
  let signature = 0;
  let unknown: Set<number> | undefined;
  for (let at = start; at < end; ) {
    const tag = bytes[at]!;
    const next = at + 2 + bytes[at + 1]!;
    if (!(next <= end)) refuse("a record is cut off");
    if (tag < most) {
      if (offsets[first + tag] !== 0) refuse("a tag comes again");
      offsets[first + tag] = at + 2;
    } else if (tag === tagOfSignature && first === 0) {
      if (signature !== 0) refuse("a tag comes again");
      signature = at + 2;
    } else {
      if (unknown?.has(tag)) refuse("a tag comes again");
      unknown = (unknown ?? new Set()).add(tag);
    }
    at = next;
  }
  return signature;
}

/** Decodes a text, as `decodeInvoice` does. */
export function decodeByHand(text: string): Invoice {
  const bytes = fromBech32(text, undefined, extentOf);
  const offsets = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const signature = locate(bytes, offsets, 0, bytes.length, 0, inCurrency);
  for (const tag of requiredTags) if (offsets[tag] === 0) refuse("a field is missing");
  const currency = offsets[3]!;
  locate(bytes, offsets, currency, currency + bytes[currency - 1]!, inCurrency, 4);
  for (let tag = 0; tag < 4; tag++) if (offsets[inCurrency + tag] === 0) refuse("a field is missing");
  const dialect = dialectOf({ integers }, { offsets }, bytes);
  const reader = makeReader(bytes, dialect);

  const textAt = (slot: number, format?: { test(text: string): boolean }): string => {
    const at = offsets[slot]!;
    const value = readText(reader, "", at, bytes[at - 1]!);
    return !format || format.test(value) ? value : refuse("a text is not of its format");
  };
  const integerAt = (slot: number): number | bigint =>
    readInteger(reader, "", offsets[slot]!, bytes[offsets[slot]! - 1]!);
  const numberAt = (slot: number, most = Number.MAX_SAFE_INTEGER): number => {
    const value = integerAt(slot);
    return typeof value === "number" && value <= most ? value : refuse("a number is too large");
  };
  const flag = offsets[5]!;
  if (bytes[flag - 1] !== 1 || bytes[flag]! > 1) refuse("a boolean is neither");

  const invoice: Record<string, unknown> = {
    receiverUma: textAt(0, umaAddress),
    invoiceUUID: textAt(1, uuid),
    amount: BigInt(integerAt(2)),
    receivingCurrency: Object.freeze({
      code: textAt(inCurrency),
      name: textAt(inCurrency + 1),
      symbol: textAt(inCurrency + 2),
      decimals: numberAt(inCurrency + 3, 30),
    }),
    expiration: numberAt(4),
    isSubjectToTravelRule: bytes[flag] === 1,
  };
  if (offsets[6] !== 0) invoice.requiredPayerData = payerDataOf(textAt(6));
  invoice.umaVersions = textAt(7, umaVersions);
  if (offsets[8] !== 0) invoice.commentCharsAllowed = numberAt(8);
  if (offsets[9] !== 0) invoice.senderUma = textAt(9, umaAddress);
  if (offsets[10] !== 0) invoice.maxNumPayments = numberAt(10);
  if (offsets[11] !== 0) {
    const status = textAt(11);
    if (!(kycStatuses as readonly string[]).includes(status)) refuse("a status is unknown");
    invoice.kycStatus = status;
  }
  invoice.callback = textAt(12, callbackUrl);
  keepOriginal(invoice, { text, bytes, integers: dialect, signature });
  return Object.freeze(Object.defineProperty(invoice, "toJSON", toJSON)) as unknown as Invoice;
}

function payerDataOf(text: string): object {
  const data: Record<string, { readonly mandatory: boolean }> = {};
  for (const pair of text.split(",")) {
    const [key, flag, ...more] = pair.split(":");
    if (!key || (flag !== "0" && flag !== "1") || more.length > 0 || Object.hasOwn(data, key))
      refuse("options of payer data are malformed");
    data[key!] = flag === "1" ? mandatory : voluntary;
  }
  return Object.freeze(data);
}

const room = new Uint8Array(4096);

/** Encodes fields in the binary dialect, as `encodeInvoice` does an object made by hand. */
export function encodeByHand(fields: Invoice): string {
  const to = { bytes: room, at: 0, integers: "binary" as const };
  const record = (tag: number, write: () => void): void => {
    room[to.at] = tag;
    const start = (to.at += 2);
    write();
    if (to.at - start > 255) refuse("a field is too long");
    room[start - 1] = to.at - start;
  };
  const text = (tag: number, value: string, format?: { test(text: string): boolean }): void => {
    if (typeof value !== "string" || value.length > 255 || (format && !format.test(value)))
      refuse("a text is not of its format");
    record(tag, () => {
      let seen = 0;
      for (let i = 0; i < value.length; i++) seen |= room[to.at + i] = value.charCodeAt(i);
      if (seen < 0x80) to.at += value.length;
      else to.at += new TextEncoder().encodeInto(value, room.subarray(to.at)).written;
    });
  };
  const integer = (tag: number, value: number | bigint, most: number | bigint): void => {
    const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
    if (!isWhole || value < 0 || value > most) refuse("a number is out of its range");
    record(tag, () => writeInteger(to, value));
  };
  const { receivingCurrency: currency, requiredPayerData: data, signature } = fields;
  text(0, fields.receiverUma, umaAddress);
  text(1, fields.invoiceUUID, uuid);
  integer(2, fields.amount, 2n ** 63n - 1n);
  record(3, () => {
    text(0, currency.code);
    text(1, currency.name);
    text(2, currency.symbol);
    integer(3, currency.decimals, 30);
  });
  integer(4, fields.expiration, 2 ** 32 - 1);
  if (typeof fields.isSubjectToTravelRule !== "boolean") refuse("a boolean is neither");
  record(5, () => {
    room[to.at++] = fields.isSubjectToTravelRule ? 1 : 0;
  });
  if (data !== undefined) {
    const keys = Object.keys(data).sort();
    for (const key of keys)
      if (key === "" || key.includes(":") || key.includes(",")) refuse("a key of payer data is malformed");
    text(6, keys.map((key) => `${key}:${data[key]!.mandatory ? 1 : 0}`).join(","));
  }
  text(7, fields.umaVersions, umaVersions);
  if (fields.commentCharsAllowed !== undefined)
    integer(8, fields.commentCharsAllowed, Number.MAX_SAFE_INTEGER);
  if (fields.senderUma !== undefined) text(9, fields.senderUma, umaAddress);
  if (fields.maxNumPayments !== undefined) integer(10, fields.maxNumPayments, Number.MAX_SAFE_INTEGER);
  if (fields.kycStatus !== undefined) {
    if (!kycStatuses.includes(fields.kycStatus)) refuse("a status is unknown");
    text(11, fields.kycStatus);
  }
  text(12, fields.callback, callbackUrl);
  if (signature !== undefined)
    record(tagOfSignature, () => {
      if (signature.length > 255) refuse("a signature is too long");
      room.set(signature, to.at);
      to.at += signature.length;
    });
  return toBech32(room.slice(0, to.at));
}
