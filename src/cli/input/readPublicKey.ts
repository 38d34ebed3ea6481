import { fromBytesOrHex, sizeOf } from "../../bytes.js";
import { defaultEcdsa } from "../../ecdsa/defaultEcdsa.js";
import { importPublicKey } from "../../ecdsa/importPublicKey.js";
import { UmaInvoiceError } from "../../errors.js";
import { layerError } from "../../http/layerError.js";
import { parseJson } from "../../http/parseJson.js";
import type { Document } from "../../vasp/fetchDocument.js";
import type { VaspCertificate } from "../../vasp/readCertificate.js";
import type { Io } from "../Io.js";
import { UsageError } from "../UsageError.js";
import { publicKeyFromPem, toKeyPair } from "./keyPair.js";
import { readInput } from "./readInput.js";
import { publicHex, refuseSecretForPath } from "./refuseSecret.js";
import { textOf } from "./textOf.js";
import { tidyPem } from "./tidyPem.js";

/** How a document, or PEM of what is public, begins. */
const inline = /^\s*(?:\{|-----BEGIN )/;

/**
 * Reads the key to verify with: its hex, PEM, a certificate or a VASP's document of its keys, or a file that
 * holds one of these. Of a secret key in a file the public part is taken.
 *
 * @param at - when a certificate has to be valid
 */
export async function readPublicKey(io: Pick<Io, "stdin">, value: string, at: Date): Promise<Uint8Array> {
  try {
    const publicKey = fromBytesOrHex(value, 33, 65) ?? (await keyIn(await bytesOf(io, value), at));
    importPublicKey(defaultEcdsa, publicKey);
    return publicKey;
  } catch (error) {
    if (error instanceof UmaInvoiceError) throw new UsageError(`--key: ${error.message}`);
    throw error;
  }
}

async function bytesOf(io: Pick<Io, "stdin">, value: string): Promise<Uint8Array> {
  if (publicHex.test(value.trim()))
    throw new UsageError(`--key: expected 33 or 65 bytes in hex, found ${sizeOf(value.trim())}`);
  refuseSecretForPath(value, "--key");
  return inline.test(value) ? Buffer.from(value) : readInput(io, value, "--key");
}

async function keyIn(file: Uint8Array, at: Date): Promise<Uint8Array> {
  const text = textOf(file).trim();
  const hex = fromBytesOrHex(text, 33, 65);
  if (hex) return hex;
  if (text.includes("PRIVATE KEY-----") || fromBytesOrHex(text, 32))
    return toKeyPair(text, "--key").publicKey;
  if (text.includes("PUBLIC KEY-----")) return publicKeyFromPem(text, "--key");
  // X.690: a SEQUENCE of at least 128 bytes, of which no text has the second.
  if (file[0] === 0x30 && file[1]! > 0x80) return keyOfCertificate(file, at);
  if (text.includes("CERTIFICATE-----") || /^308[\da-f]{100,}$/i.test(text))
    return keyOfCertificate(tidyPem(text), at);
  if (text.startsWith("{")) return keyOfDocument(text, at);
  throw new UsageError(
    `--key: expected a public key, a certificate or a VASP's document of its keys, found ${sizeOf(text)} of something else`,
  );
}

/** The signing key in what a VASP publishes at `/.well-known/lnurlpubkey` (UMAD-02). */
async function keyOfDocument(json: string, at: Date): Promise<Uint8Array> {
  const document = parseJson(json, (expected) => layerError("INVALID_RESPONSE", `expected ${expected}`));
  const { readKey } = await import("../../vasp/readKey.js");
  const { publicKey, chain } = readKey(document as Document, "signing");
  if (chain[0]) checkDates(chain[0], at);
  return publicKey;
}

async function keyOfCertificate(certificate: Uint8Array | string, at: Date): Promise<Uint8Array> {
  // On demand: loading the parser of certificates takes as long as all the rest.
  const { readCertificate } = await import("../../vasp/readCertificate.js");
  const read = readCertificate(certificate);
  checkDates(read, at);
  return read.publicKey;
}

function checkDates(
  { notBefore, notAfter }: Pick<VaspCertificate, "notBefore" | "notAfter">,
  at: Date,
): void {
  if (at < notBefore || at > notAfter)
    throw new UsageError(
      `--key: expected a certificate that is valid at ${at.toISOString()}, found one from ${notBefore.toISOString()} to ${notAfter.toISOString()}`,
    );
}
