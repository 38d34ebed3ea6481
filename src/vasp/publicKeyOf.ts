import { toHex } from "../bytes.js";
import { describe } from "../describe.js";
import { importPublicKey } from "../ecdsa/importPublicKey.js";
import { nobleEcdsa } from "../ecdsa/nobleEcdsa.js";
import { invalidCertificate } from "./invalidCertificate.js";
import type { ParsedCertificate } from "./parseCertificate.js";

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
