import { couldBeSecret, describe } from "../../describe.js";
import { invalidField, UmaInvoiceError } from "../../errors.js";
import { parseJson } from "../../http/json.js";
import type { InvoiceCurrency, InvoiceFields, KycStatus } from "../../invoice/invoice.js";
import type { RequiredPayerData } from "../../uma/payerData.js";
import { closest } from "../command.js";
import { UsageError } from "../errors.js";
import { textOf } from "./input.js";
import { parseDuration, parseMoment, parseWholeNumber } from "./numbers.js";

/** The options that stand for fields of an invoice. */
type FieldOptions = CurrencyOptions & {
  readonly receiver?: string;
  readonly amount?: string;
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
    ...moneyFrom(options, base),
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

function given<Value>(text: string | undefined, parse: (text: string) => Value): Value | undefined {
  return text === undefined ? undefined : parse(text);
}

function moneyFrom(options: FieldOptions, base: Partial<InvoiceFields>) {
  const receivingCurrency = currencyFromOptions(options);
  // The same number of another currency's smallest units is another amount.
  if (receivingCurrency && base.amount !== undefined && options.amount === undefined)
    throw new UsageError("--currency needs --amount with it");
  const { decimals } = { ...(receivingCurrency ?? base.receivingCurrency) };
  return { amount: given(options.amount, (text) => parseAmount(text, decimals)), receivingCurrency };
}

function expirationFrom(options: FieldOptions, now: Date): Date | undefined {
  const { "expires-in": span, "expires-at": moment } = options;
  if (span !== undefined && moment !== undefined)
    throw new UsageError("expected either --expires-in or --expires-at");
  return span === undefined
    ? given(moment, (text) => parseMoment(text, "--expires-at"))
    : new Date(now.getTime() + parseDuration(span, "--expires-in") * 1000);
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

function strictTextOf(bytes: Uint8Array): string {
  try {
    return textOf(bytes, { fatal: true });
  } catch (cause) {
    throw invalid("JSON in UTF-8, found something else", cause);
  }
}

function invalid(expected: string, cause?: unknown): UmaInvoiceError {
  return new UmaInvoiceError("INVALID_FIELD", `--from: expected ${expected}`, { cause });
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

/** The options that say which currency it is. */
type CurrencyOptions = {
  readonly currency?: string;
  readonly "currency-name"?: string;
  readonly "currency-symbol"?: string;
  readonly decimals?: string;
};

/** The currency that is given as options; what they leave out is taken from what is known of it here, if that is certain. */
function currencyFromOptions(options: CurrencyOptions): InvoiceCurrency | undefined {
  const { currency: code, "currency-name": givenName, "currency-symbol": givenSymbol } = options;
  if (code === undefined) {
    const lonely = (["currency-name", "currency-symbol", "decimals"] as const).find(
      (name) => options[name] !== undefined,
    );
    if (lonely !== undefined) throw new UsageError(`--${lonely} needs --currency`);
    return undefined;
  }
  const known = knownCurrency(code);
  const name = givenName ?? known.name;
  if (name === undefined) {
    const meant = similarCurrency(code);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    throw new UsageError(
      `--currency: expected a code such as USD, or --currency-name with it, found ${describe(code)}${hint}`,
    );
  }
  const decimals =
    options.decimals === undefined ? known.decimals : parseWholeNumber(options.decimals, "--decimals");
  if (decimals === undefined)
    throw new UsageError(
      "--currency: how many digits it has behind the point is not certain: give --decimals",
    );
  return { code, name, symbol: givenSymbol ?? known.symbol ?? "", decimals };
}

/** Money of no country, which `Intl` does not know. */
const others: { readonly [code: string]: Partial<InvoiceCurrency> } = {
  BTC: { name: "Bitcoin", symbol: "₿", decimals: 8 },
  SAT: { name: "Satoshi", symbol: "", decimals: 0 },
};

/** What is known of a currency here, most of it from `Intl`; nothing if it is not known. */
function knownCurrency(code: string): Partial<InvoiceCurrency> {
  if (Object.hasOwn(others, code)) return others[code]!;
  if (!isListed(code)) return {};
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
  const name = new Intl.DisplayNames("en", { type: "currency" }).of(code)!;
  const symbol = format.formatToParts(0).find(({ type }) => type === "currency")!.value;
  const decimals = format.resolvedOptions().maximumFractionDigits!;
  // Where ISO 4217 has digits that are not in use, `Intl` may have none: 0 for the Iraqi dinar, which
  // has 3. Codes in X are of no one country, and some, the IMF's XDR for one, have no digits there.
  return decimals === 0 || code.startsWith("X") ? { name, symbol } : { name, symbol, decimals };
}

/** The code that was meant by one that is not known, if that can be told: `USD` by `usd`, `SAT` by `sats`. */
function similarCurrency(code: string): string | undefined {
  const upper = code.toUpperCase();
  return isListed(upper) ? upper : closest(upper, Object.keys(others));
}

function isListed(code: string): boolean {
  return Intl.supportedValuesOf("currency").includes(code);
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

/**
 * An amount that is given as an option: whole smallest units (`1000`), or, with a decimal point and
 * every digit behind it, units of the currency (`10.00`). A point with fewer digits would leave it to
 * a guess which was meant.
 *
 * @param decimals - how many digits the currency has behind the point, if that is known
 */
function parseAmount(text: string, decimals: number | undefined): bigint {
  const [, whole, fraction] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || (fraction !== undefined && fraction.length !== decimals)) {
    const other =
      decimals === undefined
        ? ", or --currency with it, which says what a point means"
        : decimals > 0
          ? `, or a point with ${decimals} digits behind it`
          : "";
    throw new UsageError(
      `--amount: expected a whole number of the smallest unit${other}, found ${describe(text)}`,
    );
  }
  return BigInt(whole + (fraction ?? ""));
}
