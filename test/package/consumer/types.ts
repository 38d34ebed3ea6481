import {
  createInvoice,
  decodeInvoice,
  type Invoice,
  type InvoiceFields,
  UmaInvoiceError,
  type UmaInvoiceErrorCode,
  type VerifiedInvoice,
  verifyInvoice,
} from "../../../src/index.js";
import {
  decodeMessage,
  encodeMessage,
  type Infer,
  integer,
  message,
  nested,
  optional,
  required,
  text,
} from "../../../src/tlv/index.js";

export function create(fields: InvoiceFields, secretKey: Uint8Array): Invoice {
  return createInvoice(fields, secretKey);
}

export function amountOf(invoice: VerifiedInvoice): bigint {
  return invoice.amount;
}

export function pay(invoiceText: string, publicKey: string): bigint {
  // @ts-expect-error An invoice that is only decoded is not verified.
  amountOf(decodeInvoice(invoiceText));
  return amountOf(verifyInvoice(invoiceText, { publicKey }));
}

// @ts-expect-error An amount is a bigint, and neither a number nor just anything.
export const amount: number = decodeInvoice("uma1…").amount;

export function codeOf(error: unknown): UmaInvoiceErrorCode | undefined {
  return error instanceof UmaInvoiceError ? error.code : undefined;
}

const point = message({ x: required(0, integer()), y: required(1, integer()) });
export const line = message({ from: required(0, nested(point)), name: optional(1, text()) });
export type Line = Infer<typeof line>;

export function startOf(bytes: Uint8Array): number {
  const { from, name }: Line = decodeMessage(line, bytes);
  // @ts-expect-error An optional field may be absent.
  name.length;
  return from.x;
}

// @ts-expect-error A required field is missing.
encodeMessage(point, { x: 0 });
