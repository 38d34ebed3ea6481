import { invalidField } from "../invalidField.js";
import type { Ecdsa } from "./Ecdsa.js";
import { importPublicKey } from "./importPublicKey.js";

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
 * @throws UmaInvoiceError `INVALID_KEY`; `INVALID_FIELD` if the engine is none
 */
export function verifyWith(
  ecdsa: Ecdsa,
  publicKey: Uint8Array | string,
  { signature, digest, message }: CheckableSignature,
): boolean {
  checkEngine(ecdsa, "verify", "importPublicKey");
  // A call of a method, here and below: an engine may be an instance of a class.
  return ecdsa.verify(signature, digest, importPublicKey(ecdsa, publicKey), message) === true;
}

/** The same, off the main thread where the engine can do that. */
export async function verifyWithAsync(
  ecdsa: Ecdsa,
  publicKey: Uint8Array | string,
  checkable: CheckableSignature,
): Promise<boolean> {
  checkEngine(ecdsa, "verify", "importPublicKey");
  if (typeof ecdsa.verifyAsync !== "function") return verifyWith(ecdsa, publicKey, checkable);
  const { signature, digest, message } = checkable;
  return (await ecdsa.verifyAsync(signature, digest, importPublicKey(ecdsa, publicKey), message)) === true;
}

/**
 * Makes sure that an engine has the functions that are about to be called.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
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
  throw invalidField("ecdsa", `an object with the functions ${names.join(", ")}`, engine, cause);
}
