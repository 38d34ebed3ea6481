import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { stat } from "node:fs/promises";
import { getPublicKey } from "@noble/secp256k1";
import { fromBytesOrHex, sizeOf } from "../../bytes.js";
import { nobleEcdsa, UmaInvoiceError } from "../../index.js";
import type { VaspCertificate } from "../../vasp/index.js";
import { UsageError } from "../errors.js";
import { type Io, tell } from "../io.js";
import { repeated } from "../output/text.js";
import { readInput, textOf } from "./files.js";
import { isPublicHex, refuseSecretForPath } from "./secrets.js";

/** A key to sign with, of 32 bytes, and the public one, of 65. */
export type KeyPair = { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array };

/** The environment variable that may hold the key to sign with. */
const variable = "UMA_INVOICE_KEY";

/** Reads the key to sign with from a file, or else from the environment. Warns of a file that others can read. */
export async function readSecretKey(io: Io, path: string | undefined): Promise<KeyPair> {
  if (path === undefined) {
    const text = io.env[variable];
    if (!text) throw new UsageError(`expected --key-file, or a secret key in the environment as ${variable}`);
    return toKeyPair(text, variable);
  }
  const content = await readInput(io, path, "--key-file");
  if (path !== "-" && (await isOpen(path)))
    tell(io, `warning: others can read ${repeated(path)}, which chmod 600 would prevent`);
  return toKeyPair(textOf(content), "--key-file");
}

/**
 * Reads a secret key from hex, or from PEM: SEC 1 (`EC PRIVATE KEY`) or PKCS #8 (`PRIVATE KEY`).
 *
 * @param name - where the text comes from, for an error
 */
export function toKeyPair(text: string, name: string): KeyPair {
  const trimmed = text.trim();
  try {
    const secretKey =
      fromBytesOrHex(trimmed, 32) ??
      new Uint8Array(Buffer.from(jwkOf(createPrivateKey(tidyPem(trimmed))).d!, "base64url"));
    return { secretKey, publicKey: getPublicKey(secretKey, false) };
  } catch {
    // The words of what failed may be of what is in there.
    throw new UsageError(
      `${name}: expected a secret key on secp256k1, as 32 bytes in hex or as PEM without a password, found ${sizeOf(trimmed)} of something else`,
    );
  }
}

/**
 * Reads the key to verify with: its hex, PEM, a certificate or a VASP's document of its keys, or a file that
 * holds one of these. Of a secret key in a file the public part is taken.
 *
 * @param at - when a certificate has to be valid
 */
export async function readPublicKey(io: Pick<Io, "stdin">, value: string, at: Date): Promise<Uint8Array> {
  try {
    const publicKey = fromBytesOrHex(value, 33, 65) ?? (await keyIn(await bytesOf(io, value), at));
    // Says so if it is no point on the curve.
    nobleEcdsa.importPublicKey(publicKey);
    return publicKey;
  } catch (error) {
    if (error instanceof UmaInvoiceError) throw new UsageError(`--key: ${error.message}`);
    throw error;
  }
}

/**
 * PEM as OpenSSL reads it: lines that came as `\n` from an environment variable, or that were joined, are set right.
 *
 * @see RFC 7468
 */
export function tidyPem(text: string): string {
  return text.replace(blocks, (_block, label: string, body: string) => {
    const lines = body.replace(/\\[rn]|\s/g, "").match(/.{1,64}/g) ?? [];
    return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----\n`].join("\n");
  });
}

const blocks = /-----BEGIN ([A-Z\d ]+)-----(.*?)-----END \1-----/gs;

async function isOpen(path: string): Promise<boolean> {
  const status = await stat(path);
  // Windows has no such bits, and makes them up.
  return process.platform !== "win32" && status.isFile() && (status.mode & 0o077) !== 0;
}

async function bytesOf(io: Pick<Io, "stdin">, value: string): Promise<Uint8Array> {
  if (isPublicHex(value.trim()))
    throw new UsageError(`--key: expected 33 or 65 bytes in hex, found ${sizeOf(value.trim())}`);
  refuseSecretForPath(value, "--key");
  // A document, or PEM of what is public, may stand there itself.
  return /^\s*(?:\{|-----BEGIN )/.test(value) ? Buffer.from(value) : readInput(io, value, "--key");
}

async function keyIn(file: Uint8Array, at: Date): Promise<Uint8Array> {
  const text = textOf(file).trim();
  const hex = fromBytesOrHex(text, 33, 65);
  if (hex) return hex;
  if (text.includes("PRIVATE KEY-----") || fromBytesOrHex(text, 32))
    return toKeyPair(text, "--key").publicKey;
  if (text.includes("PUBLIC KEY-----")) return publicKeyFromPem(text);
  // On demand: loading the parser of certificates takes as long as all the rest.
  const { readCertificate, readSigningKey } = await import("../../vasp/index.js");
  // X.690: a SEQUENCE of at least 128 bytes, of which no text has the second.
  if (file[0] === 0x30 && file[1]! > 0x80) return keyOf(readCertificate(file), at);
  if (text.includes("CERTIFICATE-----") || /^308[\da-f]{100,}$/i.test(text))
    return keyOf(readCertificate(tidyPem(text)), at);
  if (text.startsWith("{")) {
    // What a VASP publishes at `/.well-known/lnurlpubkey` (UMAD-02).
    const { publicKey, certificate } = readSigningKey(text);
    return certificate ? keyOf(certificate, at) : publicKey;
  }
  throw new UsageError(
    `--key: expected a public key, a certificate or a VASP's document of its keys, found ${sizeOf(text)} of something else`,
  );
}

/** The key of a certificate that is valid. */
function keyOf({ publicKey, notBefore, notAfter }: VaspCertificate, at: Date): Uint8Array {
  if (at < notBefore || at > notAfter)
    throw new UsageError(
      `--key: expected a certificate that is valid at ${at.toISOString()}, found one from ${notBefore.toISOString()} to ${notAfter.toISOString()}`,
    );
  return publicKey;
}

/** Reads a public key, of 65 bytes, from PEM: SPKI (`PUBLIC KEY`). */
function publicKeyFromPem(text: string): Uint8Array {
  try {
    const { x, y } = jwkOf(createPublicKey(tidyPem(text)));
    return new Uint8Array([4, ...Buffer.from(x!, "base64url"), ...Buffer.from(y!, "base64url")]);
  } catch {
    throw new UsageError("--key: expected a public key on secp256k1 in PEM, found something else");
  }
}

function jwkOf(key: KeyObject): JsonWebKey {
  const jwk = key.export({ format: "jwk" });
  if (jwk.crv !== "secp256k1") throw new Error("another curve");
  return jwk;
}
