import {
  BasicConstraints,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  id_ce_subjectAltName,
} from "@peculiar/asn1-x509";
import { isSame } from "../bytes.js";
import { describe } from "../describe.js";
import { fromDer } from "../ecdsa/der.js";
import { nobleEcdsa } from "../ecdsa/noble.js";
import { checkFunction, readOptions } from "../options.js";
import {
  type Certificates,
  certificateBytes,
  curveOf,
  extensionOf,
  type ParsedCertificate,
  parseCertificate,
  publicKeyOf,
  toDer,
} from "./certificate.js";
import { invalidCertificate } from "./errors.js";
import { checkDates, checkHostName, checkUsage } from "./use.js";

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
  /**
   * Called with the certificates of each key that has come and been checked, DER, leaf first, and the VASP's host;
   * throws, rejects or gives `false` to refuse them. Whether an authority has taken a certificate back, this library
   * does not ask: here a list of its own (CRL, RFC 5280, section 5) or its server (OCSP, RFC 6960) can be. It is asked
   * again when the key is fetched again; a key without certificates has nobody to take it back.
   */
  readonly checkRevocation?: (chain: readonly Uint8Array[], host: string) => unknown;
};

/** What keys are believed on, read. */
export type Trust = {
  /** The authorities that are trusted; `undefined` where https is. */
  readonly roots: readonly ParsedCertificate[] | undefined;
  readonly checkRevocation: TrustOptions["checkRevocation"];
};

/** @throws UmaInvoiceError `INVALID_CERTIFICATE`; `INVALID_OPTION` if they cannot be read */
export function readTrust(options: TrustOptions | undefined): Trust {
  const { trustedRoots, checkRevocation } = readOptions(
    options,
    "options",
    "trustedRoots",
    "checkRevocation",
  );
  if (checkRevocation !== undefined) checkFunction("checkRevocation", checkRevocation);
  const roots = trustedRoots === undefined ? undefined : certificateBytes(trustedRoots).map(parseCertificate);
  return { roots, checkRevocation };
}

/**
 * Checks that the key of a chain of certificates can be used at a moment.
 *
 * @param chain - leaf first; none for a plain key
 * @param host - the VASP's, in lower case, without a port
 * @throws UmaInvoiceError `CERTIFICATE_EXPIRED`, `INVALID_CERTIFICATE`
 */
export async function checkChain(
  chain: readonly ParsedCertificate[],
  host: string,
  { roots, checkRevocation }: Trust,
  seconds: number,
): Promise<void> {
  const leaf = chain[0];
  if (leaf) checkDates(leaf, seconds);
  if (roots) {
    if (!leaf) throw invalidCertificate("a chain to a trusted root", "a key without certificates");
    await verifyChain(chain, roots, seconds);
    checkHostName(leaf, host);
  }
  if (leaf && checkRevocation) await checkNotRevoked(chain, host, checkRevocation);
}

async function checkNotRevoked(
  chain: readonly ParsedCertificate[],
  host: string,
  checkRevocation: NonNullable<TrustOptions["checkRevocation"]>,
): Promise<void> {
  const revoked = (cause?: unknown) =>
    invalidCertificate("certificates that checkRevocation lets through", "others", cause);
  const copies = chain.map(({ der }) => der.slice());
  let isRefused: boolean;
  try {
    isRefused = (await checkRevocation(copies, host)) === false;
  } catch (cause) {
    throw revoked(cause);
  }
  if (isRefused) throw revoked();
}

/** Whether nobody but the VASP itself could take a key back: it comes plain, or in a certificate of its own. */
export function isSelfSigned([leaf]: readonly ParsedCertificate[]): boolean {
  return !leaf || leaf.issuer === leaf.subject;
}

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
      if (!issuer) throw invalidCertificate("a chain to a trusted root", "one that ends before");
      if (!(await isIssuedBy(certificate, issuer)))
        throw invalidCertificate("each certificate to be signed by the next", `otherwise at ${depth}`);
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

/** The extensions that may be critical: those that are checked, and the names, which `checkHostName` compares. */
const known: readonly string[] = [id_ce_basicConstraints, id_ce_keyUsage, id_ce_subjectAltName];

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
  if (unknown) throw invalidCertificate("critical extensions that are known", describe(unknown.extnID));
  if (depth === 0) return;
  const constraints = extensionOf(certificate, id_ce_basicConstraints, BasicConstraints);
  if (!constraints?.cA) throw invalidCertificate("a certificate authority above the leaf", "none");
  if (depth - 1 > (constraints.pathLenConstraint ?? Number.POSITIVE_INFINITY))
    throw invalidCertificate("a chain as short as its authorities want it", "a longer one");
  checkUsage(certificate, "keyCertSign");
}

/** The digests of ECDSA (RFC 5758, section 3.2) and of RSA (RFC 4055, section 5), by what certificates call them. */
const ecdsaDigests: { readonly [algorithm: string]: string } = {
  "1.2.840.10045.4.3.2": "SHA-256",
  "1.2.840.10045.4.3.3": "SHA-384",
  "1.2.840.10045.4.3.4": "SHA-512",
};
const rsaDigests: { readonly [algorithm: string]: string } = {
  "1.2.840.113549.1.1.11": "SHA-256",
  "1.2.840.113549.1.1.12": "SHA-384",
  "1.2.840.113549.1.1.13": "SHA-512",
};
/** The curves of authorities beside secp256k1 (RFC 5480, section 2.1.1.1), and the bytes of their numbers. */
const subtleCurves: { readonly [curve: string]: readonly [namedCurve: string, size: number] } = {
  "06082a8648ce3d030107": ["P-256", 32],
  "06052b81040022": ["P-384", 48],
};

/**
 * Tells whether a certificate's signature is by the key of another one.
 *
 * @throws UmaInvoiceError `INVALID_CERTIFICATE` if that cannot be told
 */
async function isSignedBy(certificate: ParsedCertificate, issuer: ParsedCertificate): Promise<boolean> {
  const { algorithm } = certificate;
  const verify = ecdsaDigests[algorithm] ? verifyEcdsa : rsaDigests[algorithm] && verifyRsa;
  if (!verify) throw invalidCertificate("a signature by ECDSA or RSA", describe(algorithm));
  try {
    return await verify(certificate, issuer);
  } catch (cause) {
    throw invalidCertificate("a signature and a key that fit together", "others", cause);
  }
}

async function verifyEcdsa(certificate: ParsedCertificate, issuer: ParsedCertificate): Promise<boolean> {
  const { algorithm, signature, signed } = certificate;
  const hash = ecdsaDigests[algorithm]!;
  const curve = subtleCurves[curveOf(issuer)];
  if (!curve) {
    // FIPS 186-5, section 6.4.1: of a longer digest, the first 256 bits.
    const digest = new Uint8Array(await crypto.subtle.digest(hash, signed)).subarray(0, 32);
    return nobleEcdsa.verify(fromDer(signature), digest, publicKeyOf(issuer), signed);
  }
  const [namedCurve, size] = curve;
  const key = await importKey(issuer, { name: "ECDSA", namedCurve });
  return crypto.subtle.verify({ name: "ECDSA", hash }, key, rAndS(signature, size), signed);
}

async function verifyRsa(certificate: ParsedCertificate, issuer: ParsedCertificate): Promise<boolean> {
  const { algorithm, signature, signed } = certificate;
  const key = await importKey(issuer, { name: "RSASSA-PKCS1-v1_5", hash: rsaDigests[algorithm]! });
  const { modulusLength } = key.algorithm as KeyAlgorithm & { readonly modulusLength: number };
  if (modulusLength < 2048) throw invalidCertificate("at least 2048 bits of RSA", `${modulusLength}`);
  return crypto.subtle.verify(key.algorithm, key, signature, signed);
}

function importKey(
  { content }: ParsedCertificate,
  algorithm: EcKeyImportParams | RsaHashedImportParams,
): Promise<CryptoKey> {
  const spki = toDer(content.subjectPublicKeyInfo);
  return crypto.subtle.importKey("spki", spki, algorithm, false, ["verify"]);
}

/** The two numbers of an ECDSA signature in DER, one after the other, as `crypto.subtle` wants them. */
function rAndS(der: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const afterR = 4 + (der[3] ?? 0);
  const bytes = new Uint8Array(2 * size);
  const put = (integer: Uint8Array, end: number) => bytes.set(integer, end - integer.length);
  put(der.subarray(4, afterR).subarray(-size), size);
  put(der.subarray(afterR + 2).subarray(-size), 2 * size);
  return bytes;
}
