import { certificateBytes } from "./certificateBytes.js";
import { distinguishedName } from "./distinguishedName.js";
import { invalidCertificate } from "./invalidCertificate.js";
import { parseCertificate } from "./parseCertificate.js";
import { publicKeyOf } from "./publicKeyOf.js";

/** What the certificate of a VASP says. */
export type VaspCertificate = {
  /** The key on secp256k1, 65 bytes. */
  readonly publicKey: Uint8Array;
  readonly notBefore: Date;
  /** The last moment at which the certificate is valid. */
  readonly notAfter: Date;
  /** Whom it was issued to, as RFC 4514 writes names: `CN=vasp2.com,O=VASP`. */
  readonly subject: string;
  /** Who issued it. */
  readonly issuer: string;
};

/**
 * Reads the X.509 certificate of a VASP. Neither its dates nor its signature are checked.
 *
 * @param certificate - strict DER, its hex, or PEM of one certificate
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`, also for a key that is not on secp256k1
 * @see RFC 5280, section 4; RFC 5480, section 2
 *
 * @example
 * ```ts
 * const { publicKey, subject } = readCertificate(pem);
 * publicKey.length; // 65
 * subject; // "CN=vasp2.com,O=VASP 2"
 * ```
 */
export function readCertificate(certificate: Uint8Array | string): VaspCertificate {
  const [der, ...others] = certificateBytes(certificate);
  if (!der || others.length > 0) throw invalidCertificate(`one certificate, found ${others.length + 1}`);
  const parsed = parseCertificate(der);
  const { content, notBefore, notAfter } = parsed;
  return {
    publicKey: publicKeyOf(parsed),
    notBefore,
    notAfter,
    subject: distinguishedName(content.subject),
    issuer: distinguishedName(content.issuer),
  };
}
