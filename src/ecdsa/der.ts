import { Point, Signature } from "@noble/secp256k1";
import { isSame } from "../bytes.js";
import { refusal, type UmaInvoiceError } from "../errors.js";

/**
 * Reads an ECDSA signature in strict DER: minimal lengths and integers, no byte too many.
 *
 * @param der - a SEQUENCE of the INTEGERs r and s (RFC 3279, section 2.2.3; X.690, section 8.3)
 * @returns 64 bytes, r and a low s
 * @throws UmaInvoiceError `INVALID_SIGNATURE`
 */
export function fromDer(der: Uint8Array): Uint8Array {
  const afterR = 4 + (der[3] ?? 0);
  const signature = new Uint8Array(64);
  const put = (integer: Uint8Array, end: number) => signature.set(integer, end - integer.length);
  put(der.subarray(4, afterR).subarray(-32), 32);
  put(der.subarray(afterR + 2).subarray(-32), 64);
  // There is one way to write these two numbers: all else that DER rules out differs from it.
  const strict = toDer(signature);
  if (!isSame(der, strict)) throw invalidSignature("strict DER of r and s, found something else");
  return toLowS(signature);
}

/**
 * Writes an ECDSA signature as DER.
 *
 * @param signature - 64 bytes, r and s
 */
export function toDer(signature: Uint8Array): Uint8Array {
  const r = toInteger(signature.subarray(0, 32));
  const s = toInteger(signature.subarray(32));
  return Uint8Array.of(0x30, r.length + s.length, ...r, ...s);
}

/**
 * The same signature with the lower of its two values of s (BIP-62, rule 5).
 *
 * @param signature - 64 bytes, r and s
 * @throws UmaInvoiceError `INVALID_SIGNATURE` if r or s is zero, or not below the order of the curve
 */
export function toLowS(signature: Uint8Array): Uint8Array {
  try {
    const { r, s } = Signature.fromBytes(signature);
    const { n } = Point.CURVE();
    return s > n / 2n ? new Signature(r, n - s).toBytes() : signature;
  } catch {
    throw invalidSignature("r and s from 1 to the order of the curve less 1, found another number");
  }
}

/**
 * The error for a signature that does not hold.
 *
 * @param expected - what it has to be, and what was found
 */
export function invalidSignature(expected: string): UmaInvoiceError {
  return refusal("INVALID_SIGNATURE", { field: "signature", expected });
}

/** An INTEGER: a leading zero where the first byte would make it negative, and none elsewhere. */
function toInteger(bytes: Uint8Array): number[] {
  const value = [0, ...bytes];
  // Behind a lone zero there is nothing that is less: it stays.
  while (value[0] === 0 && value[1]! < 0x80) value.shift();
  return [0x02, value.length, ...value];
}
