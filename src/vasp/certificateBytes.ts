import { fromBytesOrHex, sizeOf } from "../bytes.js";
import type { UmaInvoiceError } from "../errors.js";
import { invalidCertificate } from "./invalidCertificate.js";

/** One certificate or more: DER, its hex, PEM that may hold several, or a list of these. */
export type Certificates = Uint8Array | string | readonly (Uint8Array | string)[];

/**
 * The DER of certificates, in the order in which they stand.
 *
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`
 * @see RFC 7468, section 5 (PEM)
 */
export function certificateBytes(certificates: Certificates): Uint8Array[] {
  if (Array.isArray(certificates)) return certificates.flatMap((each) => bytesOf(each));
  return bytesOf(certificates);
}

function bytesOf(certificate: unknown): Uint8Array[] {
  if (certificate instanceof Uint8Array) return [certificate.slice()];
  if (typeof certificate !== "string") throw unreadable(certificate);
  const fromHex = fromBytesOrHex(certificate, certificate.length / 2);
  if (fromHex) return [fromHex];
  const blocks = Array.from(
    certificate.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g),
  );
  if (blocks.length === 0) throw unreadable(certificate);
  return blocks.map(([, base64]) => fromBase64(base64!));
}

function fromBase64(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw invalidCertificate("base64 in PEM, found something else", cause);
  }
}

/** It may be a secret key that was taken for a certificate: its size is all that is told. */
function unreadable(found: unknown): UmaInvoiceError {
  return invalidCertificate(`DER, its hex, or PEM, found ${sizeOf(found)}`);
}
