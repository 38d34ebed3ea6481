import { fromBytesOrHex, sizeOf, toHex } from "../bytes.js";
import { UmaInvoiceError } from "../errors.js";

/** The order of the curve (SEC 2, section 2.4.1): text of one length sorts as the numbers do. */
const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

/**
 * A copy of a secret key.
 *
 * @param secretKey - 32 bytes, or their hex
 * @throws UmaInvoiceError `INVALID_KEY`
 */
export function checkSecretKey(secretKey: Uint8Array | string): Uint8Array {
  const key = fromBytesOrHex(secretKey, 32);
  if (!key || key.every((byte) => byte === 0) || toHex(key) >= order)
    throw new UmaInvoiceError(
      "INVALID_KEY",
      `secret key: expected 32 bytes or their hex, below the order of the curve, found ${sizeOf(secretKey)}`,
    );
  return key;
}
