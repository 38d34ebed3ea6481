import type { HttpOptions } from "../http/HttpOptions.js";
import { type Moment, toSeconds } from "../time.js";
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
  /** Until when the keys may be kept: Unix time in seconds. Where it is absent, they may not be. */
  readonly expirationTimestamp?: number;
};

/**
 * Gets a VASP's keys, from certificates or in the older plain form. Where a key comes in both, they
 * have to agree.
 *
 * @param domain - the VASP's host name, from `vaspDomain`
 * @throws UmaInvoiceError `INVALID_DOMAIN`, `FETCH_FAILED`, `FETCH_TIMEOUT`, `INVALID_RESPONSE`;
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
  const seconds = toSeconds(options.now ?? new Date(), "now");
  const roots = readRoots(options);
  const document = await fetchDocument(domain, keysPath, options);
  const signing = readKey(document, "signing");
  const encryption = readKey(document, "encryption");
  await checkKey(signing, roots, seconds);
  await checkKey(encryption, roots, seconds);
  const expirationTimestamp = readExpiration(document);
  return {
    signingPublicKey: signing.publicKey,
    encryptionPublicKey: encryption.publicKey,
    ...(signing.chain.length > 0 && { signingCertChain: toDers(signing) }),
    ...(encryption.chain.length > 0 && { encryptionCertChain: toDers(encryption) }),
    ...(expirationTimestamp !== undefined && { expirationTimestamp }),
  };
}

/** Until when the keys of a document may be kept, in whole seconds. */
export function readExpiration(document: Document): number | undefined {
  const seconds = optional(document, "expirationTimestamp", "Unix time in seconds", isTime);
  return seconds && Math.floor(seconds);
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < Number.MAX_SAFE_INTEGER;
}

function toDers({ chain }: PublishedKey): Uint8Array[] {
  return chain.map(({ der }) => der);
}
