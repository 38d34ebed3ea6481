import { isSame, toHex } from "../bytes.js";
import { importPublicKey } from "../ecdsa/keys.js";
import { nobleEcdsa } from "../ecdsa/noble.js";
import { invalidOption, type UmaInvoiceError } from "../errors.js";
import { type HttpOptions, readHttpOptions } from "../http/fetch.js";
import { checkAuthority } from "../http/url.js";
import { readOptions } from "../options.js";
import { isUnixTime, type Moment, secondsNow } from "../time.js";
import {
  type Certificates,
  certificateBytes,
  type ParsedCertificate,
  parseCertificate,
  publicKeyOf,
  readCertificate,
  type VaspCertificate,
} from "./certificate.js";
import { checkChain, readTrust, type TrustOptions } from "./chain.js";
import { checkDer } from "./der.js";
import {
  type Document,
  fetchDocument,
  invalidResponse,
  isString,
  optional,
  parseDocument,
} from "./document.js";
import { invalidCertificate } from "./errors.js";
import { checkUsage } from "./use.js";

/** Where a VASP's keys are (UMAD-02). */
export const keysPath = "/.well-known/lnurlpubkey";

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
 * @throws UmaInvoiceError `INVALID_OPTION`; `INVALID_DOMAIN`, `FETCH_FAILED`, `FETCH_TIMEOUT`, `INVALID_RESPONSE`;
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
  const trust = readTrust(options);
  const { now } = readOptions(options, "options", "now");
  const then = now === undefined ? undefined : secondsNow(now);
  const { host } = checkAuthority(domain, http, "domain");
  const document = await fetchDocument(domain, keysPath, http);
  const signing = readKey(document, "signing");
  const encryption = readKey(document, "encryption");
  // The present is that of the answer, which may have taken its time.
  const seconds = then ?? secondsNow();
  await checkChain(signing.chain, host, trust, seconds);
  await checkChain(encryption.chain, host, trust, seconds);
  const expirationTimestamp = readExpiration(document);
  return {
    signingPublicKey: signing.publicKey,
    encryptionPublicKey: encryption.publicKey,
    ...(signing.chain.length > 0 && { signingCertChain: signing.chain.map(({ der }) => der) }),
    ...(encryption.chain.length > 0 && { encryptionCertChain: encryption.chain.map(({ der }) => der) }),
    ...(expirationTimestamp !== undefined && { expirationTimestamp }),
  };
}

/** A key that a VASP's invoices are verified with, as {@link readSigningKey} finds it. */
export type SigningKey = {
  /** 65 bytes. */
  readonly publicKey: Uint8Array;
  /** The certificate that it comes in, if it does. */
  readonly certificate?: VaspCertificate;
};

/**
 * Reads the signing key out of the document that a VASP serves at `/.well-known/lnurlpubkey`, for those who
 * have it from somewhere else: people who paste it, tests. Neither dates nor signatures of certificates are
 * checked, and that the document is the VASP's cannot be told from it.
 *
 * @param document - its JSON
 * @throws UmaInvoiceError `INVALID_RESPONSE`, `INVALID_CERTIFICATE`, `INVALID_KEY`
 * @see UMAD-02; `fetchVaspKeys`, which asks the VASP itself
 *
 * @example
 * ```ts
 * const document = JSON.stringify({ signingPubKey: publicKey, encryptionPubKey: publicKey });
 * readSigningKey(document).publicKey.length; // 65
 * ```
 */
export function readSigningKey(document: string): SigningKey {
  const { publicKey, chain } = readKey(parseDocument(document), "signing");
  return { publicKey, ...(chain[0] && { certificate: readCertificate(chain[0].der) }) };
}

/** What a VASP has a key for. */
type KeyUse = "signing" | "encryption";

/** A key as a VASP publishes it. */
type PublishedKey = {
  /** 65 bytes. */
  readonly publicKey: Uint8Array;
  /** The certificates that it comes in, leaf first; none for a plain key. */
  readonly chain: readonly ParsedCertificate[];
};

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

/**
 * Until when the keys of a document may be kept, in whole seconds. A time that can only be in milliseconds, or
 * is so far off that it is none, is as good as none: keys that are kept for ever cannot be replaced.
 */
export function readExpiration(document: Document): number | undefined {
  const seconds = optional(document, "expirationTimestamp", "Unix time in seconds", isTime);
  return isUnixTime(seconds) ? Math.floor(seconds) : undefined;
}

/** The public keys that a VASP publishes: each in a chain of certificates, plain, or both. */
export type VaspHandlerKeys = {
  /** The certificates of the key that invoices are signed with: DER, hex or PEM, leaf first. */
  readonly signingCertChain?: Certificates;
  /** The key itself: 33 or 65 bytes, or their hex. */
  readonly signingPublicKey?: Uint8Array | string;
  /** The certificates of the key that others encrypt with. */
  readonly encryptionCertChain?: Certificates;
  /** The key itself. */
  readonly encryptionPublicKey?: Uint8Array | string;
};

/**
 * Makes the document of a VASP's own keys.
 *
 * @returns the document without its expiration, and the last second, in Unix time, at which the certificates
 * in it are valid
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`, `INVALID_KEY`, `INVALID_OPTION`
 */
export function keysDocument(keys: VaspHandlerKeys): { readonly document: Document; readonly end: number } {
  const { signingCertChain, signingPublicKey, encryptionCertChain, encryptionPublicKey } = readOptions(
    keys,
    "keys",
    "signingCertChain",
    "signingPublicKey",
    "encryptionCertChain",
    "encryptionPublicKey",
  );
  const signing = readOwnKey("signing", signingCertChain, signingPublicKey);
  const encryption = readOwnKey("encryption", encryptionCertChain, encryptionPublicKey);
  return {
    document: { ...toDocument("signing", signing), ...toDocument("encryption", encryption) },
    end: Math.min(endOf(signing), endOf(encryption)),
  };
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < Number.MAX_SAFE_INTEGER;
}

/** The most certificates that a chain may have. */
const longestChain = 8;

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

function readOwnKey(
  use: KeyUse,
  certificates: Certificates = [],
  plain: Uint8Array | string | undefined,
): PublishedKey {
  const ders = certificateBytes(certificates);
  if (ders.length > longestChain)
    throw invalidCertificate(`at most ${longestChain} in a chain, as readers take`, `${ders.length}`);
  const key = publishedKey(use, ders, plain, (expected, found) =>
    invalidOption(`${use}PublicKey`, expected, found),
  );
  for (const [i, { issuer }] of key.chain.entries()) {
    const next = key.chain[i + 1];
    if (next && issuer !== next.subject)
      throw invalidCertificate("a chain, leaf first", "certificates that do not follow each other");
  }
  return key;
}

/**
 * Brings together the two forms that a key is published in. Dates and signatures are left to `checkChain`.
 *
 * @param certificates - DER, leaf first; may be empty
 * @param plain - the older form: 33 or 65 bytes, or their hex
 * @param invalid - makes the error of what was expected, and found
 * @throws UmaInvoiceError `INVALID_CERTIFICATE`, `INVALID_KEY`
 */
function publishedKey(
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

/** A key as a document holds it: in both forms, since some readers know only one. */
function toDocument(use: KeyUse, { chain, publicKey }: PublishedKey): Document {
  return {
    ...(chain.length > 0 && { [`${use}CertChain`]: chain.map(({ der }) => toHex(der)) }),
    [`${use}PubKey`]: toHex(publicKey),
  };
}

/** The last second at which a key's certificate is valid. */
function endOf({ chain }: PublishedKey): number {
  return chain[0] ? chain[0].notAfter.getTime() / 1000 : Number.POSITIVE_INFINITY;
}
