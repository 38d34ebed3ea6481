import { fromBech32 } from "../../bech32.js";
import { toHex } from "../../bytes.js";
import { UmaInvoiceError } from "../../errors.js";
import { checkableSignature } from "../../invoice/checkableSignature.js";
import { decodeInvoice } from "../../invoice/decodeInvoice.js";
import { checkNotExpired } from "../../invoice/expiration.js";
import type { Invoice } from "../../invoice/Invoice.js";
import { type InspectedRecord, inspectInvoice } from "../../invoice/inspectInvoice.js";
import { invoiceSchema } from "../../invoice/schema.js";
import { verified } from "../../invoice/verifyInvoice.js";
import { verifyInvoiceSignature } from "../../invoice/verifyInvoiceSignature.js";
import { locate } from "../../tlv/locate.js";
import { toInvoiceText } from "../input/toInvoiceText.js";
import { timeLeft } from "../output/timeLeft.js";
import { withoutKeys } from "../output/withoutKeys.js";
import { umaInvoiceErrorOf } from "../umaInvoiceErrorOf.js";
import { whyUnreachable } from "./whyUnreachable.js";

/** One of the checks before paying, and how it went. */
export type Check = {
  readonly check: "well-formed" | "required fields" | "not expired" | "signature";
  /** Absent if the check could not be made, for want of another or of a key. */
  readonly passed?: boolean;
  /** The code of the error that failed the check, or kept it from being made. */
  readonly code?: string;
  readonly reason: string;
};

/**
 * Makes the checks that a payer has to make before paying (UMAD-09), each for itself as far as that goes.
 *
 * @param input - the invoice, or a link to it; nothing for a line that is too long
 * @param findKey - the signing key of the receiver's VASP; with its UmaInvoiceError the signature cannot be checked
 */
export async function makeChecks(
  input: string | undefined,
  now: Date,
  findKey: (invoice: Invoice) => Promise<Uint8Array>,
): Promise<readonly Check[]> {
  const { text, malformed, missing } = examine(input);
  const [problem] = malformed;
  const wellFormed: Check = problem
    ? failed("well-formed", problem.code, [...new Set(malformed.map(({ message }) => message))].join("; "))
    : passed("well-formed", "the text, its records and every value");
  if (!missing) return [wellFormed, ...notMade("required fields", "not expired", "signature")];

  const required: Check =
    missing.length > 0
      ? failed("required fields", "MISSING_FIELD", `missing: ${missing.join(", ")}`)
      : passed("required fields", "all are there");
  if (problem || missing.length > 0) return [wellFormed, required, ...notMade("not expired", "signature")];

  const invoice = decodeInvoice(text);
  return [wellFormed, required, checkExpiration(invoice, now), await checkSignature(invoice, findKey)];
}

function checkExpiration(invoice: Invoice, now: Date): Check {
  try {
    checkNotExpired(invoice, now);
    return passed("not expired", timeLeft(invoice.expiration, now));
  } catch (caught) {
    const { code, message } = umaInvoiceErrorOf(caught);
    const reason = code === "INVOICE_EXPIRED" ? timeLeft(invoice.expiration, now) : message;
    return failed("not expired", code, reason);
  }
}

/** Everything that keeps a text from being an invoice, not only the first; no list of what is missing if there are no records. */
function examine(input: string | undefined): {
  readonly text: string;
  readonly malformed: readonly UmaInvoiceError[];
  readonly missing?: readonly string[];
} {
  let text = "";
  try {
    text = toInvoiceText(input);
    const malformed = problemsIn(inspectInvoice(text));
    return { text, malformed, missing: locate(invoiceSchema.plan, fromBech32(text)).missing };
  } catch (caught) {
    return { text, malformed: [umaInvoiceErrorOf(caught)] };
  }
}

function problemsIn(records: readonly InspectedRecord[]): UmaInvoiceError[] {
  return records.flatMap(({ problem, records = [] }) => [
    ...(problem ? [problem] : []),
    ...problemsIn(records),
  ]);
}

async function checkSignature(
  invoice: Invoice,
  findKey: (invoice: Invoice) => Promise<Uint8Array>,
): Promise<Check> {
  try {
    // Before anybody is asked for a key: whether there is a signature at all.
    checkableSignature(invoice);
    const publicKey = await findKey(invoice).catch((caught: unknown) => umaInvoiceErrorOf(caught));
    if (publicKey instanceof UmaInvoiceError) return withoutKey(publicKey);
    verified(invoice, verifyInvoiceSignature(invoice, publicKey));
    return passed("signature", `by the public key ${toHex(publicKey)}`);
  } catch (caught) {
    const { code, message } = umaInvoiceErrorOf(caught);
    return failed("signature", code, message);
  }
}

/** What there is to say without a key: that of an address which no VASP may have, the invoice is to blame. */
function withoutKey(error: UmaInvoiceError): Check {
  const { code, message } = error;
  if (code === "INVALID_DOMAIN") return failed("signature", code, message);
  return { check: "signature", code, reason: withoutKeys(`${message}${whyUnreachable(error)}`) };
}

function passed(check: Check["check"], reason: string): Check {
  return { check, passed: true, reason };
}

function failed(check: Check["check"], code: string, reason: string): Check {
  return { check, passed: false, code, reason: withoutKeys(reason) };
}

function notMade(...checks: readonly Check["check"][]): Check[] {
  return checks.map((check) => ({ check, reason: "not checked, as the invoice cannot be read" }));
}
