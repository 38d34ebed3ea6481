import { copyBytes } from "../bytes.js";
import { refusal, type UmaInvoiceError } from "../errors.js";
import { isHigh, isScalar, negate } from "./scalar.js";

/**
 * Reads an ECDSA signature in strict DER: minimal lengths and integers, no byte too many.
 *
 * @param der - a SEQUENCE of the INTEGERs r and s (RFC 3279, section 2.2.3; X.690, section 8.3)
 * @returns 64 bytes, r and a low s
 * @throws UmaInvoiceError `INVALID_SIGNATURE`
 */
export function fromDer(der: Uint8Array): Uint8Array {
  const signature = new Uint8Array(64);
  const afterR = readInteger(der, 2, signature, 32);
  const end = readInteger(der, afterR, signature, 64);
  // Two INTEGERs are at most 70 bytes, so that their length has one form.
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || end !== der.length)
    throw invalidSignature("strict DER of r and s, found something else");
  return lowered(signature);
}

/**
 * Writes an ECDSA signature as DER.
 *
 * @param signature - 64 bytes, r and s
 */
export function toDer(signature: Uint8Array): Uint8Array {
  const r = integerLength(signature, 0);
  const s = integerLength(signature, 32);
  const der = new Uint8Array(6 + r + s);
  der[0] = 0x30;
  der[1] = 4 + r + s;
  writeInteger(der, 2, r, signature, 32);
  writeInteger(der, 4 + r, s, signature, 64);
  return der;
}

/**
 * The same signature with the lower of its two values of s (BIP-62, rule 5).
 *
 * @param signature - 64 bytes, r and s
 * @returns a copy
 * @throws UmaInvoiceError `INVALID_SIGNATURE` if it is something else, or if r or s is zero, or not below the order
 * of the curve
 */
export function toLowS(signature: Uint8Array): Uint8Array {
  const copy = copyBytes(signature);
  if (copy?.length !== 64) throw invalidSignature("64 bytes of r and s, found something else");
  return lowered(copy);
}

/**
 * The error for a signature that does not hold.
 *
 * @param expected - what it has to be, and what was found
 */
export function invalidSignature(expected: string): UmaInvoiceError {
  return refusal("INVALID_SIGNATURE", { field: "signature", expected });
}

function lowered(signature: Uint8Array): Uint8Array {
  if (!isScalar(signature, 0) || !isScalar(signature, 32))
    throw invalidSignature("r and s from 1 to the order of the curve less 1, found another number");
  if (isHigh(signature, 32)) negate(signature, 32);
  return signature;
}

/**
 * Reads an INTEGER that is not negative, of up to 32 bytes.
 *
 * @param at - where it starts
 * @param to - where its bytes go
 * @param end - where they end there
 * @returns where it ends; nowhere if there is none, or one that is not minimal
 */
function readInteger(der: Uint8Array, at: number, to: Uint8Array, end: number): number {
  const length = der[at + 1]!;
  const value = at + 2;
  const first = der[value]!;
  const next = value + length;
  // Behind the last byte there is no number, and nothing that is compared with it is true.
  if (!(der[at] === 0x02 && length > 0 && first < 0x80 && next <= der.length)) return Number.NaN;
  // A zero in front stands where the first byte behind it would make it negative, and nowhere else.
  const isPadded = first === 0 && length > 1;
  if (isPadded && der[value + 1]! < 0x80) return Number.NaN;
  const digits = isPadded ? length - 1 : length;
  if (digits > 32) return Number.NaN;
  for (let i = 1; i <= digits; i++) to[end - i] = der[next - i]!;
  return next;
}

/** How many bytes a number takes as an INTEGER: a zero stands in front where the first would make it negative. */
function integerLength(signature: Uint8Array, start: number): number {
  let at = start;
  // A zero has a byte, too.
  while (at < start + 31 && signature[at] === 0) at++;
  return start + 32 - at + (signature[at]! >> 7);
}

function writeInteger(der: Uint8Array, at: number, length: number, from: Uint8Array, end: number): void {
  der[at] = 0x02;
  der[at + 1] = length;
  // The zero in front is there already.
  for (let i = 0; i < length && i < 32; i++) der[at + 1 + length - i] = from[end - 1 - i]!;
}
