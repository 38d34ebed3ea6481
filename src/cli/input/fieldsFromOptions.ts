import type { KycStatus } from "../../invoice/Invoice.js";
import type { InvoiceFields } from "../../invoice/InvoiceFields.js";
import { UsageError } from "../UsageError.js";
import { type CurrencyOptions, currencyFromOptions } from "./currencyFromOptions.js";
import { parseAmount } from "./parseAmount.js";
import { parseDuration } from "./parseDuration.js";
import { parseMoment } from "./parseMoment.js";
import { parsePayerData } from "./parsePayerData.js";
import { parseWholeNumber } from "./parseWholeNumber.js";

/** The options that stand for fields of an invoice. */
export type FieldOptions = CurrencyOptions & {
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
