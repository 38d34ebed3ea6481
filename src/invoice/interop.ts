import { isSame } from "../bytes.js";
import { hasOwn } from "../options.js";
import type { IntegerDialect } from "../tlv/dialect.js";
import { encodeFields } from "../tlv/encode.js";
import { integer, nested } from "../tlv/kinds.js";
import { type AnyMessage, makeMessage, optional, required } from "../tlv/message.js";
import { payerData } from "../uma/payerData.js";
import { decodeInvoice, decodeInvoiceTlv } from "./decode.js";
import { encodeInvoiceTlv } from "./encode.js";
import { type InspectedRecord, inspectTlv } from "./inspect.js";
import type { Invoice } from "./invoice.js";
import { originalOf } from "./original.js";
import { currencySchema, invoiceSchema } from "./schema.js";
import { signedMessage } from "./verify.js";

/** A published SDK, by its language. */
export type Sdk = "javascript" | "python" | "kotlin" | "go";

/** Something that a published SDK cannot do with an invoice, or that a counterparty may stumble over. */
export type InteropProblem = {
  /** `any` where it is for no SDK's sake: whoever holds an invoice to the protocol's documents may stumble. */
  readonly sdk: Sdk | "any";
  /**
   * `cannot read`: it refuses the invoice. `misreads`: it may well give wrong fields, without a word.
   * `cannot verify`: it reads the fields, but finds a good signature bad. `may refuse`: the documents say otherwise.
   */
  readonly problem: "cannot read" | "misreads" | "cannot verify" | "may refuse";
  /** The field that it stumbles over. */
  readonly field?: string;
  /** Why, for people. */
  readonly reason: string;
};

/**
 * Tells which of the published SDKs cannot read a valid invoice, or cannot verify it, and why, before
 * it is sent; and what in it is not as the protocol's documents have it.
 *
 * @param invoiceOrText - the invoice, or its text
 * @returns the problems, SDK by SDK; none for an SDK that reads the invoice and verifies its
 * signature. As the SDKs do not share a dialect of integers, there is always one
 * @throws UmaInvoiceError for text what `decodeInvoice` throws, for an object what `encodeInvoice` throws
 *
 * @example
 * ```ts
 * checkInterop(invoice).find(({ sdk }) => sdk === "go");
 * // { sdk: "go", problem: "cannot read", field: "amount", reason: "it takes binary integers for decimal ones" }
 * ```
 */
export function checkInterop(invoiceOrText: Invoice | string): readonly InteropProblem[] {
  const invoice =
    typeof invoiceOrText === "string"
      ? decodeInvoice(invoiceOrText)
      : decodeInvoiceTlv(encodeInvoiceTlv(invoiceOrText));
  const original = originalOf(invoice)!;
  const { text, bytes, integers } = original;
  const records = inspectTlv(bytes).flatMap((record) => [
    record,
    ...(record.records ?? []).map(({ name, ...inner }) =>
      name === undefined ? inner : { ...inner, name: `${record.name}.${name}` },
    ),
  ]);
  const signed = signedMessage(original);
  const candidate: Candidate = { invoice, text, integers, signed, records };
  const problems = (Object.keys(profiles) as Sdk[]).flatMap((sdk) => {
    const profile = profiles[sdk];
    const findings =
      integers === profile.integers
        ? profile.reads(candidate).filter((finding) => finding !== undefined)
        : [profile.otherDialect];
    if (findings.length === 0 && invoice.signature && !verifies(candidate, profile))
      findings.push({
        problem: "cannot verify",
        reason: "it verifies what it writes anew, which differs from what was signed",
      });
    return findings.map((finding) => ({ sdk, ...finding }));
  });
  return [...problems, ...againstDocuments(invoice)];
}

/** The longest user name of an address (UMAD-01), without its `$`, and the most decimals of a currency (UMAD-04). */
const longestUser = 63;
const mostDecimals = 8;

/** What this library reads and writes, and the protocol's documents have otherwise. */
function againstDocuments(invoice: Invoice): InteropProblem[] {
  const problem = { sdk: "any", problem: "may refuse" } as const;
  const found: InteropProblem[] = (["receiverUma", "senderUma"] as const)
    .filter((field) => (invoice[field]?.indexOf("@") ?? 0) > longestUser + 1)
    .map((field) => ({
      ...problem,
      field,
      reason: "its user name has more than 64 characters, the $ among them",
    }));
  if (invoice.receivingCurrency.decimals > mostDecimals)
    found.push({
      ...problem,
      field: "receivingCurrency.decimals",
      reason: `its currency counts more than ${mostDecimals} decimals`,
    });
  return found;
}

type Finding = Omit<InteropProblem, "sdk">;

/** What is known of an invoice when an SDK's turn comes. */
type Candidate = {
  readonly invoice: Invoice;
  readonly text: string;
  readonly integers: IntegerDialect;
  /** The bytes that are signed. */
  readonly signed: Uint8Array;
  /** All records, those inside the currency among them. */
  readonly records: readonly InspectedRecord[];
};

type SdkProfile = {
  readonly integers: IntegerDialect;
  /** What happens to integers of the other dialect. */
  readonly otherDialect: Finding;
  /** The defects that keep it from reading what others write. */
  readonly reads: (candidate: Candidate) => (Finding | undefined)[];
  /** What it verifies: a signature over the invoice as it writes it anew. */
  readonly rewrites: AnyMessage;
  /** The most bytes that it can write. */
  readonly maxRewrite?: number;
};

const takesDigitsForBinary: Finding = {
  problem: "misreads",
  field: "amount",
  reason: "it takes decimal integers for binary ones",
};
/** The fields as the SDKs write them: any number goes for a time. */
const fields = /* @__PURE__ */ (() => ({
  ...invoiceSchema.fields,
  expiration: required(invoiceSchema.fields.expiration.tag, integer()),
}))();

/** Kotlin writes them as they stand. */
const inOrder = /* @__PURE__ */ (() => makeMessage(fields))();

/** Python and Go sort pairs, of a key, a colon and a flag, as they stand, by code point. */
const sortsPairs = /* @__PURE__ */ (() =>
  makeMessage({
    ...fields,
    requiredPayerData: optional(
      fields.requiredPayerData.tag,
      payerData((a, b) => (codePoints(`${a}:`) < codePoints(`${b}:`) ? -1 : 1)),
    ),
  }))();

/** Text that sorts by code point, which UTF-16 does not above U+FFFF. */
function codePoints(text: string): string {
  return Array.from(text, (character) => character.codePointAt(0)!.toString(16).padStart(6, "0")).join("");
}

/** JavaScript writes a currency in the order of its schema, which has the name before the code. */
const namesCurrencyFirst = /* @__PURE__ */ (() =>
  makeMessage({
    ...fields,
    receivingCurrency: required(
      fields.receivingCurrency.tag,
      nested(
        makeMessage({
          name: currencySchema.fields.name,
          code: currencySchema.fields.code,
          symbol: currencySchema.fields.symbol,
          decimals: currencySchema.fields.decimals,
        }),
      ),
    ),
  }))();

const noEmptyOptions = ({ records }: Candidate): Finding | undefined =>
  records.some(({ name, length }) => name === "requiredPayerData" && length === 0)
    ? { problem: "cannot read", field: "requiredPayerData", reason: "it fails on options of no length" }
    : undefined;

const maxText = (limit: number, { text }: Candidate): Finding | undefined =>
  text.length > limit
    ? { problem: "cannot read", reason: `it reads up to ${limit} characters, this has ${text.length}` }
    : undefined;

/** Measured with the versions that the README names: see `test/interop`. */
const profiles: { readonly [Name in Sdk]: SdkProfile } = {
  javascript: {
    integers: "binary",
    otherDialect: takesDigitsForBinary,
    reads: (candidate) => [
      maxText(1024, candidate),
      BigInt(Number(candidate.invoice.amount)) !== candidate.invoice.amount
        ? { problem: "misreads", field: "amount", reason: "it loses precision from 2^53 on" }
        : undefined,
      candidate.records.some(({ length, value }) => length === 8 && (value === 0 || value === 0n))
        ? { problem: "misreads", reason: "it takes a 0 of 8 bytes for -1" }
        : undefined,
      hasOwn(candidate.invoice.requiredPayerData ?? {}, "__proto__")
        ? {
            problem: "cannot read",
            field: "requiredPayerData",
            reason: "it takes the key __proto__ for the prototype",
          }
        : undefined,
      candidate.records.some(({ name }) => name === undefined)
        ? { problem: "misreads", reason: "it loses its place at a tag that it does not know" }
        : undefined,
    ],
    rewrites: namesCurrencyFirst,
    maxRewrite: 512,
  },
  python: {
    integers: "binary",
    otherDialect: takesDigitsForBinary,
    reads: (candidate) => [noEmptyOptions(candidate)],
    rewrites: sortsPairs,
  },
  kotlin: {
    integers: "binary",
    otherDialect: takesDigitsForBinary,
    reads: (candidate) => [
      maxText(1023, candidate),
      ...candidate.records
        .filter(({ length }) => length > 127)
        .map(({ name, tag }): Finding => {
          const reason = "it takes lengths from 128 on for negative ones";
          return { problem: "misreads", field: name ?? `tag ${tag}`, reason };
        }),
      ...(["commentCharsAllowed", "maxNumPayments"] as const)
        .filter((field) => (candidate.invoice[field] ?? 0) >= 2 ** 31)
        .map((field): Finding => ({ problem: "misreads", field, reason: "it cuts the number to 32 bits" })),
    ],
    rewrites: inOrder,
  },
  go: {
    integers: "decimal",
    otherDialect: {
      problem: "cannot read",
      field: "amount",
      reason: "it takes binary integers for decimal ones",
    },
    reads: (candidate) => [noEmptyOptions(candidate)],
    rewrites: sortsPairs,
  },
};

/** Whether an SDK, writing an invoice anew, arrives at the bytes that were signed. */
function verifies(
  { invoice, integers, signed }: Candidate,
  { rewrites, maxRewrite = Number.POSITIVE_INFINITY }: SdkProfile,
): boolean {
  const rewritten = encodeFields(rewrites.plan, { ...invoice, signature: undefined }, integers);
  return rewritten.length <= maxRewrite && isSame(rewritten, signed);
}
