import { layerError } from "../http/layerError.js";
import { parseJson } from "../http/parseJson.js";
import { type Document, invalidResponse, isString } from "./fetchDocument.js";
import { readCertificate, type VaspCertificate } from "./readCertificate.js";
import { readKey } from "./readKey.js";

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
  if (!isString(document)) throw invalidResponse("document", "JSON as text", document);
  const json = parseJson(document.trim(), (expected, cause) =>
    layerError("INVALID_RESPONSE", `document: expected ${expected}`, { cause }),
  );
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw invalidResponse("document", "a JSON object", json);
  const { publicKey, chain } = readKey(json as Document, "signing");
  return { publicKey, ...(chain[0] && { certificate: readCertificate(chain[0].der) }) };
}
