import type { InvoiceCurrency } from "../../invoice/Invoice.js";
import type { InspectedRecord } from "../../invoice/inspectInvoice.js";
import { currencySchema, invoiceSchema } from "../../invoice/schema.js";
import { invalidTime, isUnixTime } from "../../time.js";
import type { Plan } from "../../tlv/message.js";
import { amountText } from "./amountText.js";
import type { Row } from "./layOut.js";
import { timeLeft } from "./timeLeft.js";
import { valueText } from "./valueText.js";

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
  { names, fields }: Plan,
  records: Records,
  prefix: string,
  valueRow: (name: string, value: unknown) => Row,
): Row[] {
  const known = names.flatMap((name, index): Row[] => {
    const { kind, required } = fields[index]!;
    const path = prefix + name;
    const record = records.find((each) => each.name === name);
    if (!record) return required ? [[path, "missing", "red"]] : [];
    if (record.problem) return [[path, record.problem.message, "red"]];
    if (kind.type === "nested") return rowsOf(kind.message.plan, record.records!, `${path}.`, valueRow);
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
