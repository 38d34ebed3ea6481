import { importPublicKey } from "../ecdsa/importPublicKey.js";
import { nobleEcdsa } from "../ecdsa/nobleEcdsa.js";
import type { UmaInvoiceError } from "../errors.js";
import { checkDer } from "./checkDer.js";
import { checkUsage } from "./checkUse.js";
import { isSame, type ParsedCertificate, parseCertificate } from "./parseCertificate.js";
import { publicKeyOf } from "./publicKeyOf.js";

/** What a VASP has a key for. */
export type KeyUse = "signing" | "encryption";

/** A key as a VASP publishes it. */
export type PublishedKey = {
  /** 65 bytes. */
  readonly publicKey: Uint8Array;
  /** The certificates that it comes in, leaf first; none for a plain key. */
  readonly chain: readonly ParsedCertificate[];
};

/**
 * Brings together the two forms that a key is published in. Dates and signatures are left to `checkKey`.
 *
 * @param certificates - DER, leaf first; may be empty
 * @param plain - the older form: 33 or 65 bytes, or their hex
 * @param invalid - makes the error of what was expected, and found
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`, `INVALID_KEY`
 */
export function publishedKey(
  use: KeyUse,
  certificates: readonly Uint8Array[],
  plain: Uint8Array | string | undefined,
  invalid: (expected: string, found: unknown) => UmaInvoiceError,
): PublishedKey {
  checkDer(...certificates);
  const chain = certificates.map(parseCertificate);
  const leaf = chain[0];
  const plainKey = plain === undefined ? undefined : importPublicKey(nobleEcdsa, plain).slice();
  const publicKey = leaf ? publicKeyOf(leaf) : plainKey;
  if (!publicKey) throw invalid("a key, or a chain of certificates", plain);
  if (plainKey && !isSame(publicKey, plainKey)) throw invalid("the key of the certificate", plain);
  // Of encryption keys it is not asked: the JavaScript SDK writes the signing key's chain in their place.
  if (leaf && use === "signing") checkUsage(leaf, "digitalSignature");
  return { publicKey, chain };
}
