import { toHex } from "../bytes.js";
import { describe } from "../describe.js";
import { importPublicKey } from "../ecdsa/keys.js";
import { nobleEcdsa } from "../ecdsa/noble.js";
import type { UmaInvoiceError } from "../errors.js";
import { type HttpOptions, readHttpOptions } from "../http/fetch.js";
import { checkAuthority } from "../http/url.js";
import { pick } from "../options.js";
import { isUnixTime, type Moment, toSeconds } from "../time.js";
import {
  type Certificates,
  certificateBytes,
  invalidCertificate,
  isSame,
  type ParsedCertificate,
  parseCertificate,
} from "./certificate.js";
import { verifyChain } from "./chain.js";
import { checkDer } from "./der.js";
import { type Document, fetchDocument, invalidResponse, isString, keysPath, optional } from "./document.js";
import { checkDates, checkHostName, checkUsage } from "./use.js";

/** Options of {@link fetchVaspKeys}. */
export type FetchVaspKeysOptions = HttpOptions &
  TrustOptions & {
    /** A Date, or Unix time in seconds; the present by default. */
    readonly now?: Moment;
  };

/** A VASP's keys. */
export type VaspKeys = {
  /** What its invoices are verified with, 65 bytes. */
  readonly signingPublicKey: Uint8Array;
  /** What is meant for it alone is encrypted with, 65 bytes. */
  readonly encryptionPublicKey: Uint8Array;
  /** The certificates that the signing key came in, DER, leaf first. */
  readonly signingCertChain?: readonly Uint8Array[];
  /** The certificates that the encryption key came in, DER, leaf first. */
  readonly encryptionCertChain?: readonly Uint8Array[];
  /** Until when the keys may be kept: Unix time in seconds. Where it is absent, or was in milliseconds, they may not be. */
  readonly expirationTimestamp?: number;
};

/**
 * Gets a VASP's keys, from certificates or in the older plain form. Where a key comes in both, they
 * have to agree. The document has to be JSON, and may be declared as that, as text, as
 * `application/octet-stream`, or not at all, as static hosting has it.
 *
 * @param domain - the VASP's host name, from `vaspDomain`
 * @throws UmaInvoiceError `INVALID_FIELD` for an option; `INVALID_DOMAIN`, `FETCH_FAILED`, `FETCH_TIMEOUT`, `INVALID_RESPONSE`;
 * `INVALID_CERTIFICATE` and `CERTIFICATE_EXPIRED` for certificates, `INVALID_KEY` for plain keys
 * @see UMAD-02; `createKeyResolver`, which keeps keys as long as it may
 *
 * @example
 * ```ts
 * const { signingPublicKey } = await fetchVaspKeys("vasp2.com");
 * verifyInvoice(text, { publicKey: signingPublicKey }).amount; // 1000n
 * ```
 */
export async function fetchVaspKeys(domain: string, options: FetchVaspKeysOptions = {}): Promise<VaspKeys> {
  const http = readHttpOptions(options);
  const roots = readRoots(options);
  const { now } = pick(options, "options", "now");
  const then = now === undefined ? undefined : toSeconds(now, "now");
  const { host } = checkAuthority(domain, http, "domain");
  const document = await fetchDocument(domain, keysPath, http);
  const signing = readKey(document, "signing");
  const encryption = readKey(document, "encryption");
  // The present is that of the answer, which may have taken its time.
  const seconds = then ?? toSeconds(new Date(), "now");
  await checkKey(signing, host, roots, seconds);
  await checkKey(encryption, host, roots, seconds);
  const expirationTimestamp = readExpiration(document);
  return {
    signingPublicKey: signing.publicKey,
    encryptionPublicKey: encryption.publicKey,
    ...(signing.chain.length > 0 && { signingCertChain: toDers(signing) }),
    ...(encryption.chain.length > 0 && { encryptionCertChain: toDers(encryption) }),
    ...(expirationTimestamp !== undefined && { expirationTimestamp }),
  };
}

/**
 * Until when the keys of a document may be kept, in whole seconds. A time that can only be in milliseconds, or
 * is so far off that it is none, is as good as none: keys that are kept for ever cannot be replaced.
 */
export function readExpiration(document: Document): number | undefined {
  const seconds = optional(document, "expirationTimestamp", "Unix time in seconds", isTime);
  return isUnixTime(seconds) ? Math.floor(seconds) : undefined;
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < Number.MAX_SAFE_INTEGER;
}

function toDers({ chain }: PublishedKey): Uint8Array[] {
  return chain.map(({ der }) => der);
}

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

/** The most certificates that a chain may have. */
export const longestChain = 8;

/**
 * Reads a key from a VASP's document.
 *
 * @throws UmaInvoiceError `INVALID_RESPONSE`, `INVALID_CERTIFICATE`, `INVALID_KEY`
 */
export function readKey(document: Document, use: KeyUse): PublishedKey {
  const name = `${use}PubKey`;
  const plain = optional(document, name, "a public key in hex", isString);
  const chain = optional(document, `${use}CertChain`, `up to ${longestChain} certificates in hex`, isChain);
  const certificates = use === "encryption" && isMisplaced(document) ? [] : certificateBytes(chain ?? []);
  return publishedKey(use, certificates, plain, (expected, found) => invalidResponse(name, expected, found));
}

/** Whether the signing key's chain stands where the encryption key's belongs: the JavaScript SDK writes it so. */
function isMisplaced(document: Document): boolean {
  const { encryptionCertChain, encryptionPubKey, signingCertChain, signingPubKey } = document;
  const areKeysDifferent = isString(encryptionPubKey) && encryptionPubKey !== signingPubKey;
  return areKeysDifferent && JSON.stringify(encryptionCertChain) === JSON.stringify(signingCertChain);
}

function isChain(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length <= longestChain &&
    value.every((element) => isString(element) && /^(?:[\da-f]{2})+$/i.test(element))
  );
}

/** secp256k1 (SEC 2, section A.2.1) as {@link curveOf} names curves. */
const secp256k1 = "06052b8104000a";

/** The key on secp256k1 that a certificate is for, 65 bytes. */
export function publicKeyOf(certificate: ParsedCertificate): Uint8Array {
  const { algorithm, subjectPublicKey } = certificate.content.subjectPublicKeyInfo;
  if (curveOf(certificate) !== secp256k1)
    throw invalidCertificate(`a key on secp256k1, found one of ${describe(algorithm.algorithm)}`);
  try {
    return importPublicKey(nobleEcdsa, new Uint8Array(subjectPublicKey)).slice();
  } catch (cause) {
    throw invalidCertificate("a key on secp256k1, found no point of it", cause);
  }
}

/**
 * The curve that a certificate's key is on: its object identifier (RFC 5480, section 2.1.1), in hex of
 * its DER. Empty for a key on none.
 */
export function curveOf({ content }: ParsedCertificate): string {
  const { algorithm, parameters } = content.subjectPublicKeyInfo.algorithm;
  // id-ecPublicKey
  return algorithm === "1.2.840.10045.2.1" && parameters ? toHex(new Uint8Array(parameters)) : "";
}

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
