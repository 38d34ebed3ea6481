import { isBytes, sizeOf } from "./bytes.js";

/**
 * Names a value in an error message: short, printable ASCII whatever the value holds, and without
 * ever calling into it, so that a hostile `toString` has no say. What could be a secret key is named by
 * its size alone: it stands where it does not belong, and messages end up in logs.
 */
export function describe(value: unknown): string {
  if (isBytes(value)) return sizeOf(value);
  if (Object(value) === value || typeof value === "symbol") return typeof value;
  const text = typeof value === "bigint" ? digitsOf(value) : `${value}`;
  if (typeof value === "string" && couldBeSecret(value)) return sizeOf(value);
  const short = text.slice(0, 64);
  const shown = typeof value === "string" ? JSON.stringify(short) : short;
  return shown.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * A number's digits, but of one that could be a key no more than that it is a number, and of one that is
 * out of all proportion: writing it out may take minutes.
 */
function digitsOf(value: bigint): string {
  const bits = [128, 256, 4096].find((size) => BigInt.asIntN(size + 1, value) === value);
  if (bits === 256) return "bigint";
  return bits === undefined ? "a bigint of more than 4096 bits" : `${value}`;
}

/** What stands between digits, and is no part of what they say: `0x`, `\x`, and whatever is no letter or digit. */
const betweenDigits = /\\x|0x|[^\da-z]/gi;
/** Breaks of lines, and what takes no room at all. */
const invisible = /[^\S ]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]/g;

/**
 * Whether a text has the shape of a secret key, or a good part of one: PEM, 24 bytes or more in hex or in
 * decimal digits, however they are grouped, 32 in base64, base58 or base32, a Nostr key, or the words
 * of a wallet's seed.
 */
export function couldBeSecret(text: string): boolean {
  const joined = text.replace(invisible, "");
  return (
    /PRIVATE KEY|n(?:crypt)?sec1/i.test(joined) ||
    // BIP-39 and its like: a dozen words or more, of 3 to 8 letters.
    /(?:\b[a-z]{3,8}\b[\s,]+){11}[a-z]{3,8}\b/i.test(text) ||
    /[\da-f]{48}/i.test(text.replace(betweenDigits, "")) ||
    // Of 43 characters in base64, next to none are all of one case, as those of bech32 are.
    (joined.match(/[\w+/-]{43,}/g) ?? []).some((run) => /[a-z]/.test(run) && /[A-Z]/.test(run)) ||
    // Base32 has none of these digits; of 48 characters of bech32, next to none are without them.
    /(?:^|[^\da-z])(?=[a-z]*[2-7])[a-z2-7]{48,}(?![\da-z])/i.test(joined)
  );
}
