import { isBytes } from "../bytes.js";
import type { IntegerDialect } from "../tlv/dialect.js";

/** What an invoice was read from. It never leaves the library: what is handed out of it is a copy. */
export type Original = {
  /** Its text, in lower case. */
  readonly text: string;
  /** Its TLV form, in memory that nobody else has. */
  readonly bytes: Uint8Array;
  readonly integers: IntegerDialect;
  /** Where its signature's value stands among the bytes; 0 if it has none. */
  readonly signature: number;
};

/** Notes what an invoice was read from, and lets it hand out its signature. */
export function keepOriginal(invoice: object, original: Original): void {
  if (original.signature !== 0) Object.defineProperty(invoice, "signature", signature);
  new Stamp(invoice, original);
}

/** What an invoice was read from; nothing for a copy, or an object made by hand. */
export function originalOf(invoice: unknown): Original | undefined {
  return typeof invoice === "object" && invoice !== null ? Stamp.of(invoice) : undefined;
}

class Returned {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is how a private field gets onto an object made elsewhere
    return object;
  }
}

/**
 * Keeps the original in a private field of the invoice itself, where nothing outside this file can read, copy,
 * move or replace it. A WeakMap would do the same, but is measured on Node.js 20 at an eighth of the time of a
 * whole decodeInvoice, and this at less than a hundredth.
 */
class Stamp extends Returned {
  readonly #original: Original;

  constructor(invoice: object, original: Original) {
    super(invoice);
    this.#original = original;
  }

  static of(invoice: object): Original | undefined {
    return #original in invoice ? invoice.#original : undefined;
  }
}

/** What tells the invoices of all copies and versions of this library: a property of their `toJSON`. */
export const brand = /* @__PURE__ */ Symbol.for("uma-invoice.Invoice");

/**
 * Whether an object without an original is an invoice that another copy of this library decoded, or a stand-in
 * for one of ours, such as a proxy: what it was read from is out of reach.
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
 * An invoice's signature: DER, as a view of a copy of the whole invoice. A copy of the fields, by spreading as well
 * as by `structuredClone`, thus takes along what the signature stands under. Bytes cannot be frozen, so each call
 * gives a new one.
 */
const signature: PropertyDescriptor = {
  enumerable: true,
  get() {
    const original = originalOf(this);
    if (!original) return undefined;
    const { bytes, signature: at } = original;
    const copy = new Uint8Array(mark.length + bytes.length);
    copy.set(mark);
    copy.set(bytes, mark.length);
    const start = mark.length + at;
    return copy.subarray(start, start + bytes[at - 1]!);
  },
};

/**
 * Stands in front of an invoice in the memory that its signature is handed out of: 16 bytes, drawn at random
 * once, that nothing else has in that place.
 */
const mark = [
  0x9c, 0x21, 0xe7, 0x50, 0x3d, 0x8a, 0xf4, 0x16, 0xb2, 0x6f, 0x05, 0xd8, 0x4b, 0x93, 0xce, 0x7a,
] as const;

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
