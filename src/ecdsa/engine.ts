import { copyBytes } from "../bytes.js";
import { invalidField, invalidOption } from "../errors.js";
import { toDer, toLowS } from "./der.js";
import { checkPublicKey, checkSecretKey, importPublicKey, invalidKey } from "./keys.js";

/**
 * An engine for ECDSA over secp256k1. The engine does the arithmetic and nothing else: DER, key
 * formats and high `s` are dealt with before it is called, so that all engines give the same
 * verdicts.
 *
 * @example
 * ```ts
 * const engine: Ecdsa<Uint8Array> = {
 *   ...nobleEcdsa,
 *   verify: (signature, digest, key) => myVerify(signature, digest, key),
 * };
 * verifyInvoice(text, { publicKey, ecdsa: engine });
 * ```
 */
export type Ecdsa<Key = unknown> = {
  /**
   * Signs a digest with a deterministic nonce (RFC 6979).
   *
   * @param digest - 32 bytes
   * @param secretKey - 32 bytes, from 1 to the order of the curve less 1
   * @returns 64 bytes, r and s, big-endian
   */
  sign(digest: Uint8Array, secretKey: Uint8Array): Uint8Array;
  /**
   * Checks that a public key is a point on the curve, and brings it into the form that
   * {@link verify} takes. Throws anything if it is not.
   *
   * @param publicKey - 33 bytes that start with 2 or 3, or 65 that start with 4
   */
  importPublicKey(publicKey: Uint8Array): Key;
  /**
   * Verifies a signature.
   *
   * @param signature - 64 bytes, r and s, big-endian, neither zero nor at or above the order, s low
   * @param digest - 32 bytes
   * @param publicKey - what {@link importPublicKey} returned
   * @param message - what the digest is the SHA-256 of, for engines that hash by themselves
   */
  verify(signature: Uint8Array, digest: Uint8Array, publicKey: Key, message: Uint8Array): boolean;
  /** The same, off the main thread, where the engine can do that. */
  verifyAsync?(
    signature: Uint8Array,
    digest: Uint8Array,
    publicKey: Key,
    message: Uint8Array,
  ): Promise<boolean>;
};

/** What of an engine verifies. */
export type Verifying<Key = unknown> = Pick<Ecdsa<Key>, "importPublicKey" | "verify" | "verifyAsync">;

/** What of an engine signs. */
export type Signing = Pick<Ecdsa, "sign">;

/** What an engine needs to verify a signature. */
export type CheckableSignature = {
  /** 64 bytes, r and a low s. */
  readonly signature: Uint8Array;
  /** The SHA-256 of the message. */
  readonly digest: Uint8Array;
  /** The bytes that are signed. */
  readonly message: Uint8Array;
};

/**
 * Has an engine verify a signature. Nothing but `true` counts: not even a promise.
 *
 * @param publicKey - 33 or 65 bytes, or their hex
 * @throws UmaInvoiceError `INVALID_KEY`; `INVALID_OPTION` if the engine is none
 */
export function verifyWith(
  ecdsa: Verifying,
  publicKey: Uint8Array | string,
  { signature, digest, message }: CheckableSignature,
): boolean {
  checkEngine(ecdsa, "verify", "importPublicKey");
  // A call of a method, here and below: an engine may be an instance of a class.
  return ecdsa.verify(signature, digest, importPublicKey(ecdsa, publicKey), message) === true;
}

/** The same, off the main thread where the engine can do that. */
export async function verifyWithAsync(
  ecdsa: Verifying,
  publicKey: Uint8Array | string,
  checkable: CheckableSignature,
): Promise<boolean> {
  checkEngine(ecdsa, "verify", "importPublicKey");
  if (typeof ecdsa.verifyAsync !== "function") return verifyWith(ecdsa, publicKey, checkable);
  const { signature, digest, message } = checkable;
  return (await ecdsa.verifyAsync(signature, digest, importPublicKey(ecdsa, publicKey), message)) === true;
}

/**
 * Signs a digest.
 *
 * @param digest - 32 bytes
 * @param secretKey - 32 bytes, or their hex
 * @returns DER, with a low s
 * @throws UmaInvoiceError `INVALID_KEY`; `INVALID_OPTION` if the engine is none
 */
export function signDigest(ecdsa: Signing, digest: Uint8Array, secretKey: Uint8Array | string): Uint8Array {
  const key = checkSecretKey(secretKey);
  checkEngine(ecdsa, "sign");
  return toDer(toLowS(ecdsa.sign(digest, key)));
}

/**
 * Makes an engine of a library's functions, which get to see plain bytes of the right lengths alone: some
 * libraries fall over on anything else, in ways of their own.
 */
export function makeEngine(library: Ecdsa<Uint8Array>): Ecdsa<Uint8Array> {
  return { ...makeSigning(library), ...makeVerifying(library) };
}

/** The same of a library's function that signs. */
export function makeSigning(library: Signing): Signing {
  return {
    sign: (digest, secretKey) => library.sign(ofLength(digest, 32, "digest"), checkSecretKey(secretKey)),
  };
}

/** The same of a library's functions that verify. */
export function makeVerifying(library: Verifying<Uint8Array>): Verifying<Uint8Array> {
  const onCurve = <Result>(publicKey: Uint8Array, use: (bytes: Uint8Array) => Result): Result => {
    const bytes = checkPublicKey(publicKey);
    try {
      return use(bytes);
    } catch (cause) {
      throw invalidKey(publicKey, cause);
    }
  };
  return {
    importPublicKey: (publicKey) => onCurve(publicKey, (bytes) => library.importPublicKey(bytes)),
    verify(signature, digest, publicKey, message) {
      const compact = ofLength(signature, 64, "signature");
      const hash = ofLength(digest, 32, "digest");
      return onCurve(publicKey, (bytes) => library.verify(compact, hash, bytes, message));
    },
  };
}

/**
 * Makes sure that an engine has the functions that are about to be called.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function checkEngine<Engine extends object>(
  engine: Engine,
  ...names: readonly (keyof Engine & string)[]
): void {
  let cause: unknown;
  try {
    if (names.every((name) => typeof engine[name] === "function")) return;
  } catch (error) {
    cause = error;
  }
  throw invalidOption("ecdsa", `an object with the functions ${names.join(", ")}`, engine, cause);
}

function ofLength(value: Uint8Array, length: number, field: string): Uint8Array {
  const bytes = copyBytes(value);
  if (bytes?.length !== length) throw invalidField(field, `${length} bytes`, value);
  return bytes;
}
