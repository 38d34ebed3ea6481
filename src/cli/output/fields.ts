import { isBytes } from "../../bytes.js";
import { formatAmount } from "../../invoice/amount.js";
import type { InspectedRecord } from "../../invoice/inspect.js";
import type { Invoice, InvoiceCurrency } from "../../invoice/invoice.js";
import { currencySchema, invoiceSchema } from "../../invoice/schema.js";
import { invalidTime, isUnixTime } from "../../time.js";
import type { Layout } from "../../tlv/message.js";
import type { RequiredPayerData } from "../../uma/payerData.js";
import { byteCount, printable, type Row, timeLeft } from "./text.js";

type Records = readonly InspectedRecord[];

/**
 * What an invoice says, field by field in the order of the schema, for people: also what is wrong
 * with a value, which required field is missing, and which tags are unknown.
 */
export function fieldRows(records: Records, now: Date): Row[] {
  const valueRow = (name: string, value: unknown): Row => {
    if (name === "amount") return [name, amountIn(currencyOf(records), value as bigint), "bold"];
    if (name === "signature") return [name, `${valueText(value)}, not verified`, "yellow"];
    if (name !== "expiration") return [name, valueText(value)];
    if (!isUnixTime(value)) return [name, invalidTime(name, value).message, "red"];
    const text = timeLeft(value, now);
    return [name, text, text.startsWith("expired") ? "red" : "green"];
  };
  const rows = rowsOf(invoiceSchema.plan, records, "", valueRow);
  const signed = records.some(({ name }) => name === "signature");
  return signed ? rows : [...rows, ["signature", "none", "yellow"]];
}

function rowsOf(
  { fields }: Layout,
  records: Records,
  prefix: string,
  valueRow: (name: string, value: unknown) => Row,
): Row[] {
  const known = fields.flatMap(({ name, required, inside }): Row[] => {
    const path = prefix + name;
    const record = records.find((each) => each.name === name);
    if (!record) return required ? [[path, "missing", "red"]] : [];
    if (record.problem) return [[path, record.problem.message, "red"]];
    if (inside) return rowsOf(inside, record.records!, `${path}.`, valueRow);
    return [valueRow(path, record.value)];
  });
  const unknown = records
    .filter(({ name }) => name === undefined)
    .map(({ tag, bytes }): Row => [`${prefix}tag ${tag}`, `unknown, ${valueText(bytes)}`, "yellow"]);
  return [...known, ...unknown];
}

/** The currency, as far as it can be read. */
function currencyOf(records: Records): Partial<InvoiceCurrency> {
  const inner = records.find(({ records }) => records)?.records ?? [];
  return Object.fromEntries(inner.map(({ name, value }) => [name, value]));
}

function amountIn(currency: Partial<InvoiceCurrency>, amount: bigint): string {
  const isWhole = currencySchema.plan.names.every(
    (name) => currency[name as keyof InvoiceCurrency] !== undefined,
  );
  return isWhole
    ? amountText({ amount, receivingCurrency: currency as InvoiceCurrency })
    : `${amount} in the smallest unit`;
}

/** A field's value for people, on one line, whatever it holds. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value === "" ? "(empty)" : printable(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (isBytes(value)) return byteCount(value.length);
  if (typeof value === "object") return payerDataText(value as RequiredPayerData);
  return String(value);
}

function payerDataText(options: RequiredPayerData): string {
  const keys = Object.entries(options).map(
    ([key, { mandatory }]) => printable(key) + (mandatory ? "" : " (optional)"),
  );
  return keys.join(", ") || "none";
}

/** An invoice's amount in its currency and as it stands there: "$10.00 (1000 in the smallest unit)". */
export function amountText(invoice: Pick<Invoice, "amount" | "receivingCurrency">): string {
  const formatted = formatAmount(invoice, "en").replace(/[\u00a0\u202f]/g, " ");
  return `${printable(formatted)} (${invoice.amount} in the smallest unit)`;
}
