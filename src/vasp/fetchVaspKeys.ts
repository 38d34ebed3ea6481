import { checkAuthority } from "../http/checkAuthority.js";
import { type HttpOptions, readHttpOptions } from "../http/HttpOptions.js";
import { pick } from "../options.js";
import { isUnixTime, type Moment, toSeconds } from "../time.js";
import { checkKey, readRoots, type TrustOptions } from "./checkKey.js";
import { type Document, fetchDocument, optional } from "./fetchDocument.js";
import type { PublishedKey } from "./publishedKey.js";
import { readKey } from "./readKey.js";
import { keysPath } from "./wellKnown.js";

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
