/** Bytes as lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let digits = "";
  for (const byte of bytes) digits += (byte < 16 ? "0" : "") + byte.toString(16);
  return digits;
}

/** What tells arrays of each type apart, whichever realm made them and whatever they claim to be (ECMA-262, section 23.2.3.38). */
const brandOf: (value: unknown) => string | undefined = /* @__PURE__ */ (() => {
  const prototype: object = Object.getPrototypeOf(Uint8Array.prototype);
  const { get } = Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)!;
  return (value) => get!.call(value);
})();

/**
 * Whether a value is bytes: a `Uint8Array`, a `Buffer` among them, from this realm or another, such as
 * that of an iframe, of `node:vm` or of a test environment, where `instanceof` fails.
 */
export function isBytes(value: unknown): value is Uint8Array {
  return brandOf(value) === "Uint8Array";
}

/**
 * A copy of bytes: a plain `Uint8Array` of this realm, which nobody else can change and which means what it
 * says, as a subclass need not.
 *
 * @returns `undefined` if it is something else, or its memory has been taken away
 */
export function copyBytes(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (!isBytes(value)) return undefined;
  try {
    // The language copies from memory here: nothing of the value's own is called.
    return new Uint8Array(value);
  } catch {
    return undefined;
  }
}

/**
 * A copy of bytes that come as bytes or as hex; around hex there may be white space, as behind the last
 * line of a file, and before it `0x`.
 *
 * @param lengths - how many bytes there may be; any number by default
 * @returns the copy, or `undefined` if it is neither, or of another length
 */
export function fromBytesOrHex(value: unknown, ...lengths: number[]): Uint8Array<ArrayBuffer> | undefined {
  const bytes = typeof value === "string" ? fromHex(value) : copyBytes(value);
  return bytes && (lengths.length === 0 || lengths.includes(bytes.length)) ? bytes : undefined;
}

function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  const digits = text.trim().replace(/^0x/i, "");
  if (!/^(?:[\da-f]{2})*$/i.test(digits)) return undefined;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/**
 * Joins pieces into one.
 *
 * @param length - how many bytes they have together
 */
export function joinBytes(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Names what should have been bytes or hex by its size alone: it may be a secret. */
export function sizeOf(value: unknown): string {
  const bytes = copyBytes(value);
  if (bytes) return `${bytes.length} bytes`;
  return typeof value === "string" ? `${value.length} characters` : typeof value;
}
