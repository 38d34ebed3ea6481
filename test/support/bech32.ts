import { bech32 } from "bech32";

/** Wraps bytes as an invoice's are, by the `bech32` package. */
export function wrap(bytes: Uint8Array, prefix = "uma"): string {
  return bech32.encode(prefix, bech32.toWords(bytes), Number.POSITIVE_INFINITY);
}

/** The bytes of an invoice's text, by the `bech32` package. */
export function unwrap(text: string): Uint8Array {
  return Uint8Array.from(bech32.fromWords(bech32.decode(text, Number.POSITIVE_INFINITY).words));
}
