import { sha256 } from "@noble/hashes/sha2.js";
import { toBech32 } from "../bech32.js";
import { copyBytes, toHex } from "../bytes.js";
import { invalidField } from "../invalidField.js";
import { pick, read } from "../options.js";
import { randomBytes } from "../random.js";
import { invalidTime, isUnixTime, type Moment, toSeconds } from "../time.js";
import { withEncoded } from "../tlv/encodeMessage.js";
import type { CreateInvoiceOptions } from "./createInvoice.js";
import type { Invoice } from "./Invoice.js";
import type { InvoiceFields } from "./InvoiceFields.js";
import { invoiceSchema } from "./schema.js";
import { toInvoice } from "./toInvoice.js";

/**
 * Prepares an invoice to be signed.
 *
 * @returns what the signature is to cover, its digest, and what makes the invoice of the signature, in DER
 */
export function unsignedInvoice(
  fields: InvoiceFields,
  options: CreateInvoiceOptions | undefined,
): { message: Uint8Array; digest: Uint8Array; sign: (signature: Uint8Array) => Invoice } {
  const { integers = "binary", random = randomBytes } = pick(options, "options", "integers", "random");
  if (typeof fields !== "object" || fields === null) throw invalidField("fields", "an object", fields);
  const { plan } = invoiceSchema;
  // A misspelt field would be left out of what the payer is told.
  for (const name of namesOf(fields))
    if (!plan.names.includes(name)) throw invalidField(name, "a field of an invoice", name);

  const given = read(fields, "fields", ...(plan.names as (keyof InvoiceFields)[]));
  const { amount, expiration, invoiceUUID = randomUUID(random), umaVersions = "0.3,1.0" } = given;
  const unsigned = {
    ...given,
    amount: Number.isSafeInteger(amount) ? BigInt(amount) : amount,
    expiration: wholeSeconds(expiration),
    invoiceUUID,
    umaVersions,
    signature: undefined,
  };
  const message = withEncoded(plan, unsigned, integers, (bytes, length) => bytes.slice(0, length));
  return {
    message,
    digest: sha256(message),
    sign(signature) {
      // Not from the fields once more: their owner may have changed them since.
      const bytes = new Uint8Array(message.length + 2 + signature.length);
      bytes.set(message);
      bytes.set([invoiceSchema.fields.signature.tag, signature.length], message.length);
      bytes.set(signature, message.length + 2);
      return toInvoice(bytes, toBech32(bytes));
    },
  };
}

function namesOf(fields: InvoiceFields): string[] {
  try {
    return Object.keys(fields);
  } catch (cause) {
    throw invalidField("fields", "an object that can be read", fields, cause);
  }
}

/** A Date is cut to the second; a number is as it is, for the encoder to judge, if it can be a time at all. */
function wholeSeconds(expiration: Moment | undefined): number | undefined {
  if (expiration === undefined) return undefined;
  const seconds = toSeconds(expiration, "expiration");
  const whole = typeof expiration === "number" ? seconds : Math.floor(seconds);
  if (whole > 0 && !isUnixTime(whole)) throw invalidTime("expiration", whole);
  return whole;
}

/** A random UUID (RFC 9562, section 5.4): `crypto.randomUUID` is missing from pages that came over http. */
function randomUUID(random: (length: number) => Uint8Array): string {
  if (typeof random !== "function") throw invalidField("random", "a function that gives bytes", random);
  const given = random(16);
  const bytes = copyBytes(given);
  if (bytes?.length !== 16) throw invalidField("random", "a function that gives 16 bytes", given);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
