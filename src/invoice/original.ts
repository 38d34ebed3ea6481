import type { IntegerDialect } from "../tlv/IntegerDialect.js";
import type { Invoice } from "./Invoice.js";
import { type InvoiceJson, toInvoiceJson } from "./invoiceJson.js";

/** What an invoice was read from. */
export type OriginalForm = {
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
