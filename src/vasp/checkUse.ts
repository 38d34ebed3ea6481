import { id_ce_keyUsage, KeyUsage, KeyUsageFlags } from "@peculiar/asn1-x509";
import { layerError } from "../http/layerError.js";
import { invalidCertificate } from "./invalidCertificate.js";
import { extensionOf, type ParsedCertificate } from "./parseCertificate.js";

/**
 * Checks that a certificate is valid at a moment.
 *
 * @throws UmaInvoiceError `CERTIFICATE_EXPIRED`
 * @see RFC 5280, section 4.1.2.5
 */
export function checkDates({ notBefore, notAfter }: ParsedCertificate, seconds: number): void {
  const [from, to] = [notBefore.toISOString(), notAfter.toISOString()];
  if (seconds * 1000 < notBefore.getTime() || seconds * 1000 > notAfter.getTime())
    throw layerError(
      "CERTIFICATE_EXPIRED",
      `certificate: expected one that is valid now, found one that is from ${from} to ${to}`,
    );
}

/**
 * Checks that a certificate's key may be used for something. One that says nothing of it may.
 *
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`
 * @see RFC 5280, section 4.2.1.3
 */
export function checkUsage(certificate: ParsedCertificate, usage: "digitalSignature" | "keyCertSign"): void {
  const allowed = extensionOf(certificate, id_ce_keyUsage, KeyUsage);
  if (allowed && !(allowed.toNumber() & KeyUsageFlags[usage]))
    throw invalidCertificate(`a key usage of ${usage}, found others`);
}
