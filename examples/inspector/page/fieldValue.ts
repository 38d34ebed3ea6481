import { formatAmount, type InspectedRecord } from "uma-invoice";
import type { Part } from "./dissect.js";
import { element } from "./dom.js";
import { locale } from "./locale.js";
import type { Reading } from "./readInvoice.js";
import { plainText, safeText } from "./safeText.js";
import { sentence } from "./sentence.js";
import { isoTime, localTime, timeLeft } from "./time.js";

/** What a part says, for people. */
export type FieldValue = {
  /** In words, for accessible names. */
  readonly plain: string;
  readonly content: readonly (Node | string)[];
  /** What stands behind it. */
  readonly note?: Node | string;
};

/** What a part of an invoice says. */
export function fieldValue({ field, record, characters }: Part, { text, invoice }: Reading): FieldValue {
  if (!record) return code(text.slice(characters.start, characters.end));
  const { value, bytes, problem } = record;
  if (problem) return { ...rawText(bytes), note: sentence(problem) };
  switch (field) {
    case "amount": {
      const unit = `${value} in the smallest unit`;
      if (!invoice) return words(unit);
      return { ...words(formatAmount(invoice, locale)), note: unit };
    }
    case "receivingCurrency":
      return words(`a message of ${record.records!.length} records`);
    case "expiration": {
      const expiration = value as number;
      const time = element("time", { datetime: isoTime(expiration) }, localTime(expiration));
      const left = element("span", { "data-expires": `${expiration}` }, timeLeft(expiration));
      return { plain: localTime(expiration), content: [time], note: left };
    }
    case "isSubjectToTravelRule":
      return words(value ? "applies" : "does not apply");
    case "requiredPayerData":
      return payerData(value as NonNullable<NonNullable<Reading["invoice"]>["requiredPayerData"]>);
    case "commentCharsAllowed":
      return words(value === 0 ? "none allowed" : `up to ${grouped(value)} characters`);
    case "maxNumPayments":
      return words(value === 1 ? "once" : `up to ${grouped(value)} times`);
    case "decimals":
      return words(grouped(value));
    case "signature":
      return { ...code(toHex(bytes)), note: `${bytes.length} bytes` };
    case "unknown":
      return code(toHex(bytes));
    default:
      return words(String(value));
  }
}

/** Bytes in hex, in groups that lines may break between. */
export function toHex(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/.{8}(?=.)/g, "$& ");
}

function words(text: string): FieldValue {
  if (text === "") return { plain: "empty", content: [element("span", { class: "muted" }, "empty")] };
  return { plain: plainText(text), content: [safeText(text)] };
}

function code(text: string): FieldValue {
  return { plain: text, content: [element("code", { class: "hex-digits" }, text)] };
}

/** Bytes that are not what they have to be, as text as far as they are text. */
function rawText(bytes: InspectedRecord["bytes"]): FieldValue {
  return words(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
}

function payerData(options: { readonly [key: string]: { readonly mandatory: boolean } }): FieldValue {
  const entries = Object.entries(options).map(([key, { mandatory }]) => ({
    key,
    need: mandatory ? "required" : "optional",
  }));
  if (entries.length === 0) return words("none");
  const items = entries.map(({ key, need }) =>
    element("li", { class: need }, safeText(key), " ", element("small", {}, need)),
  );
  return {
    plain: entries.map(({ key, need }) => `${plainText(key)} ${need}`).join(", "),
    content: [element("ul", { class: "payer-data" }, ...items)],
  };
}

function grouped(value: unknown): string {
  return (value as number).toLocaleString(locale);
}
