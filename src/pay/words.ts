import { charset, step } from "../bech32.js";
import { describe } from "../describe.js";
import { invalidLightningInvoice as invalid } from "./errors.js";

// BIP-173, section "Bech32", with any prefix and without its limit of 90 characters, as BOLT 11 wants it.
// The core reads and writes bytes behind `uma1` alone, several characters at a time; a Lightning invoice is
// a row of words of 5 bits, and is read once.
const checksumLength = 6;

/** Words of 5 bits, a byte each. */
export type Words = Uint8Array;

/**
 * Reads bech32 text, all lower case or all upper case.
 *
 * @returns what stands before and behind the separator, without the checksum
 * @throws UmaInvoiceError `INVALID_LIGHTNING_INVOICE`
 */
export function readBech32(source: string): { readonly prefix: string; readonly words: Words } {
  // Before anything is folded: U+212A, the Kelvin sign, would turn into the letter k.
  const other = source.search(/[^!-~]/);
  if (other >= 0)
    throw invalid("text", "printable ASCII", `${describe(source[other])} at character ${other}`);
  const text = source.toLowerCase();
  if (text !== source && text.toUpperCase() !== source) throw invalid("text", "one case throughout", "both");
  const separator = text.lastIndexOf("1");
  if (separator < 1 || separator > 83)
    throw invalid("text", 'a prefix of 1 to 83 characters before a "1"', "none");
  const prefix = text.slice(0, separator);
  const words = Uint8Array.from(text.slice(separator + 1), (character) => charset.indexOf(character));
  // What is in none of its places is at -1, of which a byte keeps 255.
  const bad = words.indexOf(255);
  if (bad >= 0) {
    const at = separator + 1 + bad;
    throw invalid("text", `one of "${charset}"`, `${describe(text[at])} at character ${at}`);
  }
  if (checksumOf(prefix, words) !== 1) throw invalid("text", "a bech32 checksum that matches", "another");
  return { prefix, words: words.subarray(0, -checksumLength) };
}

/** BIP-173's `bech32_polymod` of the expanded prefix and the words. */
function checksumOf(prefix: string, words: Words): number {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  let checksum = 1;
  for (const value of [...codes.map((code) => code >>> 5), 0, ...codes.map((code) => code & 31), ...words])
    checksum = step(checksum) ^ value;
  return checksum;
}

/** The characters that stand for words. */
export function toCharacters(words: Words): string {
  return Array.from(words, (word) => charset[word]).join("");
}

/** Words as bytes, the last one filled up with zeros. */
export function toPaddedBytes(words: Words): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((words.length * 5) / 8));
  words.forEach((word, index) => {
    const bit = index * 5;
    // The first bit of 16 that the word reaches into.
    const window = word << (11 - (bit & 7));
    bytes[bit >>> 3]! |= window >>> 8;
    // Behind the last byte there is none, and nothing is kept there.
    bytes[(bit >>> 3) + 1]! |= window;
  });
  return bytes;
}

/**
 * Words as bytes, of which up to 4 zero bits may be left over.
 *
 * @param field - what they are called in errors
 * @throws UmaInvoiceError `INVALID_LIGHTNING_INVOICE`
 */
export function toBytes(words: Words, field: string): Uint8Array {
  const bits = words.length * 5;
  const bytes = toPaddedBytes(words);
  const whole = bits >>> 3;
  if ((bits & 7) > 4 || bytes[whole]) throw invalid(field, "up to 4 zero bits of padding", "others");
  return bytes.subarray(0, whole);
}

/** Words as a number, big-endian; beyond 2^53 no longer exact. */
export function toNumber(words: Words): number {
  return words.reduce((value, word) => value * 32 + word, 0);
}
