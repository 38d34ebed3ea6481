import { UmaInvoiceError } from "uma-invoice";
import { readCertificate, readSigningKey, type VaspCertificate } from "uma-invoice/vasp";

/** A public key that was entered, by itself, in a certificate or in a VASP's document of its keys. */
export type Key = {
  readonly publicKey: Uint8Array | string;
  readonly certificate?: VaspCertificate;
};

/** How a public key on secp256k1 starts in DER, up to its point, by the point's length in bytes (RFC 5480, section 2). */
const spkiStarts: readonly (readonly [start: string, length: number])[] = [
  ["3056301006072a8648ce3d020106052b8104000a034200", 65],
  ["3036301006072a8648ce3d020106052b8104000a032200", 33],
];

/**
 * Reads a key: hex of 33 or 65 bytes, PEM of a public key, a certificate in PEM or hex, or the document at
 * `/.well-known/lnurlpubkey`.
 *
 * @returns the key, what is wrong with it, or `undefined` for no key at all
 */
export function readKey(entered: string): Key | UmaInvoiceError | undefined {
  const text = entered.trim();
  if (text === "") return undefined;
  const hex = text.replace(/[\s:]/g, "");
  if (/^(?:0x)?(?:[\da-f]{66}|[\da-f]{130})$/i.test(hex)) return { publicKey: hex };
  try {
    if (text.startsWith("{")) return readSigningKey(text);
    // Where a line break should be, an environment variable may have left a backslash and an n.
    const pem = text.replace(/(?:\\r)?\\n/g, "\n").trim();
    const [, base64] = /^-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----$/.exec(pem) ?? [];
    if (base64 !== undefined) return { publicKey: pointOf(base64) };
    const certificate = readCertificate(/^[\da-f]*$/i.test(hex) ? hex : pem);
    return { publicKey: certificate.publicKey, certificate };
  } catch (error) {
    if (error instanceof UmaInvoiceError) return error;
    throw error;
  }
}

/** The point of a public key in PEM: of these, only the curve's own two forms are read. */
function pointOf(base64: string): string {
  const der = hexOf(base64);
  for (const [start, length] of spkiStarts)
    if (der.startsWith(start) && der.length === start.length + 2 * length) return der.slice(start.length);
  throw new UmaInvoiceError("INVALID_KEY", "expected a public key on secp256k1 in PEM, found something else");
}

function hexOf(base64: string): string {
  try {
    return Array.from(atob(base64), (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  } catch {
    return "";
  }
}
