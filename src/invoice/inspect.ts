import { fromBech32 } from "../bech32.js";
import { type Attempt, attempt, invalidOption, type UmaInvoiceError } from "../errors.js";
import { readOptions } from "../options.js";
import { toSeconds } from "../time.js";
import { locate, makeReader } from "../tlv/decode.js";
import { dialectOf, type IntegerDialect } from "../tlv/dialect.js";
import { type Layout, missingFields } from "../tlv/message.js";
import { records } from "../tlv/records.js";
import { type DecodeInvoiceOptions, decodeInvoice, extentOf, maxLengthOf } from "./decode.js";
import type { Invoice } from "./invoice.js";
import { invoiceSchema } from "./schema.js";
import { type ValidateInvoiceOptions, validateInvoice } from "./validate.js";

/** One record of an invoice, and what it says. */
export type InspectedRecord = {
  /** The record's tag. */
  readonly tag: number;
  /** The field's name, such as `amount`; absent if the tag is unknown. */
  readonly name?: string;
  /** Where the record starts in the TLV form: the offset of its tag. Two bytes on starts the value. */
  readonly offset: number;
  /** How many bytes the value has. */
  readonly length: number;
  /** The value's bytes. */
  readonly bytes: Uint8Array;
  /** What the bytes stand for; absent if the tag is unknown or the value malformed. */
  readonly value?: unknown;
  /** The records inside, if the value is a message itself. */
  readonly records?: readonly InspectedRecord[];
  /** What is wrong with the value. */
  readonly problem?: UmaInvoiceError;
};

/**
 * Takes an invoice's text apart, record by record, for people and tools. Unlike `decodeInvoice` it
 * goes on where a value is malformed or missing, and says so.
 *
 * @param text - `uma1…`
 * @returns the records in the order in which they stand; every byte belongs to one
 * @throws UmaInvoiceError `TOO_LONG`, `UNEXPECTED_PREFIX` or `INVALID_BECH32` for the text, and
 * `MALFORMED_TLV` if there are no records to be made of it; `INVALID_OPTION` for an option
 *
 * @example
 * ```ts
 * for (const { name, offset, value } of inspectInvoice(text)) console.log(offset, name, value);
 * // 0 receiverUma $bob@vasp2.com
 * // 16 invoiceUUID 7f2c9d4e-…
 * ```
 */
export function inspectInvoice(text: string, options?: DecodeInvoiceOptions): readonly InspectedRecord[] {
  return inspectTlv(fromBech32(text, maxLengthOf(options), extentOf));
}

/** Options of {@link examineInvoice}. */
export type ExamineInvoiceOptions = DecodeInvoiceOptions & ValidateInvoiceOptions;

/** All that can be said of a text. */
export type ExaminedInvoice = {
  /** The records, as `inspectInvoice` gives them; none if there are none to be made of the text. */
  readonly records: readonly InspectedRecord[];
  /** The invoice; absent if the text does not stand for a whole and well-formed one. */
  readonly invoice?: Invoice;
  /** What keeps the text from being an invoice, or the invoice from being paid; empty when there is nothing. */
  readonly problems: readonly UmaInvoiceError[];
};

/**
 * Says all that can be said of a text: its records, its invoice, and everything that is wrong, all of it at
 * once, whether it is with the text, with its records, with their values or with the invoice that they make.
 * Whether the signature is the receiver's is a matter for `verifyInvoice`.
 *
 * @param text - `uma1…`, or whatever else somebody takes for an invoice
 * @returns the records and the invoice, as far as they go, and the problems as errors, not thrown. Where there is
 * no invoice, these are what `decodeInvoice` throws for a text without records (`TOO_LONG`, `UNEXPECTED_PREFIX`,
 * `INVALID_BECH32`, `MALFORMED_TLV`); otherwise an `INVALID_FIELD` for each malformed value, in the order in which
 * they stand, but a single one for integers of which no one can say how to read them; then a `MISSING_FIELD` with
 * all that are missing. Where there is an invoice, they are what `validateInvoice` says of it, expiry included
 * @throws UmaInvoiceError `INVALID_OPTION` for an option; whatever the text, nothing else
 * @see UMAD-09; BIP-173
 *
 * @example
 * ```ts
 * const { invoice, records, problems } = examineInvoice(text);
 * invoice?.amount; // 1000n
 * records[0]?.value; // "$bob@vasp2.com"
 * problems; // []
 * examineInvoice("lnbc1pvjluez").problems[0]?.code; // "UNEXPECTED_PREFIX"
 * ```
 */
export function examineInvoice(text: string, options?: ExamineInvoiceOptions): ExaminedInvoice {
  const { now = new Date(), ...limits } = readOptions(options, "options", "now", "maxLength");
  toSeconds(now, "now", invalidOption);
  const maxLength = maxLengthOf(limits);

  const taken = attempt(() => {
    const bytes = fromBech32(text, maxLength, extentOf);
    return { bytes, places: locate(invoiceSchema.plan, bytes) };
  });
  if ("problem" in taken) return { records: [], problems: [taken.problem] };
  const { bytes, places } = taken.value;
  const records = inspectTlv(bytes, places);
  // Integers that share a problem have the very same one.
  const problems = [...new Set(problemsOf(records))];
  if (places.missing.length > 0) problems.push(missingFields(places.missing));
  if (problems.length > 0) return { records, problems };
  const invoice = decodeInvoice(text, limits);
  return { records, invoice, problems: validateInvoice(invoice, { now }) };
}

function problemsOf(records: readonly InspectedRecord[]): UmaInvoiceError[] {
  return records.flatMap(({ problem, records: inside = [] }) => problem ?? problemsOf(inside));
}

/**
 * The records of an invoice's TLV form.
 *
 * @param bytes - the TLV form; values that are bytes are views of it
 * @param places - where its fields stand
 * @throws UmaInvoiceError `MALFORMED_TLV`
 */
export function inspectTlv(bytes: Uint8Array, places = locate(invoiceSchema.plan, bytes)): InspectedRecord[] {
  const { plan } = invoiceSchema;
  const integers = attempt(() => dialectOf(plan, places, bytes));
  return inspect(bytes, integers, plan, 0, bytes.length);
}

function inspect(
  bytes: Uint8Array,
  integers: Attempt<IntegerDialect>,
  { byTag }: Layout,
  start: number,
  end: number,
): InspectedRecord[] {
  return [...records(bytes, start, end)].map(({ tag, offset, value, next }) => {
    const length = next - value;
    const record = { tag, offset, length, bytes: bytes.slice(value, next) };
    const field = byTag[tag];
    if (!field) return record;
    const { name, inside } = field;
    if (inside) return { ...record, name, records: inspect(bytes, integers, inside, value, next) };
    // Where no one can say which dialect it is, any number read would be a guess.
    if (field.isInteger && "problem" in integers) return { ...record, name, ...integers };
    const dialect = "value" in integers ? integers.value : "binary";
    return {
      ...record,
      name,
      ...attempt(() => field.read(makeReader(bytes, dialect), field, value, length)),
    };
  });
}
