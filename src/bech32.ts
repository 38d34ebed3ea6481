import { asciiDecoder, asciiEncoder } from "./bytes.js";
import { describe } from "./describe.js";
import { refusal, type UmaInvoiceError } from "./errors.js";
import { foreignName } from "./foreign.js";

// Everything below is BIP-173, section "Bech32", without its limit of 90 characters.
const prefix = "uma1";
export const charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const checksumLength = 6;
const bech32Constant = 1;
/** BIP-350: what the same computation leaves for a bech32m text. */
const bech32mConstant = 0x2bc830a3;
/** What each of the five bits that a step pushes out of the checksum turns into. */
const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
/** The checksum of the prefix, which enters it as the values 3, 3, 3, 0, 21, 13, 1. */
const start = 0x2d9f3191;
/** The same without being six steps ahead. */
const plainStart = 0x04dd6518;
/** The longest text that is read by default, in characters: the largest meaningful invoice has about 6,000. */
const defaultMaxLength = 8192;
/** After so many characters the checksum is back where it was: a wrong one looks like that many on. */
const cycle = 1023;

/**
 * Says how much bytes look like whose checksum is wrong, to explain it: all that there has to be, or the
 * beginning of it; nothing if it cannot tell.
 */
export type ExtentOf = (bytes: Uint8Array) => "whole" | "cut" | undefined;

/** Writes bytes as bech32 text with the prefix `uma`, in lower case. */
export function toBech32(source: Uint8Array): string {
  const { length } = source;
  const { decoder, pairs, feedback, room } = (workspace ??= makeWorkspace());
  const end = prefix.length + Math.ceil((length * 8) / 5) + checksumLength;
  const { text, textPairs } = end <= defaultMaxLength ? room : makeRoom(end);
  let checksum = start;
  let to = 0;
  let from = 0;
  for (; to < prefix.length; to++) text[to] = prefix.charCodeAt(to);
  // 5 bytes are 4 pairs of values. Regrouping, checksum and characters in one pass over pairs:
  // measured at half the time of a pass each, and of single values.
  for (; from + 5 <= length; from += 5, to += 8) {
    const a = (source[from]! << 2) | (source[from + 1]! >>> 6);
    const b = ((source[from + 1]! & 0x3f) << 4) | (source[from + 2]! >>> 4);
    const c = ((source[from + 2]! & 0x0f) << 6) | (source[from + 3]! >>> 2);
    const d = ((source[from + 3]! & 0x03) << 8) | source[from + 4]!;
    checksum = addPairs(feedback, checksum, a, b, c, d);
    const at = to >>> 1;
    textPairs[at] = pairs[a]!;
    textPairs[at + 1] = pairs[b]!;
    textPairs[at + 2] = pairs[c]!;
    textPairs[at + 3] = pairs[d]!;
  }
  for (let bit = from * 8; bit < length * 8; bit += 5) {
    const at = bit >>> 3;
    const window = (source[at]! << 8) | (at + 1 < length ? source[at + 1]! : 0);
    const value = (window >>> (11 - (bit & 7))) & 31;
    checksum = step(checksum ^ (value << 25));
    text[to++] = charset.charCodeAt(value);
  }
  checksum ^= bech32Constant;
  for (let shift = 25; shift >= 0; shift -= 5) text[to++] = charset.charCodeAt((checksum >>> shift) & 31);
  return decoder.decode(text.subarray(0, to));
}

/**
 * Reads bech32 text with the prefix `uma`, all lower case or all upper case.
 *
 * @param source - the text
 * @param maxLength - the longest text to read, in characters; 8,192 by default
 * @param extentOf - tells a text that is cut off from one that is damaged
 * @returns the bytes, which are the caller's
 * @throws UmaInvoiceError `TOO_LONG`, `UNEXPECTED_PREFIX`, or `INVALID_BECH32`, with the offset where
 * there is one: also of a wrong character, if a single one explains the checksum, and of what follows the
 * end
 */
export function fromBech32(
  source: string,
  maxLength = defaultMaxLength,
  extentOf: ExtentOf = () => undefined,
): Uint8Array {
  if (typeof source !== "string") throw notOurs(source);
  const end = source.length;
  // Not `>`: a limit of NaN lets nothing through.
  if (!(end <= maxLength))
    throw refusal("TOO_LONG", { expected: `at most ${maxLength} characters`, instead: `${end}` });
  if (!source.startsWith(prefix)) return fromBech32(toLowerCase(source), maxLength, extentOf);
  const dataEnd = end - checksumLength;
  if (dataEnd < prefix.length)
    throw invalid(`${checksumLength} characters of checksum`, "fewer: the text is cut off");

  const { encoder, values, feedback, room } = (workspace ??= makeWorkspace());
  const { text, textPairs } = end <= defaultMaxLength ? room : makeRoom(end);
  const bytes = new Uint8Array(((dataEnd - prefix.length) * 5) >> 3);
  // Measured at an eighth of the time of a charCodeAt a character. More bytes than characters, or too
  // many for the memory: not ASCII.
  const { read, written } = encoder.encodeInto(source, text);
  if (read !== end || written !== end) throw badCharacter(source);
  let checksum = start;
  let to = 0;
  let from = prefix.length;
  // Two characters a look-up are measured at four fifths of the time of one.
  for (; from + 8 <= dataEnd; from += 8, to += 5) {
    const at = from >>> 1;
    const a = values[textPairs[at]!]!;
    const b = values[textPairs[at + 1]!]!;
    const c = values[textPairs[at + 2]!]!;
    const d = values[textPairs[at + 3]!]!;
    if ((a | b | c | d) >= noPair) throw badCharacter(source);
    checksum = addPairs(feedback, checksum, a, b, c, d);
    bytes[to] = a >>> 2;
    bytes[to + 1] = (a << 6) | (b >>> 4);
    bytes[to + 2] = (b << 4) | (c >>> 6);
    bytes[to + 3] = (c << 2) | (d >>> 8);
    bytes[to + 4] = d;
  }
  let found = 0;
  let pending = 0;
  let bits = 0;
  for (; from < end; from++) {
    // Twice the same character, in whichever order they stand in memory.
    const pair = values[text[from]! * 0x101]!;
    if (pair >= noPair) throw badCharacter(source);
    const value = pair & 31;
    if (from >= dataEnd) {
      found = (found << 5) | value;
      continue;
    }
    checksum = step(checksum ^ (value << 25));
    pending = (pending << 5) | value;
    bits += 5;
    if (bits >= 8) bytes[to++] = pending >>> (bits -= 8);
  }

  checksum ^= found;
  if (checksum === bech32mConstant) throw invalid("a bech32 checksum", "a bech32m one");
  if (checksum !== bech32Constant) {
    // Of a text that is cut off, the last characters are no checksum.
    const all = new Uint8Array(((end - prefix.length) * 5) >> 3);
    all.set(bytes);
    for (let shift = 25; shift >= 0; shift -= 5) {
      pending = (pending << 5) | ((found >>> shift) & 31);
      bits += 5;
      if (bits >= 8) all[to++] = pending >>> (bits -= 8);
    }
    throw badChecksum(source, checksum ^ bech32Constant, bytes, all, extentOf);
  }
  if (bits > 4 || pending & ((1 << bits) - 1))
    throw invalid("up to 4 zero bits of padding", "others", dataEnd - 1);
  return bytes;
}

/** Memory for the characters of a text: one by one, and the same two at a time. */
type Room = { readonly text: Uint8Array; readonly textPairs: Uint16Array };

/** What the first call makes, so that importing costs nothing. */
type Workspace = {
  readonly encoder: ReturnType<typeof asciiEncoder>;
  readonly decoder: ReturnType<typeof asciiDecoder>;
  /** The two characters of each pair of values, as they stand in memory. */
  readonly pairs: Uint16Array;
  /** The other way round: the pair of values of any two characters of ASCII, or {@link noPair}. */
  readonly values: Uint16Array;
  /** What a pair of values adds to the checksum, for {@link addPairs}: as the last of four, the third, … */
  readonly feedback: Int32Array;
  /** Room for most texts, which no caller sees: fresh memory for each is measured at an eighth of a decodeInvoice. */
  readonly room: Room;
};
let workspace: Workspace | undefined;

function makeWorkspace(): Workspace {
  const pairs = new Uint16Array(1024);
  const characters = new Uint8Array(pairs.buffer);
  for (let i = 0; i < 2048; i++) characters[i] = charset.charCodeAt(i & 1 ? (i >>> 1) & 31 : i >>> 6);
  const values = new Uint16Array(0x8000).fill(noPair);
  pairs.forEach((pair, value) => {
    values[pair] = value;
  });
  const feedback = new Int32Array(4096);
  for (let i = 0; i < 4096; i++) feedback[i] = step(step(i < 1024 ? i << 20 : feedback[i - 1024]!));
  const room = makeRoom(defaultMaxLength);
  return { encoder: asciiEncoder(), decoder: asciiDecoder(), pairs, values, feedback, room };
}

function makeRoom(length: number): Room {
  const textPairs = new Uint16Array((length + 1) >> 1);
  return { text: new Uint8Array(textPairs.buffer), textPairs };
}

/** Stands for two characters that are no pair of values: a bit above the 10 of one. */
const noPair = 0x400;

/**
 * Eight steps at once, with four pairs of values. Measured on Node.js 20 with 386 characters: all of
 * {@link fromBech32} takes a fifth less time than with two steps at once, and of {@link toBech32} a
 * seventh, because no look-up waits for the one before.
 */
function addPairs(
  feedback: Int32Array,
  checksum: number,
  a: number,
  b: number,
  c: number,
  d: number,
): number {
  return (
    feedback[3072 + ((checksum >>> 20) ^ a)]! ^
    feedback[2048 + (((checksum >>> 10) & 1023) ^ b)]! ^
    feedback[1024 + ((checksum & 1023) ^ c)]! ^
    feedback[d]!
  );
}

/**
 * One step of BIP-173's `bech32_polymod`, but for the value that enters it. In this file the checksum is kept six
 * steps ahead, as if its own six values had followed already, all zero: a value then enters it at the top instead
 * of the bottom.
 */
export function step(checksum: number): number {
  let next = (checksum & 0x1ffffff) << 5;
  for (let bit = 0; bit < 5; bit++) if ((checksum >>> (25 + bit)) & 1) next ^= generator[bit]!;
  return next;
}

/**
 * The error for a checksum that does not match, with what explains it best. A single wrong character comes
 * first: of a text of n characters that is something else, it explains 31 n in 2^30. But a text of which a
 * final `p` is missing, or has been added, always looks like one with another character before it (the
 * weakness for which BIP-350 has another constant): there, and where no character explains it, the records
 * decide.
 *
 * @param residue - how the checksum differs from the one expected
 * @param data - what stands before the checksum
 * @param all - the same, read on to the end
 */
function badChecksum(
  source: string,
  residue: number,
  data: Uint8Array,
  all: Uint8Array,
  extentOf: ExtentOf,
): UmaInvoiceError {
  const offset = wrongCharacter(residue, source.length);
  const whole = wholeLength(source);
  const bytesBefore = Math.floor(((whole - prefix.length - checksumLength) * 5) / 8);
  if (whole > 0 && (offset < 0 || extentOf(all.subarray(0, bytesBefore)) === "whole")) return tooMany(whole);
  const extent = extentOf(data);
  const isCut = extent === "cut" || (extent === "whole" && extentOf(all) === "cut");
  if (isCut && (offset < 0 || residue === 1))
    return invalid("a checksum that matches", "none: the text seems to be cut off at its end");
  if (offset < 0) return invalid("a checksum that matches", "a wrong character somewhere");
  const found = `a wrong character at character ${offset}, if it is the only one`;
  return invalid("a checksum that matches", found, offset);
}

/** The place of the one wrong character that explains a residue, or -1. */
function wrongCharacter(residue: number, end: number): number {
  // What a wrong value does to the checksum goes through every step after it, and is the value itself
  // again when it has come full circle. Two wrong values never look like one: see the tests.
  let offset = end > cycle ? end : end - cycle;
  for (let rest = residue; offset < end && (rest = step(rest)) >= 32; ) offset++;
  return offset >= prefix.length && offset < end ? offset : -1;
}

/** How many characters at the beginning of a text in lower case are a whole one, with its checksum; or 0. */
function wholeLength(text: string): number {
  let checksum = plainStart;
  for (let length = prefix.length; length < text.length; ) {
    checksum = step(checksum) ^ charset.indexOf(text[length++]!);
    // After this prefix, fewer than six characters never come to that, whatever they are.
    if (checksum === bech32Constant) return length;
  }
  return 0;
}

function tooMany(length: number): UmaInvoiceError {
  const expected = `the text to end with its checksum at character ${length}`;
  return invalid(expected, "characters after its end", length);
}

/** An upper-case text in lower case; throws for whatever else does not start with the prefix. */
function toLowerCase(source: string): string {
  if (!/^uma1/i.test(source)) throw notOurs(source);
  // Before anything is folded: U+212A, the Kelvin sign, would turn into the letter k.
  const other = source.search(source[0] === "u" ? /[^!-@[-~]/ : /[^!-`{-~]/);
  if (other >= 0) throw badCharacter(source, other);
  return source.toLowerCase();
}

function notOurs(source: unknown): UmaInvoiceError {
  const expected = `text that starts with "${prefix}"`;
  if (typeof source !== "string") return invalid(expected, describe(source));
  const isCut = source !== "" && prefix.startsWith(source.toLowerCase());
  const shown = unseen(source, 0) ?? `${describe(source)}${isCut ? ", which is cut off" : ""}`;
  const instead = foreignName(source) ?? shown;
  // What has a host behind it is an address, whatever its digits.
  const isBech32 = source.lastIndexOf("1") > 0 && !source.includes("@");
  return isBech32 ? refusal("UNEXPECTED_PREFIX", { expected, instead }) : invalid(expected, instead);
}

/** @param offset - where it stands; by default the first that is none of those of the data */
function badCharacter(
  source: string,
  offset = prefix.length + source.slice(prefix.length).search(new RegExp(`[^${charset}]`)),
): UmaInvoiceError {
  // All of one case up to here.
  const whole = wholeLength(source.slice(0, offset).toLowerCase());
  if (whole > 0) return tooMany(whole);
  const found = String.fromCodePoint(source.codePointAt(offset)!);
  const expected = /[ac-hj-np-z]/i.test(found) ? "one case throughout" : `one of "${charset}"`;
  const shown = unseen(source, offset) ?? `${describe(found)} at character ${offset}`;
  const isCut = /^(?:\u2026|\.\.)/.test(source.slice(offset, offset + 2));
  return invalid(expected, `${shown}${isCut ? ", where the text is cut off" : ""}`, offset);
}

/** What is pasted along unseen: joiners, marks of direction, variation selectors, blanks without a width. */
const invisible =
  /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff]|\u034f|[\ufe00-\ufe0f]/;

/** Names a character that nobody sees by its code point; nothing if it is another. */
function unseen(source: string, offset: number): string | undefined {
  const unit = source.charAt(offset);
  const isSpace = /\s/.test(unit);
  if (!isSpace && !invisible.test(unit)) return undefined;
  const point = unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return `${isSpace ? "white space" : "an invisible character"} (U+${point}) at character ${offset}`;
}

function invalid(expected: string, instead: string, offset?: number): UmaInvoiceError {
  return refusal("INVALID_BECH32", { expected, instead, ...(offset === undefined ? {} : { offset }) });
}
