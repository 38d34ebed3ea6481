import { couldBeSecret } from "../../describe.js";
import { UmaInvoiceError } from "../../errors.js";
import { parseJson } from "../../http/parseJson.js";
import { invalidField } from "../../invalidField.js";
import type { InvoiceFields } from "../../invoice/InvoiceFields.js";
import { UsageError } from "../UsageError.js";
import { parseMoment } from "./parseMoment.js";
import { textOf } from "./textOf.js";

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
