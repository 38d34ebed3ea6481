import { isBytes } from "../bytes.js";
import type { IntegerDialect } from "../tlv/dialect.js";
import { records } from "../tlv/records.js";
import type { Invoice } from "./invoice.js";
import { type InvoiceJson, toInvoiceJson } from "./json.js";
import { invoiceSchema } from "./schema.js";

/** What an invoice was read from. */
type OriginalForm = {
  /** Its text, in lower case. Text stands for bytes one to one here, and no one can write into it. */
  readonly text: string;
  readonly integers: IntegerDialect;
  /** Where its signature stands in the TLV form; 0 if it has none. */
  readonly signature: number;
};

class Returned {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is how a private field gets onto an object made elsewhere
    return object;
  }
}

/**
 * Keeps the original form in a private field of the invoice itself, where nothing outside this file
 * can read, copy, move or replace it. A WeakMap would do the same, but is measured on Node.js 20 at
 * an eighth of the time of a whole decodeInvoice, and this at less than a hundredth.
 */
class Original extends Returned {
  readonly #form: OriginalForm;

  constructor(invoice: object, form: OriginalForm) {
    super(invoice);
    this.#form = form;
  }

  static of(invoice: object): OriginalForm | undefined {
    return #form in invoice ? invoice.#form : undefined;
  }
}

/** What tells the invoices of all copies and versions of this library: a property of their `toJSON`. */
const brand = /* @__PURE__ */ Symbol.for("uma-invoice.Invoice");

/** Is called by `JSON.stringify`. Not enumerable, so no copy has it. */
const toJSON: PropertyDescriptor = {
  value: /* @__PURE__ */ (() =>
    Object.assign(
      function toJSON(this: Invoice): InvoiceJson {
        return toInvoiceJson(this);
      },
      { [brand]: true },
    ))(),
};

/** Notes what an invoice was read from. */
export function keepOriginal(invoice: object, form: OriginalForm): void {
  Object.defineProperty(invoice, "toJSON", toJSON);
  new Original(invoice, form);
}

/** What an invoice was read from; nothing for a copy, or an object made by hand. */
export function originalOf(invoice: unknown): OriginalForm | undefined {
  return typeof invoice === "object" && invoice !== null ? Original.of(invoice) : undefined;
}

/**
 * Whether an object without an original form is an invoice that another copy of this library decoded, or a stand-in for one of ours,
 * such as a proxy: what it was read from is out of reach.
 */
export function isForeign(invoice: object): boolean {
  try {
    const { toJSON } = invoice as { readonly toJSON?: unknown };
    if (typeof toJSON === "function" && brand in toJSON) return true;
    // Versions before the brand froze an object with this one getter.
    const { get } = Object.getOwnPropertyDescriptor(invoice, "signature") ?? {};
    return get !== undefined && Object.isFrozen(invoice);
  } catch {
    return true;
  }
}

/**
 * How much of an invoice bytes look like that may be damaged: its records from the first to the last, or
 * its beginning alone; nothing if they do not look like one.
 */
export function extentOf(bytes: Uint8Array): "whole" | "cut" | undefined {
  const { byTag, fields } = invoiceSchema.plan;
  const seen = new Set<number>();
  const isWhole = () => fields.every(({ tag, required }) => !required || seen.has(tag));
  for (const { tag, next } of records(bytes)) {
    // Behind the last of the fields that there have to be, everybody writes the signature alone.
    if (!byTag[tag] || seen.has(tag) || (isWhole() && tag < Math.max(...seen))) return undefined;
    // Not `next >`: behind the last byte there is no length, and next is no number.
    if (!(next <= bytes.length)) return "cut";
    seen.add(tag);
  }
  return isWhole() ? "whole" : "cut";
}

/**
 * Stands in front of an invoice in the memory that its signature is handed out of: 16 bytes, drawn at random
 * once, that nothing else has in that place.
 */
const mark = [
  0x9c, 0x21, 0xe7, 0x50, 0x3d, 0x8a, 0xf4, 0x16, 0xb2, 0x6f, 0x05, 0xd8, 0x4b, 0x93, 0xce, 0x7a,
] as const;

/**
 * An invoice's signature, as a view of the invoice itself: a copy of the fields, by spreading as well as by
 * `structuredClone`, takes along what the signature stands under. Bytes cannot be frozen, so each call gives
 * a new one.
 *
 * @param bytes - the invoice's TLV form
 * @param at - where the signature stands in it
 */
export function signatureView(bytes: Uint8Array, at: number): Uint8Array {
  const kept = new Uint8Array(mark.length + bytes.length);
  kept.set(mark);
  kept.set(bytes, mark.length);
  const start = mark.length + at;
  return kept.subarray(start, start + bytes[at - 1]!);
}

/** The TLV form of the invoice that a signature was handed out with; nothing for other bytes. */
export function invoiceAround(signature: unknown): Uint8Array | undefined {
  if (!isBytes(signature)) return undefined;
  try {
    const memory = new Uint8Array(signature.buffer);
    return mark.every((byte, i) => byte === memory[i]) ? memory.subarray(mark.length) : undefined;
  } catch {
    return undefined;
  }
}
