import { sha256 } from "@noble/hashes/sha2.js";
import { defaultSigning, defaultVerifying } from "#default-ecdsa";
import { toBech32 } from "../bech32.js";
import { type Ecdsa, signDigest } from "../ecdsa/engine.js";
import { readSigner, type Signer } from "../ecdsa/signer.js";
import { invalidField } from "../errors.js";
import { read, readOptions } from "../options.js";
import { pooledRandomBytes, randomUuid } from "../random.js";
import { invalidTime, isUnixTime, type Moment, toSeconds } from "../time.js";
import type { IntegerDialect } from "../tlv/dialect.js";
import { encodeFields } from "../tlv/encode.js";
import { toInvoice } from "./decode.js";
import type { Invoice, InvoiceFields } from "./invoice.js";
import { invoiceSchema } from "./schema.js";

/** Options of {@link createInvoice}. */
export type CreateInvoiceOptions = {
  /**
   * How to write integers: `binary` (by default), which the JavaScript, Python and Kotlin SDKs read,
   * or `decimal`, which the Go SDK reads.
   */
  readonly integers?: IntegerDialect;
  /** The source of randomness for the UUID; `crypto.getRandomValues` by default. */
  readonly random?: (length: number) => Uint8Array;
  /** The engine that signs; by default what `defaultEngine` tells. */
  readonly ecdsa?: Ecdsa;
};

/**
 * Creates an invoice and signs it: ECDSA over secp256k1 and SHA-256, with a nonce after RFC 6979 and
 * a low s.
 *
 * @param fields - the invoice's fields
 * @param secretKey - the signing key of the VASP that hosts the receiver: 32 bytes, or their hex
 * @returns the invoice, read-only, as a reader will see it
 * @throws UmaInvoiceError `INVALID_FIELD`, `MISSING_FIELD` with all that are missing,
 * `FIELD_TOO_LONG`, or `INVALID_KEY`; `INVALID_OPTION` for an option
 * @see UMAD-09; RFC 6979
 *
 * @example
 * ```ts
 * const invoice = createInvoice(
 *   {
 *     receiverUma: "$bob@vasp2.com",
 *     amount: 1000n,
 *     receivingCurrency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
 *     expiration: new Date(Date.now() + 15 * 60_000),
 *     isSubjectToTravelRule: true,
 *     callback: "https://vasp2.com/api/uma/payreq",
 *   },
 *   secretKey,
 * );
 * encodeInvoice(invoice); // "uma1…"
 * ```
 */
export function createInvoice(
  fields: InvoiceFields,
  secretKey: Uint8Array | string,
  options?: CreateInvoiceOptions,
): Invoice {
  const { ecdsa = defaultSigning } = readOptions(options, "options", "ecdsa");
  const { digest, sign } = unsignedInvoice(fields, options);
  return sign(signDigest(ecdsa, digest, secretKey));
}

/** Options of {@link createInvoiceAsync}. */
export type CreateInvoiceAsyncOptions = CreateInvoiceOptions & {
  /** The signer's public key: what it answers is then verified before it goes into an invoice. */
  readonly publicKey?: Uint8Array | string;
};

/**
 * Creates an invoice and has it signed by somebody who only sees the digest.
 *
 * @param fields - the invoice's fields
 * @param signer - signs with the key of the VASP that hosts the receiver
 * @returns the invoice, read-only, as a reader will see it, with a low s whatever the signer answered
 * @throws UmaInvoiceError `INVALID_FIELD`, `MISSING_FIELD`, `FIELD_TOO_LONG`, `INVALID_KEY`, or
 * `INVALID_SIGNATURE` if the signer answers something else than a signature; `INVALID_OPTION` for an option, or
 * a signer that is none. What the signer itself throws comes through as it is.
 * @see UMAD-09
 *
 * @example
 * With a key in AWS KMS, of the kind `ECC_SECG_P256K1` (`@aws-sdk/client-kms`):
 * ```ts
 * const kms = new KMSClient();
 * const invoice = await createInvoiceAsync(
 *   fields,
 *   {
 *     async sign(digest) {
 *       const { Signature } = await kms.send(
 *         new SignCommand({
 *           KeyId,
 *           Message: digest,
 *           MessageType: "DIGEST",
 *           SigningAlgorithm: "ECDSA_SHA_256",
 *         }),
 *       );
 *       if (!Signature) throw new Error("KMS gave no signature");
 *       return Signature; // DER
 *     },
 *   },
 *   { publicKey },
 * );
 * ```
 */
export async function createInvoiceAsync(
  fields: InvoiceFields,
  signer: Signer,
  options?: CreateInvoiceAsyncOptions,
): Promise<Invoice> {
  const ask = readSigner(signer);
  const { publicKey, ecdsa = defaultVerifying } = readOptions(options, "options", "publicKey", "ecdsa");
  const { digest, message, sign } = unsignedInvoice(fields, options);
  return sign(await ask({ digest, message }, ecdsa, publicKey));
}

/**
 * Prepares an invoice to be signed.
 *
 * @returns what the signature is to cover, its digest, and what makes the invoice of the signature, in DER
 */
export function unsignedInvoice(
  fields: InvoiceFields,
  options: CreateInvoiceOptions | undefined,
): { message: Uint8Array; digest: Uint8Array; sign: (signature: Uint8Array) => Invoice } {
  const { integers = "binary", random = pooledRandomBytes } = readOptions(
    options,
    "options",
    "integers",
    "random",
  );
  if (typeof fields !== "object" || fields === null) throw invalidField("fields", "an object", fields);
  const { plan } = invoiceSchema;
  // A misspelt field would be left out of what the payer is told.
  for (const name of namesOf(fields))
    if (!plan.names.includes(name)) throw invalidField(name, "a field of an invoice", name);

  const given = read(fields, "fields", ...(plan.names as (keyof InvoiceFields)[]));
  const { amount, expiration, invoiceUUID = randomUuid(random), umaVersions = "0.3,1.0" } = given;
  const unsigned = {
    ...given,
    amount: Number.isSafeInteger(amount) ? BigInt(amount) : amount,
    expiration: wholeSeconds(expiration),
    invoiceUUID,
    umaVersions,
    signature: undefined,
  };
  const message = encodeFields(plan, unsigned, integers);
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
