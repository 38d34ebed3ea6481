import { utils } from "@noble/secp256k1";
import { fromBytesOrHex, sizeOf } from "../bytes.js";
import { UmaInvoiceError } from "../errors.js";
import { toDer, toLowS } from "./der.js";
import type { Ecdsa } from "./Ecdsa.js";

/**
 * Signs a digest.
 *
 * @param digest - 32 bytes
 * @param secretKey - 32 bytes, or their hex
 * @returns DER, with a low s
 * @throws UmaInvoiceError `INVALID_KEY`
 */
export function signDigest(ecdsa: Ecdsa, digest: Uint8Array, secretKey: Uint8Array | string): Uint8Array {
  const key = fromBytesOrHex(secretKey, 32);
  if (!key || !utils.isValidSecretKey(key))
    throw new UmaInvoiceError(
      "INVALID_KEY",
      `secret key: expected 32 bytes or their hex, below the order of the curve, found ${sizeOf(secretKey)}`,
    );
  return toDer(toLowS(ecdsa.sign(digest, key)));
}
