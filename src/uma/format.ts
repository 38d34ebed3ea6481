import type { TextFormat } from "../tlv/kinds.js";

/**
 * Makes a format of text.
 *
 * @param expected - what it is called in errors
 * @param patterns - a text of the format is all of what one of these describes
 */
export function format(expected: string, ...patterns: readonly string[]): TextFormat {
  const pattern = new RegExp(`^(?:${patterns.join("|")})$`);
  return { expected, test: (text) => pattern.test(text) };
}

// Bundlers drop a call that nobody needs only together with its arguments: hence the functions, here and
// wherever a format is made.

/** A UUID as text (RFC 9562, section 4), in either case. Digit by digit: counted ones take three times as long. */
export const uuid = /* @__PURE__ */ (() =>
  format("a UUID", [8, 4, 4, 4, 12].map((digits) => "[\\da-fA-F]".repeat(digits)).join("-")))();
