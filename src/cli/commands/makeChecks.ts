import { fromBech32 } from "../../bech32.js";
import { toHex } from "../../bytes.js";
import type { UmaInvoiceError } from "../../errors.js";
import { decodeInvoice } from "../../invoice/decodeInvoice.js";
import { isExpired } from "../../invoice/expiration.js";
import type { Invoice } from "../../invoice/Invoice.js";
import { type InspectedRecord, inspectInvoice } from "../../invoice/inspectInvoice.js";
import { invoiceSchema } from "../../invoice/schema.js";
import { verifyInvoice } from "../../invoice/verifyInvoice.js";
import { locate } from "../../tlv/locate.js";
import { timeLeft } from "../output/timeLeft.js";
import { umaInvoiceErrorOf } from "../umaInvoiceErrorOf.js";

/** One of the checks before paying, and how it went. */
export type Check = {
  readonly check: "well-formed" | "required fields" | "not expired" | "signature";
  /** Absent if the check could not be made, for want of another. */
  readonly passed?: boolean;
  /** The code of the error. */
  readonly code?: string;
  readonly reason: string;
};

/** A moment at which no invoice has expired: the signature is checked on its own. */
const beforeAnyExpiration = -1;

/**
 * Makes the checks that a payer has to make before paying (UMAD-09), each for itself as far as that goes.
 *
 * @param findKey - the signing key of the receiver's VASP; its UmaInvoiceError fails the signature
 */
export async function makeChecks(
  text: string,
  now: Date,
  findKey: (invoice: Invoice) => Promise<Uint8Array>,
): Promise<readonly Check[]> {
  const { malformed, missing } = examine(text);
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
  const left = timeLeft(invoice.expiration, now);
  const notExpired: Check = isExpired(invoice, now)
    ? failed("not expired", "INVOICE_EXPIRED", left)
    : passed("not expired", left);
  return [wellFormed, required, notExpired, await checkSignature(invoice, findKey)];
}

/** Everything that keeps a text from being an invoice, not only the first; no list of what is missing if there are no records. */
function examine(text: string): {
  readonly malformed: readonly UmaInvoiceError[];
  readonly missing?: readonly string[];
} {
  try {
    const malformed = problemsIn(inspectInvoice(text));
    return { malformed, missing: locate(invoiceSchema.plan, fromBech32(text)).missing };
  } catch (caught) {
    return { malformed: [umaInvoiceErrorOf(caught)] };
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
    const publicKey = await findKey(invoice);
    verifyInvoice(invoice, { publicKey, now: beforeAnyExpiration });
    return passed("signature", `by the public key ${toHex(publicKey)}`);
  } catch (caught) {
    const { code, message } = umaInvoiceErrorOf(caught);
    return failed("signature", code, message);
  }
}

function passed(check: Check["check"], reason: string): Check {
  return { check, passed: true, reason };
}

function failed(check: Check["check"], code: string, reason: string): Check {
  return { check, passed: false, code, reason };
}

function notMade(...checks: readonly Check["check"][]): Check[] {
  return checks.map((check) => ({ check, reason: "not checked, as the invoice cannot be read" }));
}
