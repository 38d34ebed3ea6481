import { pick } from "../options.js";
import { type Certificates, certificateBytes } from "./certificateBytes.js";
import { checkDates, checkHostName } from "./checkUse.js";
import { invalidCertificate } from "./invalidCertificate.js";
import { type ParsedCertificate, parseCertificate } from "./parseCertificate.js";
import type { PublishedKey } from "./publishedKey.js";
import { verifyChain } from "./verifyChain.js";

/** What keys are believed on. */
export type TrustOptions = {
  /**
   * The certificates of the authorities that you trust: DER, hex, or PEM that may hold several. With
   * them, a key has to come in a chain that leads to one, and its own certificate has to be made out to the
   * VASP's domain, whatever the port: in its subject alternative name, or, where that is of no hosts, in a
   * common name that is a host name. A certificate with neither, such as one for "VASP 2" alone, is taken on
   * the authority's word: trust only those that certify no one else's VASPs, or that always name the domain.
   *
   * Without them, the dates of the key's own certificate are checked, and that the key is the VASP's rests on
   * https alone: names in certificates do not count.
   */
  readonly trustedRoots?: Certificates;
};

/** The authorities that are trusted; `undefined` where https is. */
export type Roots = readonly ParsedCertificate[] | undefined;

/** @throws UmaInvoiceError `INVALID_CERTIFICATE`; `INVALID_FIELD` if they cannot be read */
export function readRoots(options: TrustOptions | undefined): Roots {
  const { trustedRoots } = pick(options, "options", "trustedRoots");
  return trustedRoots === undefined ? undefined : certificateBytes(trustedRoots).map(parseCertificate);
}

/**
 * Checks that a published key can be used at a moment.
 *
 * @param host - the VASP's, in lower case, without a port
 * @throws UmaInvoiceError `CERTIFICATE_EXPIRED`, `INVALID_CERTIFICATE`
 */
export async function checkKey(
  { chain }: PublishedKey,
  host: string,
  roots: Roots,
  seconds: number,
): Promise<void> {
  if (chain[0]) checkDates(chain[0], seconds);
  if (!roots) return;
  if (!chain[0]) throw invalidCertificate("a chain to a trusted root, found a key without certificates");
  await verifyChain(chain, roots, seconds);
  checkHostName(chain[0], host);
}
