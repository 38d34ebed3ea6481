import { toHex } from "../bytes.js";
import { invalidField } from "../errors.js";
import type { Invoice } from "./invoice.js";
import { brand, originalOf } from "./original.js";

/**
 * An invoice in JSON, as `JSON.stringify` and the command write it: its fields in the order of the wire
 * format, and its text, from which `decodeInvoice` makes the invoice again.
 */
export type InvoiceJson = Omit<Invoice, "amount" | "signature"> & {
  /** In decimal digits, as JSON's numbers are not exact from 2^53 on. */
  readonly amount: string;
  /** DER, in lower-case hex. */
  readonly signature?: string;
  /** The invoice's text: `uma1…`. */
  readonly text: string;
};

/**
 * The JSON form of an invoice.
 *
 * @param invoice - an invoice that was decoded or created
 * @throws UmaInvoiceError `INVALID_FIELD` if it is a copy, or an object made by hand
 */
export function toInvoiceJson(invoice: Invoice): InvoiceJson {
  const original = originalOf(invoice);
  if (!original) throw invalidField("invoice", "one that was decoded or created", invoice);
  const { signature } = invoice;
  return {
    ...invoice,
    amount: `${invoice.amount}`,
    ...(signature && { signature: toHex(signature) }),
    text: original.text,
  } as InvoiceJson;
}

/** The property of an invoice that `JSON.stringify` calls. Not enumerable, so no copy has it. */
export const toJSON: PropertyDescriptor = {
  value: /* @__PURE__ */ (() =>
    Object.assign(
      function toJSON(this: Invoice): InvoiceJson {
        return toInvoiceJson(this);
      },
      { [brand]: true },
    ))(),
};
