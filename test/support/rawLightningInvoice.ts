import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { bech32 } from "bech32";
import { charset } from "./bech32.js";
import { concat, hex, toHex, utf8 } from "./bytes.js";

/** A signature, r and s, and which of the keys that fit it is meant. */
export type RecoverableSignature = { readonly signature: Uint8Array; readonly recid: number };

/** Bitcoin Core's libsecp256k1. The package comes without types. */
const secp256k1: {
  publicKeyCreate(secretKey: Uint8Array, compressed: boolean): Uint8Array;
  ecdsaSign(digest: Uint8Array, secretKey: Uint8Array): RecoverableSignature;
  ecdsaRecover(signature: Uint8Array, recid: number, digest: Uint8Array, compressed: boolean): Uint8Array;
} = createRequire(import.meta.url)("secp256k1");

/** The key that signs the examples of BOLT 11, and the node that it makes. */
export const payeeSecretKey = hex("e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734");
export const payee = toHex(secp256k1.publicKeyCreate(payeeSecretKey, true));

/** A field: the character that stands for its type, and its words of 5 bits. */
export type RawField = readonly [type: string, words: readonly number[]];

/** Bytes as words. */
export function wordsOf(bytes: Uint8Array): number[] {
  return bech32.toWords(bytes);
}

/** A number as words, big-endian, as few as it takes. */
export function integerWords(value: bigint | number): number[] {
  const words: number[] = [];
  for (let rest = BigInt(value); rest > 0n; rest /= 32n) words.unshift(Number(rest % 32n));
  return words;
}

export const paymentHash = "0001020304050607080900010203040506070809000102030405060708090102";
export const paymentSecret = "11".repeat(32);

/** What every Lightning invoice has. */
export const requiredFields: readonly RawField[] = [
  ["p", wordsOf(hex(paymentHash))],
  ["s", wordsOf(hex(paymentSecret))],
  ["d", wordsOf(utf8("Coffee"))],
];

/** What a Lightning invoice is made of; what is left out is good. */
export type RawLightningInvoice = {
  readonly prefix?: string;
  readonly timestamp?: number;
  readonly fields?: readonly RawField[];
  /** Words behind the fields, that are signed, too. */
  readonly rest?: readonly number[];
  readonly secretKey?: Uint8Array;
  /** What becomes of the signature before it is written. */
  readonly change?: (signature: RecoverableSignature, digest: Uint8Array) => RecoverableSignature;
};

/** Writes a Lightning invoice, whatever there is in it, with a signature by libsecp256k1. */
export function rawLightningInvoice({
  prefix = "lnbc",
  timestamp = 1_496_314_658,
  fields = requiredFields,
  rest = [],
  secretKey = payeeSecretKey,
  change = (signature) => signature,
}: RawLightningInvoice = {}): string {
  const time = integerWords(timestamp);
  const words = [...new Array(7 - time.length).fill(0), ...time];
  for (const [type, data] of fields)
    words.push(charset.indexOf(type), data.length >>> 5, data.length & 31, ...data);
  words.push(...rest);
  const bits = words.map((word) => word.toString(2).padStart(5, "0")).join("");
  const bytes = (bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2));
  const message = concat(utf8(prefix), Uint8Array.from(bytes));
  const digest = new Uint8Array(createHash("sha256").update(message).digest());
  const { signature, recid } = change(secp256k1.ecdsaSign(digest, secretKey), digest);
  return wrapWords(prefix, [...words, ...wordsOf(concat(signature, Uint8Array.of(recid)))]);
}

/** Writes words as bech32, as the `bech32` package does. */
export function wrapWords(prefix: string, words: readonly number[]): string {
  return bech32.encode(prefix, [...words], Number.MAX_SAFE_INTEGER);
}

/** The words of a bech32 text, as the `bech32` package reads them. */
export function unwrapWords(text: string): number[] {
  return bech32.decode(text, Number.MAX_SAFE_INTEGER).words;
}

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** The other signature by the same key: with the high s, and the other recovery ID. */
export function withHighS({ signature, recid }: RecoverableSignature): RecoverableSignature {
  const s = order - BigInt(`0x${toHex(signature.subarray(32))}`);
  return {
    signature: concat(signature.subarray(0, 32), hex(s.toString(16).padStart(64, "0"))),
    recid: recid ^ 1,
  };
}

/** The key that a signature gives, as libsecp256k1 finds it. */
export function recovered({ signature, recid }: RecoverableSignature, digest: Uint8Array): string {
  return toHex(secp256k1.ecdsaRecover(signature, recid, digest, true));
}
