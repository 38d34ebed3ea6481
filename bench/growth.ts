import assert from "node:assert/strict";
import { toBech32 } from "../src/bech32.js";
import { decodeInvoice, type Invoice } from "../src/index.js";
import { invoiceSchema } from "../src/invoice/schema.js";
import { encodeMessage, type Infer, unknownRecords } from "../src/tlv/index.js";
import { shortest } from "./invoices.js";
import { type Effort, measure, type Row } from "./measure.js";
import type { Figure } from "./result.js";

const sizes = [100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 60_000];
/** From this size on, what every invoice costs whatever its size has faded. */
const large = 1000;
const unknownTags = Array.from({ length: 256 }, (_, tag) => tag).filter((tag) => tag > 12 && tag !== 100);

/** How the cost of one direction grows with the bytes of TLV. */
export type Growth = {
  readonly name: string;
  readonly points: readonly Point[];
  /** The slope of a line through the points on a log-log scale: 1 is linear. */
  readonly exponent: number;
  /** The same through the points from 1,000 bytes on. */
  readonly exponentOfLarge: number;
};

type Message = Infer<typeof invoiceSchema>;
type Point = { readonly bytes: number; readonly nanoseconds: number };

/** Measures how the cost of encoding and decoding grows, over invoices of all sizes. */
export async function measureGrowth(effort: Effort): Promise<Growth[]> {
  const messages = sizes.map(messageOf);
  return [
    await growth("encode", messages.map(encode), effort),
    await growth("decode", messages.map(decode), effort),
  ];
}

async function growth(name: string, rows: readonly Row[], effort: Effort): Promise<Growth> {
  const results = await measure(rows, effort);
  const points = results.map(({ figures }, i) => ({
    bytes: sizes[i]!,
    nanoseconds: (figures[name] as Figure).median,
  }));
  return {
    name,
    points,
    exponent: slope(points),
    exponentOfLarge: slope(points.filter(({ bytes }) => bytes >= large)),
  };
}

function encode(message: Message): Row {
  return {
    name: "encode",
    contenders: [
      { name: "encode", run: () => toText(message), check: (text) => isShortest(decodeText(text)) },
    ],
  };
}

function decode(message: Message): Row {
  const text = toText(message);
  return {
    name: "decode",
    contenders: [{ name: "decode", run: () => decodeText(text), check: isShortest }],
  };
}

/** What `encodeInvoice` does, but that an invoice has no unknown records of its own. */
function toText(message: Message): string {
  return toBech32(encodeMessage(invoiceSchema, message));
}

function decodeText(text: unknown): Invoice {
  return decodeInvoice(text as string, { maxLength: Number.MAX_SAFE_INTEGER });
}

function isShortest(invoice: unknown): void {
  assert.deepEqual(invoice, shortest);
}

/** An invoice of so many bytes: the known fields take less than 100, unknown records the rest. */
function messageOf(size: number): Message {
  const records = [];
  let left = size - encodeMessage(invoiceSchema, shortest).length;
  for (const tag of unknownTags) {
    if (left === 0) break;
    // No record takes a single byte.
    const length = Math.min(left, left === 258 ? 256 : 257) - 2;
    records.push({ tag, value: new Uint8Array(length).fill(tag) });
    left -= length + 2;
  }
  assert.equal(left, 0);
  return { ...shortest, [unknownRecords]: records };
}

/** The slope of the least-squares line through the points on a log-log scale. */
function slope(points: readonly Point[]): number {
  const x = points.map(({ bytes }) => Math.log(bytes));
  const y = points.map(({ nanoseconds }) => Math.log(nanoseconds));
  const meanX = mean(x);
  const meanY = mean(y);
  return mean(x.map((xi, i) => (xi - meanX) * (y[i]! - meanY))) / mean(x.map((xi) => (xi - meanX) ** 2));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
