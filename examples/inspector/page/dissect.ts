import type { InspectedRecord } from "uma-invoice";

/** From a place up to, and without, another. */
export type Range = { readonly start: number; readonly end: number };

/** A stretch of an invoice's text: the prefix, a record, or the checksum. */
export type Part = {
  /** The field's name without what it lies in, such as `code`; `unknown`, `unreadable`, `prefix`, `checksum` otherwise. */
  readonly field: string;
  /** The field's whole path, such as `receivingCurrency.code`, or `tag 42`. */
  readonly path: string;
  /** Of a message inside the invoice only its tag and length: the rest are parts of their own. */
  readonly bytes: Range;
  readonly characters: Range;
  readonly record?: InspectedRecord;
  /** The index of the part that this one lies in. */
  readonly inside?: number;
};

/** An invoice's text taken apart. */
export type Dissection = {
  readonly bytes: Uint8Array;
  readonly parts: readonly Part[];
  /** The part of each byte, by index. */
  readonly partOfByte: readonly number[];
  /** The part of each character: the one that holds most of its bits. */
  readonly partOfCharacter: readonly number[];
};

// The library gives bytes of whole records only. What is drawn here are also bytes that are none, and which
// character holds which bit: hence the alphabet of bech32 and its groups of five bits (BIP-173).
const charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const prefixLength = 4;
const checksumLength = 6;

/**
 * Takes a text apart whose bech32 is in order.
 *
 * @param records - what its bytes say; without, they are no records, and one part holds all of them
 */
export function dissect(text: string, records?: readonly InspectedRecord[]): Dissection {
  const dataEnd = text.length - checksumLength;
  const bytes = toBytes(text.slice(prefixLength, dataEnd));
  const parts: Part[] = [];
  const add = (part: Omit<Part, "characters">, characters = charactersOf(part.bytes)) =>
    parts.push({ ...part, characters }) - 1;

  const nothing = { start: 0, end: 0 };
  add({ field: "prefix", path: "prefix", bytes: nothing }, { start: 0, end: prefixLength });
  if (!records)
    add({ field: "unreadable", path: "unreadable bytes", bytes: { start: 0, end: bytes.length } });
  else
    for (const record of records) {
      const whole = rangeOf(record);
      const { records: inner, name = `tag ${record.tag}` } = record;
      const own = inner ? { start: whole.start, end: whole.start + 2 } : whole;
      const inside = add({ field: record.name ?? "unknown", path: name, bytes: own, record });
      for (const innerRecord of inner ?? [])
        add({
          field: innerRecord.name ?? "unknown",
          path: `${name}.${innerRecord.name ?? `tag ${innerRecord.tag}`}`,
          bytes: rangeOf(innerRecord),
          record: innerRecord,
          inside,
        });
    }
  add(
    { field: "checksum", path: "checksum", bytes: { start: bytes.length, end: bytes.length } },
    { start: dataEnd, end: text.length },
  );

  const partOfByte = Array.from(bytes, (_, at) =>
    parts.findIndex((part) => at >= part.bytes.start && at < part.bytes.end),
  );
  const partOfCharacter = Array.from(text, (_, at) => {
    if (at < prefixLength) return 0;
    if (at >= dataEnd) return parts.length - 1;
    const { start, end } = bytesOf(at, bytes.length);
    const bitsInFirst = 8 - ((5 * (at - prefixLength)) % 8);
    return partOfByte[bitsInFirst >= 3 ? start : end - 1]!;
  });
  return { bytes, parts, partOfByte, partOfCharacter };
}

/** The characters that hold bits of bytes. */
export function charactersOf({ start, end }: Range): Range {
  return {
    start: prefixLength + Math.floor((8 * start) / 5),
    end: prefixLength + Math.ceil((8 * end) / 5),
  };
}

/** The bytes, one or two, that a character holds bits of. */
export function bytesOf(character: number, length: number): Range {
  const bit = 5 * (character - prefixLength);
  return { start: Math.floor(bit / 8), end: Math.min(Math.floor((bit + 4) / 8) + 1, length) };
}

function rangeOf({ offset, length }: InspectedRecord): Range {
  return { start: offset, end: offset + 2 + length };
}

function toBytes(data: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((data.length * 5) / 8));
  let pending = 0;
  let bits = 0;
  let to = 0;
  for (const character of data.toLowerCase()) {
    pending = ((pending << 5) | charset.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits >= 8) bytes[to++] = pending >>> (bits -= 8);
  }
  return bytes;
}
