import { isBytes } from "../../bytes.js";
import {
  type ExaminedInvoice,
  formatAmount,
  type InspectedRecord,
  type IntegerDialect,
  type Invoice,
  type InvoiceCurrency,
  type RequiredPayerData,
} from "../../index.js";
import { invalidTime, isUnixTime } from "../../time.js";
import { byteCount, printable, type Row, timeLeft } from "./text.js";

/** The names of a currency's fields, in the order of UMAD-09: the types see to it that none is left out. */
const currencyNames = namesOf<InvoiceCurrency>({ code: 0, name: 0, symbol: 0, decimals: 0 });

/** Likewise those of an invoice. */
const invoiceNames = namesOf<Invoice>({
  receiverUma: 0,
  invoiceUUID: 0,
  amount: 0,
  receivingCurrency: 0,
  expiration: 0,
  isSubjectToTravelRule: 0,
  requiredPayerData: 0,
  umaVersions: 0,
  commentCharsAllowed: 0,
  senderUma: 0,
  maxNumPayments: 0,
  kycStatus: 0,
  callback: 0,
  signature: 0,
});

function namesOf<Message>(names: { readonly [Name in keyof Required<Message>]: 0 }): readonly string[] {
  return Object.keys(names);
}

/**
 * What an invoice says, field by field in the order of UMAD-09, for people: also what is wrong with a value,
 * which required field is missing, and which tags are unknown.
 */
export function fieldRows({ records, problems }: ExaminedInvoice, now: Date): Row[] {
  const missing = problems.flatMap(({ code, fields = [] }) => (code === "MISSING_FIELD" ? fields : []));
  const rows = (names: readonly string[], records: readonly InspectedRecord[], prefix: string): Row[] => {
    const known = names.flatMap((name): Row[] => {
      const path = prefix + name;
      const record = records.find((each) => each.name === name);
      if (!record) return missing.includes(path) ? [[path, "missing", "red"]] : [];
      if (record.problem) return [[path, record.problem.message, "red"]];
      if (record.records) return rows(currencyNames, record.records, `${path}.`);
      return [valueRow(path, record.value)];
    });
    const unknown = records
      .filter(({ name }) => name === undefined)
      .map(({ tag, bytes }): Row => [`${prefix}tag ${tag}`, `unknown, ${valueText(bytes)}`, "yellow"]);
    return [...known, ...unknown];
  };
  const valueRow = (name: string, value: unknown): Row => {
    if (name === "amount") return [name, amountIn(currencyOf(records), value as bigint), "bold"];
    if (name === "signature") return [name, `${valueText(value)}, not verified`, "yellow"];
    if (name !== "expiration") return [name, valueText(value)];
    if (!isUnixTime(value)) return [name, invalidTime(name, value).message, "red"];
    const text = timeLeft(value, now);
    return [name, text, text.startsWith("expired") ? "red" : "green"];
  };
  const signed = records.some(({ name }) => name === "signature");
  return [...rows(invoiceNames, records, ""), ...(signed ? [] : [["signature", "none", "yellow"] as const])];
}

/** A field's value for people, on one line, whatever it holds. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value === "" ? "(empty)" : printable(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (isBytes(value)) return byteCount(value.length);
  if (typeof value === "object") return payerDataText(value as RequiredPayerData);
  return String(value);
}

/** An invoice's amount in its currency and as it stands there: "$10.00 (1000 in the smallest unit)". */
export function amountText(invoice: Pick<Invoice, "amount" | "receivingCurrency">): string {
  const formatted = formatAmount(invoice, "en").replace(/[\u00a0\u202f]/g, " ");
  return `${printable(formatted)} (${invoice.amount} in the smallest unit)`;
}

/**
 * How the integers of an invoice stand in it: in decimal, the amount's bytes are its own digits, as those of a
 * binary number, which has more digits than bytes, never are.
 */
export function dialectOf(records: readonly InspectedRecord[]): IntegerDialect {
  const { bytes, value } = records.find(({ name }) => name === "amount")!;
  return String.fromCharCode(...bytes) === String(value) ? "decimal" : "binary";
}

/** The currency, as far as it can be read. */
function currencyOf(records: readonly InspectedRecord[]): Partial<InvoiceCurrency> {
  const inner = records.find(({ records }) => records)?.records ?? [];
  return Object.fromEntries(inner.map(({ name, value }) => [name, value]));
}

function amountIn(currency: Partial<InvoiceCurrency>, amount: bigint): string {
  const isWhole = currencyNames.every((name) => currency[name as keyof InvoiceCurrency] !== undefined);
  return isWhole
    ? amountText({ amount, receivingCurrency: currency as InvoiceCurrency })
    : `${amount} in the smallest unit`;
}

function payerDataText(options: RequiredPayerData): string {
  const keys = Object.entries(options).map(
    ([key, { mandatory }]) => printable(key) + (mandatory ? "" : " (optional)"),
  );
  return keys.join(", ") || "none";
}
