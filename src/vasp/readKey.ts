import { certificateBytes } from "./certificateBytes.js";
import { type Document, invalidResponse, isString, optional } from "./fetchDocument.js";
import { type KeyUse, type PublishedKey, publishedKey } from "./publishedKey.js";

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
