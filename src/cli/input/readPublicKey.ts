import { fromBytesOrHex, sizeOf } from "../../bytes.js";
import { defaultEcdsa } from "../../ecdsa/defaultEcdsa.js";
import { importPublicKey } from "../../ecdsa/importPublicKey.js";
import { UmaInvoiceError } from "../../errors.js";
import type { Io } from "../Io.js";
import { UsageError } from "../UsageError.js";
import { publicKeyFromPem, toKeyPair } from "./keyPair.js";
import { readInput } from "./readInput.js";
import { refuseSecret } from "./refuseSecret.js";

/**
 * Reads the key to verify with: its hex, or a file that holds that, PEM, or a certificate. Of a secret
 * key in a file the public part is taken.
 *
 * @param at - when a certificate has to be valid
 */
export async function readPublicKey(io: Pick<Io, "stdin">, value: string, at: Date): Promise<Uint8Array> {
  refuseSecret(value, "--key");
  const given = fromBytesOrHex(value, 33, 65);
  const file = given ?? (await readInput(io, value, "--key"));
  try {
    const publicKey = given ?? (await keyIn(file, at));
    importPublicKey(defaultEcdsa, publicKey);
    return publicKey;
  } catch (error) {
    if (error instanceof UmaInvoiceError) throw new UsageError(`--key: ${error.message}`);
    throw error;
  }
}

async function keyIn(file: Uint8Array, at: Date): Promise<Uint8Array> {
  const text = new TextDecoder().decode(file).trim();
  const hex = fromBytesOrHex(text, 33, 65);
  if (hex) return hex;
  if (text.includes("PRIVATE KEY-----") || fromBytesOrHex(text, 32))
    return toKeyPair(text, "--key").publicKey;
  if (text.includes("PUBLIC KEY-----")) return publicKeyFromPem(text, "--key");
  // X.690: a SEQUENCE of at least 128 bytes, of which no text has the second.
  if (file[0] === 0x30 && file[1]! > 0x80) return keyOfCertificate(file, at);
  if (text.includes("CERTIFICATE-----") || /^308[\da-f]{100,}$/i.test(text))
    return keyOfCertificate(text, at);
  throw new UsageError(
    `--key: expected a public key or a certificate, in hex, PEM or DER, found ${sizeOf(text)} of something else`,
  );
}

async function keyOfCertificate(certificate: Uint8Array | string, at: Date): Promise<Uint8Array> {
  // On demand: loading the parser of certificates takes as long as all the rest.
  const { readCertificate } = await import("../../vasp/readCertificate.js");
  const { publicKey, notBefore, notAfter } = readCertificate(certificate);
  if (at < notBefore || at > notAfter)
    throw new UsageError(
      `--key: expected a certificate that is valid at ${at.toISOString()}, found one from ${notBefore.toISOString()} to ${notAfter.toISOString()}`,
    );
  return publicKey;
}
