import { couldBeSecret } from "../../describe.js";
import { invalidField, refusal, type UmaInvoiceError } from "../../errors.js";
import { parseJson } from "../../http/json.js";
import type { InvoiceFields, KycStatus, RequiredPayerData } from "../../index.js";
import { UsageError } from "../errors.js";
import { textOf } from "./files.js";
import { type MoneyOptions, moneyFromOptions } from "./money.js";
import { parseDuration, parseMoment, parseWholeNumber } from "./numbers.js";

/** The options that stand for fields of an invoice. */
type FieldOptions = MoneyOptions & {
  readonly receiver?: string;
  readonly "expires-in"?: string;
  readonly "expires-at"?: string;
  readonly callback?: string;
  readonly "travel-rule"?: true;
  readonly "payer-data"?: string;
  readonly sender?: string;
  readonly "comment-chars"?: string;
  readonly "max-payments"?: string;
  readonly kyc?: string;
  readonly uuid?: string;
  readonly "uma-versions"?: string;
};

/**
 * The fields that options give, and no others.
 *
 * @param base - the fields that they are put on top of
 */
export function fieldsFromOptions(
  options: FieldOptions,
  base: Partial<InvoiceFields>,
  now: Date,
): Partial<InvoiceFields> {
  const fields = {
    receiverUma: options.receiver,
    invoiceUUID: options.uuid,
    ...moneyFromOptions(options, base),
    expiration: expirationFrom(options, now),
    isSubjectToTravelRule: options["travel-rule"],
    requiredPayerData: given(options["payer-data"], parsePayerData),
    umaVersions: options["uma-versions"],
    commentCharsAllowed: given(options["comment-chars"], (text) => parseWholeNumber(text, "--comment-chars")),
    senderUma: options.sender,
    maxNumPayments: given(options["max-payments"], (text) => parseWholeNumber(text, "--max-payments")),
    kycStatus: options.kyc as KycStatus | undefined,
    callback: options.callback,
  };
  if (fields.receiverUma?.startsWith("@"))
    throw new UsageError("--receiver: the shell took $user for a variable: put the address in single quotes");
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/**
 * An invoice's fields from JSON, as `decode --json` writes them. The amount may be text or a number,
 * the expiration Unix time or ISO 8601; a signature and a text are left out, for the invoice is signed anew.
 *
 * @throws UmaInvoiceError `INVALID_FIELD` if it is no JSON object; what is in it is left to `createInvoice`
 */
export function fieldsFromJson(json: Uint8Array): Partial<InvoiceFields> {
  const value = parseJson(strictTextOf(json), invalid);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalidField("--from", "a JSON object", value);
  const { amount, expiration, signature, text, ...fields } = value as { readonly [name: string]: unknown };
  refuseKeys(fields);
  return {
    ...fields,
    ...(amount !== undefined && { amount: toAmount(amount) }),
    ...(expiration !== undefined && {
      expiration: typeof expiration === "string" ? parseMoment(expiration, "expiration") : expiration,
    }),
  } as Partial<InvoiceFields>;
}

function given<Value>(text: string | undefined, parse: (text: string) => Value): Value | undefined {
  return text === undefined ? undefined : parse(text);
}

function expirationFrom(options: FieldOptions, now: Date): Date | undefined {
  const { "expires-in": span, "expires-at": moment } = options;
  if (span !== undefined && moment !== undefined)
    throw new UsageError("expected either --expires-in or --expires-at");
  return span === undefined
    ? given(moment, (text) => parseMoment(text, "--expires-at"))
    : new Date(now.getTime() + parseDuration(span, "--expires-in") * 1000);
}

/** Payer data that is given as an option: `name,email?`, where the mark makes it voluntary. */
function parsePayerData(text: string): RequiredPayerData {
  const entries = text.split(",").map((part) => {
    const [, key, mark] = /^(.*?)(\??)$/s.exec(part)!;
    return [key!, { mandatory: mark === "" }] as const;
  });
  if (new Set(entries.map(([key]) => key)).size < entries.length)
    throw new UsageError("--payer-data: expected each name once");
  return Object.fromEntries(entries);
}

function strictTextOf(bytes: Uint8Array): string {
  try {
    return textOf(bytes, { fatal: true });
  } catch (cause) {
    throw invalid("JSON in UTF-8, found something else", cause);
  }
}

function invalid(expected: string, cause?: unknown): UmaInvoiceError {
  return refusal("INVALID_FIELD", { subject: "--from", expected, cause });
}

/** Refuses names and values that look like a secret key: everybody reads invoices. URLs may hold such identifiers. */
function refuseKeys({ callback: _callback, ...fields }: { readonly [name: string]: unknown }): void {
  for (const [string] of JSON.stringify(fields).matchAll(/"(?:[^"\\]|\\.)*"/g))
    if (couldBeSecret(JSON.parse(string)))
      throw new UsageError("--from: expected what everybody may read, found the shape of a secret key");
}

/** Text of digits as a bigint; anything else as it is, for `createInvoice` to judge. */
function toAmount(amount: unknown): unknown {
  return typeof amount === "string" && /^\d{1,20}$/.test(amount) ? BigInt(amount) : amount;
}
