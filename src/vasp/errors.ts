import { refusals, type UmaInvoiceError } from "../errors.js";

/** What each code of keys and certificates means to the other side. */
export const vaspMeanings = {
  /** A certificate, or the chain from it to a trusted root, is not what it has to be. */
  INVALID_CERTIFICATE: ["CERT_CHAIN_INVALID", 400],
  /** A certificate is not valid now. */
  CERTIFICATE_EXPIRED: ["CERT_CHAIN_EXPIRED", 400],
  /** More keys are looked up at this moment than may be; nobody was asked, and it may be tried again. */
  TOO_MANY_LOOKUPS: ["INTERNAL_ERROR", 503],
} as const;

/** The error with a code of keys and certificates. */
export const vaspRefusal = /* @__PURE__ */ refusals(vaspMeanings);

/** The error for a certificate, or a chain of them, that does not hold. */
export function invalidCertificate(expected: string, instead: string, cause?: unknown): UmaInvoiceError {
  return vaspRefusal("INVALID_CERTIFICATE", { subject: "certificate", expected, instead, cause });
}
