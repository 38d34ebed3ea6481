import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { stat } from "node:fs/promises";
import { getPublicKey } from "@noble/secp256k1";
import { defaultEcdsa } from "#default-ecdsa";
import { fromBytesOrHex, sizeOf } from "../../bytes.js";
import { couldBeSecret } from "../../describe.js";
import { importPublicKey } from "../../ecdsa/keys.js";
import { UmaInvoiceError } from "../../errors.js";
import { parseJson } from "../../http/json.js";
import { layerError } from "../../layerError.js";
import type { VaspCertificate } from "../../vasp/certificate.js";
import type { Document } from "../../vasp/document.js";
import { UsageError } from "../errors.js";
import { type Io, tell } from "../io.js";
import { repeated } from "../output/json.js";
import { readInput, textOf } from "./input.js";

/** A key to sign with, of 32 bytes, and the public one, of 65. */
export type KeyPair = { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array };

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
 * Reads a public key, of 65 bytes, from PEM: SPKI (`PUBLIC KEY`).
 *
 * @param name - where the text comes from, for an error
 */
function publicKeyFromPem(text: string, name: string): Uint8Array {
  try {
    const { x, y } = jwkOf(createPublicKey(tidyPem(text)));
    return new Uint8Array([4, ...Buffer.from(x!, "base64url"), ...Buffer.from(y!, "base64url")]);
  } catch {
    throw new UsageError(`${name}: expected a public key on secp256k1 in PEM, found something else`);
  }
}

function jwkOf(key: KeyObject): JsonWebKey {
  const jwk = key.export({ format: "jwk" });
  if (jwk.crv !== "secp256k1") throw new Error("another curve");
  return jwk;
}

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
  const { readKey } = await import("../../vasp/keys.js");
  const { publicKey, chain } = readKey(document as Document, "signing");
  if (chain[0]) checkDates(chain[0], at);
  return publicKey;
}

async function keyOfCertificate(certificate: Uint8Array | string, at: Date): Promise<Uint8Array> {
  // On demand: loading the parser of certificates takes as long as all the rest.
  const { readCertificate } = await import("../../vasp/certificate.js");
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

/** The environment variable that may hold the key. */
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

async function isOpen(path: string): Promise<boolean> {
  const status = await stat(path);
  // Windows has no such bits, and makes them up.
  return process.platform !== "win32" && status.isFile() && (status.mode & 0o077) !== 0;
}

const blocks = /-----BEGIN ([A-Z\d ]+)-----(.*?)-----END \1-----/gs;

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

/** What is said to whoever wrote a secret key among the arguments. */
export const advice =
  "a secret key never goes here, where the shell's history and other users see it. " +
  "If this was one, take it for known to others; the next belongs into a file, or the environment";

/** The error for a secret key among the arguments. */
export function secretInArguments(name: string): UsageError {
  return new UsageError(`${name}: ${advice}`);
}

/** Refuses what has the shape of a secret key, without repeating it. */
export function refuseSecret(value: string, name: string): void {
  if (couldBeSecret(value)) throw secretInArguments(name);
}

/**
 * Refuses a secret key where the path of a file is expected. A path that is long, or has the hash of what the
 * file holds among its names, is not mistaken for one.
 */
export function refuseSecretForPath(path: string, name: string): void {
  if (isBareKey(path)) throw secretInArguments(name);
}

/** Whether text is PEM of a secret key, or nothing but hex digits, however they are grouped. */
function isBareKey(text: string): boolean {
  return /PRIVATE KEY/.test(text) || (/^(?:[\da-f\s:,;_\-"'\\]|0x)*$/i.test(text) && couldBeSecret(text));
}

/** Longer than any secret key in hex: a public key, if anything. */
const publicHex = /^(?:0x)?[\da-f]{66,}$/i;

/** Whether an argument, or the value behind its `=`, could be a secret key: no invoice, no link and no public key. */
export function couldBeKey(argument: string): boolean {
  const value = argument.replace(/^--[a-z-]+=/, "").trim();
  return (
    !publicHex.test(value) && !/^(?:uma1|(?:https?|uma|lightning):)/i.test(value) && couldBeSecret(value)
  );
}
