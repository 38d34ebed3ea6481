import { checkSecretKey } from "./checkSecretKey.js";
import { toDer, toLowS } from "./der.js";
import type { Ecdsa } from "./Ecdsa.js";
import { checkEngine } from "./verifyWith.js";

/**
 * Signs a digest.
 *
 * @param digest - 32 bytes
 * @param secretKey - 32 bytes, or their hex
 * @returns DER, with a low s
 * @throws UmaInvoiceError `INVALID_KEY`; `INVALID_FIELD` if the engine is none
 */
export function signDigest(ecdsa: Ecdsa, digest: Uint8Array, secretKey: Uint8Array | string): Uint8Array {
  const key = checkSecretKey(secretKey);
  checkEngine(ecdsa, "sign");
  return toDer(toLowS(ecdsa.sign(digest, key)));
}
