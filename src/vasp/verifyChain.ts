import {
  BasicConstraints,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  id_ce_subjectAltName,
} from "@peculiar/asn1-x509";
import { describe } from "../describe.js";
import { checkDates, checkUsage } from "./checkUse.js";
import { invalidCertificate } from "./invalidCertificate.js";
import { isSignedBy } from "./isSignedBy.js";
import { extensionOf, isSame, type ParsedCertificate } from "./parseCertificate.js";

/** The extensions that may be critical: those that are checked, and the names, which `checkHostName` compares. */
const known: readonly string[] = [id_ce_basicConstraints, id_ce_keyUsage, id_ce_subjectAltName];

/**
 * Follows a chain of certificates to a trusted root: names, signatures, dates, and what each may do. Of roots
 * with one name and different keys, or dates, all are tried: the chain is good if it is so by any.
 *
 * @param chain - leaf first, each signed by the next
 * @param roots - the certificates that are trusted, whoever signed them, in any order
 * @param seconds - the moment at which all have to be valid
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`, `CERTIFICATE_EXPIRED`: what is wrong with the first root that
 * the chain leads to, and if it leads to none, where it breaks off
 * @see RFC 5280, section 6.1, without policies and name constraints: where they are critical, the chain is refused
 */
export async function verifyChain(
  chain: readonly ParsedCertificate[],
  roots: readonly ParsedCertificate[],
  seconds: number,
): Promise<void> {
  const unfit: unknown[] = [];
  for (const [depth, certificate] of chain.entries()) {
    try {
      check(certificate, depth, seconds);
      if (roots.some(({ der }) => isSame(der, certificate.der))) return;
      if (await leadsTo(roots, certificate, depth + 1, seconds, unfit)) return;
      const issuer = chain[depth + 1];
      if (!issuer) throw invalidCertificate("a chain to a trusted root, found one that ends before");
      if (!(await isIssuedBy(certificate, issuer)))
        throw invalidCertificate(`each certificate to be signed by the next, found otherwise at ${depth}`);
    } catch (error) {
      throw unfit[0] ?? error;
    }
  }
}

/**
 * Whether a certificate was issued by a root that can be used.
 *
 * @param depth - how many certificates there are below the roots
 * @param unfit - gets what is wrong with those that cannot; first come those that did sign it
 */
async function leadsTo(
  roots: readonly ParsedCertificate[],
  certificate: ParsedCertificate,
  depth: number,
  seconds: number,
  unfit: unknown[],
): Promise<boolean> {
  for (const root of roots) {
    let isIssuer = false;
    try {
      isIssuer = await isIssuedBy(certificate, root);
      if (!isIssuer) continue;
      check(root, depth, seconds);
      return true;
    } catch (error) {
      if (isIssuer) unfit.unshift(error);
      else unfit.push(error);
    }
  }
  return false;
}

/** Whether a certificate was signed by the holder of another one. */
async function isIssuedBy(certificate: ParsedCertificate, issuer: ParsedCertificate): Promise<boolean> {
  return certificate.issuer === issuer.subject && (await isSignedBy(certificate, issuer));
}

/**
 * Checks a certificate where it stands.
 *
 * @param depth - how many there are below it
 */
function check(certificate: ParsedCertificate, depth: number, seconds: number): void {
  checkDates(certificate, seconds);
  const unknown = certificate.content.extensions?.find(
    ({ critical, extnID }) => critical && !known.includes(extnID),
  );
  if (unknown)
    throw invalidCertificate(`critical extensions that are known, found ${describe(unknown.extnID)}`);
  if (depth === 0) return;
  const constraints = extensionOf(certificate, id_ce_basicConstraints, BasicConstraints);
  if (!constraints?.cA) throw invalidCertificate("a certificate authority above the leaf, found none");
  if (depth - 1 > (constraints.pathLenConstraint ?? Number.POSITIVE_INFINITY))
    throw invalidCertificate("a chain as short as its authorities want it, found a longer one");
  checkUsage(certificate, "keyCertSign");
}
