import { fromBytesOrHex, sizeOf } from "../bytes.js";
import { UmaInvoiceError } from "../errors.js";
import { invalidCertificate } from "./invalidCertificate.js";

/**
 * One certificate or more: DER, its hex, PEM that may hold several, or a list of these. Around the blocks of
 * PEM there may be any text, and their lines may end as in an environment variable: in a backslash and an n.
 */
export type Certificates = Uint8Array | string | readonly (Uint8Array | string)[];

/**
 * Copies of the DER of certificates, in the order in which they stand.
 *
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`
 * @see RFC 7468, sections 4 and 5 (PEM)
 */
export function certificateBytes(certificates: Certificates): Uint8Array[] {
  try {
    return Array.isArray(certificates) ? Array.from(certificates, bytesOf).flat() : bytesOf(certificates);
  } catch (cause) {
    if (cause instanceof UmaInvoiceError) throw cause;
    throw invalidCertificate("a list that can be read, found another", cause);
  }
}

function bytesOf(certificate: unknown): Uint8Array[] {
  const bytes = fromBytesOrHex(certificate);
  if (bytes) return [bytes];
  if (typeof certificate !== "string") throw unreadable(certificate);
  const blocks = Array.from(
    certificate.matchAll(
      /-----BEGIN (?:X\.?509 )?CERTIFICATE-----([^-]*)-----END (?:X\.?509 )?CERTIFICATE-----/g,
    ),
  );
  const started = certificate.match(/-----BEGIN [\w. ]*CERTIFICATE-----/g) ?? [];
  if (started.length === 0) throw unreadable(certificate);
  // One that is cut off, or of another kind, is not passed over.
  if (blocks.length < started.length)
    throw invalidCertificate(`${started.length} whole certificates in PEM, found ${blocks.length}`);
  return blocks.map(([, base64]) => fromBase64(base64!));
}

function fromBase64(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64.replace(/\\[rnt]/g, "")), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw invalidCertificate("base64 in PEM, found something else", cause);
  }
}

/** It may be a secret key that was taken for a certificate: its size is all that is told. */
function unreadable(found: unknown): UmaInvoiceError {
  return invalidCertificate(`DER, its hex, or PEM, found ${sizeOf(found)}`);
}
