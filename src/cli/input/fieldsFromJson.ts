import { UmaInvoiceError } from "../../errors.js";
import { parseJson } from "../../http/parseJson.js";
import { invalidField } from "../../invalidField.js";
import type { InvoiceFields } from "../../invoice/InvoiceFields.js";
import { parseMoment } from "./parseMoment.js";

/**
 * An invoice's fields from JSON, as `decode --json` writes them. The amount may be text or a number,
 * the expiration Unix time or ISO 8601; a signature is left out, for the invoice is signed anew.
 *
 * @throws UmaInvoiceError `INVALID_FIELD` if it is no JSON object; what is in it is left to `createInvoice`
 */
export function fieldsFromJson(json: Uint8Array): Partial<InvoiceFields> {
  const value = parseJson(
    json,
    (expected, cause) => new UmaInvoiceError("INVALID_FIELD", `--from: expected ${expected}`, { cause }),
  );
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalidField("--from", "a JSON object", value);
  const { amount, expiration, signature, ...fields } = value as { readonly [name: string]: unknown };
  return {
    ...fields,
    ...(amount !== undefined && { amount: toAmount(amount) }),
    ...(expiration !== undefined && {
      expiration: typeof expiration === "string" ? parseMoment(expiration, "expiration") : expiration,
    }),
  } as Partial<InvoiceFields>;
}

/** Text of digits as a bigint; anything else as it is, for `createInvoice` to judge. */
function toAmount(amount: unknown): unknown {
  return typeof amount === "string" && /^\d{1,20}$/.test(amount) ? BigInt(amount) : amount;
}
