import { isBytes } from "../bytes.js";

/**
 * Stands in front of an invoice in the memory that its signature is handed out of: 16 bytes, drawn at random
 * once, that nothing else has in that place.
 */
const mark = [
  0x9c, 0x21, 0xe7, 0x50, 0x3d, 0x8a, 0xf4, 0x16, 0xb2, 0x6f, 0x05, 0xd8, 0x4b, 0x93, 0xce, 0x7a,
] as const;

/**
 * An invoice's signature, as a view of the invoice itself: a copy of the fields, by spreading as well as by
 * `structuredClone`, takes along what the signature stands under. Bytes cannot be frozen, so each call gives
 * a new one.
 *
 * @param bytes - the invoice's TLV form
 * @param at - where the signature stands in it
 */
export function signatureView(bytes: Uint8Array, at: number): Uint8Array {
  const kept = new Uint8Array(mark.length + bytes.length);
  kept.set(mark);
  kept.set(bytes, mark.length);
  const start = mark.length + at;
  return kept.subarray(start, start + bytes[at - 1]!);
}

/** The TLV form of the invoice that a signature was handed out with; nothing for other bytes. */
export function invoiceAround(signature: unknown): Uint8Array | undefined {
  if (!isBytes(signature)) return undefined;
  try {
    const memory = new Uint8Array(signature.buffer);
    return mark.every((byte, i) => byte === memory[i]) ? memory.subarray(mark.length) : undefined;
  } catch {
    return undefined;
  }
}
