import { concat, hex } from "./bytes.js";

/** The order of secp256k1 (SEC 2, section 2.4.1). */
export const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** A value with its tag and length, after X.690. */
function element(tag: number, value: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(tag, value.length), value);
}

/** A positive INTEGER in the fewest bytes. */
export function derInteger(value: bigint): Uint8Array {
  const digits = value.toString(16);
  const bytes = hex(digits.padStart(digits.length + (digits.length % 2), "0"));
  return element(0x02, bytes[0]! >= 0x80 ? concat(hex("00"), bytes) : bytes);
}

/** A SEQUENCE of what is given. */
export function derSequence(...parts: readonly Uint8Array[]): Uint8Array {
  return element(0x30, concat(...parts));
}

/** The numbers r and s of a signature in DER. */
export function readDer(der: Uint8Array): { r: bigint; s: bigint } {
  const endOfR = 4 + der[3]!;
  return { r: toNumber(der.subarray(4, endOfR)), s: toNumber(der.subarray(endOfR + 2)) };
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

/** The same signature, 64 bytes of r and s, with the higher of its two values of s. */
export function withHighS(signature: Uint8Array): Uint8Array {
  const high = order - toNumber(signature.subarray(32));
  return concat(signature.subarray(0, 32), hex(high.toString(16).padStart(64, "0")));
}

const r = 0x11n * 2n ** 240n;
const s = 0x22n * 2n ** 240n;
const rAndS = concat(derInteger(r), derInteger(s));
const high = hex("80".padEnd(64, "1"));

/** What is no signature in strict DER, and why. */
export const badSignatures: [string, Uint8Array][] = [
  ["no bytes", new Uint8Array()],
  ["one byte", hex("30")],
  ["an empty sequence", derSequence()],
  ["64 bytes of r and s", concat(new Uint8Array(32).fill(1), new Uint8Array(32).fill(2))],
  ["another tag than that of a sequence", element(0x31, rAndS)],
  ["a length that is too small", concat(hex("30"), Uint8Array.of(rAndS.length - 1), rAndS)],
  ["a length that is too large", concat(hex("30"), Uint8Array.of(rAndS.length + 1), rAndS)],
  ["a length in the long form", concat(hex("30 81"), Uint8Array.of(rAndS.length), rAndS)],
  ["an indefinite length", concat(hex("30 80"), rAndS, hex("00 00"))],
  ["a byte after the sequence", concat(derSequence(rAndS), hex("00"))],
  ["a byte after s in the sequence", derSequence(rAndS, hex("00"))],
  ["a third integer", derSequence(rAndS, derInteger(1n))],
  ["no s", derSequence(derInteger(r))],
  ["an s cut off", derSequence(rAndS.slice(0, -1))],
  ["another tag than that of an integer for r", derSequence(element(0x04, hex("01")), derInteger(s))],
  ["another tag than that of an integer for s", derSequence(derInteger(r), element(0x04, hex("01")))],
  ["an r of no bytes", derSequence(hex("02 00"), derInteger(s))],
  ["an s of no bytes", derSequence(derInteger(r), hex("02 00"))],
  ["an r longer than the signature", derSequence(hex("02 7f 01"), derInteger(s))],
  ["a negative r", derSequence(element(0x02, high), derInteger(s))],
  ["a negative s", derSequence(derInteger(r), element(0x02, high))],
  ["a needless zero before r", derSequence(element(0x02, hex("00 01")), derInteger(s))],
  ["a needless zero before s", derSequence(derInteger(r), element(0x02, hex("00 01")))],
  ["two zeros before a high r", derSequence(element(0x02, concat(hex("0000"), high)), derInteger(s))],
  ["an r of 33 bytes", derSequence(derInteger(2n ** 256n + 1n), derInteger(s))],
  ["an s of 33 bytes", derSequence(derInteger(r), derInteger(2n ** 256n + 1n))],
  ["an r of 0", derSequence(derInteger(0n), derInteger(s))],
  ["an s of 0", derSequence(derInteger(r), derInteger(0n))],
  ["an r of the order of the curve", derSequence(derInteger(order), derInteger(s))],
  ["an s of the order of the curve", derSequence(derInteger(r), derInteger(order))],
  ["an r above the order", derSequence(derInteger(order + 1n), derInteger(s))],
  ["an s above the order", derSequence(derInteger(r), derInteger(2n ** 256n - 1n))],
];

/** A signature in strict DER, of nothing in particular. */
export const wellFormedSignature = derSequence(rAndS);
