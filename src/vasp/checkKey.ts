import { type Certificates, certificateBytes } from "./certificateBytes.js";
import { checkDates } from "./checkUse.js";
import { invalidCertificate } from "./invalidCertificate.js";
import { type ParsedCertificate, parseCertificate } from "./parseCertificate.js";
import type { PublishedKey } from "./publishedKey.js";
import { verifyChain } from "./verifyChain.js";

/** What keys are believed on. */
export type TrustOptions = {
  /**
   * The certificates of the authorities that you trust: DER, hex, or PEM that may hold several. With
   * them, a key has to come in a chain that leads to one. Without, the dates of the key's own
   * certificate are checked, and that the key is the VASP's rests on https.
   */
  readonly trustedRoots?: Certificates;
};

/** The authorities that are trusted; `undefined` where https is. */
export type Roots = readonly ParsedCertificate[] | undefined;

/** @throws UmaInvoiceError `INVALID_CERTIFICATE` */
export function readRoots({ trustedRoots }: TrustOptions): Roots {
  return trustedRoots === undefined ? undefined : certificateBytes(trustedRoots).map(parseCertificate);
}

/**
 * Checks that a published key can be used at a moment.
 *
 * @throws UmaInvoiceError `CERTIFICATE_EXPIRED`, `INVALID_CERTIFICATE`
 */
export async function checkKey({ chain }: PublishedKey, roots: Roots, seconds: number): Promise<void> {
  if (chain[0]) checkDates(chain[0], seconds);
  if (!roots) return;
  if (!chain[0]) throw invalidCertificate("a chain to a trusted root, found a key without certificates");
  await verifyChain(chain, roots, seconds);
}
