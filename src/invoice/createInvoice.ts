import { defaultEcdsa } from "../ecdsa/defaultEcdsa.js";
import type { Ecdsa } from "../ecdsa/Ecdsa.js";
import { signDigest } from "../ecdsa/signDigest.js";
import { pick } from "../options.js";
import type { IntegerDialect } from "../tlv/IntegerDialect.js";
import type { Invoice } from "./Invoice.js";
import type { InvoiceFields } from "./InvoiceFields.js";
import { unsignedInvoice } from "./unsignedInvoice.js";

/** Options of {@link createInvoice}. */
export type CreateInvoiceOptions = {
  /**
   * How to write integers: `binary` (by default), which the JavaScript, Python and Kotlin SDKs read,
   * or `decimal`, which the Go SDK reads.
   */
  readonly integers?: IntegerDialect;
  /** The source of randomness for the UUID; `crypto.getRandomValues` by default. */
  readonly random?: (length: number) => Uint8Array;
  /** The engine that signs; `@noble/secp256k1` by default. */
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
 * `FIELD_TOO_LONG`, or `INVALID_KEY`
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
  const { ecdsa = defaultEcdsa } = pick(options, "options", "ecdsa");
  const { digest, sign } = unsignedInvoice(fields, options);
  return sign(signDigest(ecdsa, digest, secretKey));
}
