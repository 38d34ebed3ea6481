import { describe } from "../describe.js";
import { fromDer } from "../ecdsa/der.js";
import { nobleEcdsa } from "../ecdsa/nobleEcdsa.js";
import { invalidCertificate } from "./invalidCertificate.js";
import { type ParsedCertificate, toDer } from "./parseCertificate.js";
import { curveOf, publicKeyOf } from "./publicKeyOf.js";

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
export async function isSignedBy(
  certificate: ParsedCertificate,
  issuer: ParsedCertificate,
): Promise<boolean> {
  const { algorithm } = certificate;
  const verify = ecdsaDigests[algorithm] ? verifyEcdsa : rsaDigests[algorithm] && verifyRsa;
  if (!verify) throw invalidCertificate(`a signature by ECDSA or RSA, found ${describe(algorithm)}`);
  try {
    return await verify(certificate, issuer);
  } catch (cause) {
    throw invalidCertificate("a signature and a key that fit together, found others", cause);
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
  if (modulusLength < 2048) throw invalidCertificate(`at least 2048 bits of RSA, found ${modulusLength}`);
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
