import { bech32 } from "bech32";

export const charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** Wraps bytes as an invoice's are, by the `bech32` package. */
export function wrap(bytes: Uint8Array, prefix = "uma"): string {
  return bech32.encode(prefix, bech32.toWords(bytes), Number.POSITIVE_INFINITY);
}

/** The bytes of an invoice's text, by the `bech32` package. */
export function unwrap(text: string): Uint8Array {
  return Uint8Array.from(bech32.fromWords(bech32.decode(text, Number.POSITIVE_INFINITY).words));
}

/** A text with one character of its data or checksum made another. */
export function changeOne(text: string, at: number, other: number): { changed: string; index: number } {
  const index = 4 + (at % (text.length - 4));
  const character = charset.replace(text[index]!, "")[other]!;
  return { changed: text.slice(0, index) + character + text.slice(index + 1), index };
}
