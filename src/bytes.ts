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

/** The base64 of bytes (RFC 4648, section 4). */
export function base64Of(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i++) binary += String.fromCharCode(bytes[i]!);
  return btoa(binary);
}

/**
 * The bytes that a text stands for, as `atob` gives it: one in each unit.
 *
 * By a loop: `Uint8Array.from` is measured at five times the time.
 */
export function fromBinary(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Whether bytes are the same, one by one: not for secrets, as it takes the longer the more is the same. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

/** The same of secrets: how long it takes tells no more than their length. */
export function isSameSecret(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (const [i, byte] of one.entries()) difference |= byte ^ (other[i] ?? 0);
  return difference === 0;
}

/** Names what should have been bytes or hex by its size alone: it may be a secret. */
export function sizeOf(value: unknown): string {
  const bytes = copyBytes(value);
  if (bytes) return `${bytes.length} bytes`;
  return typeof value === "string" ? `${value.length} characters` : typeof value;
}

// UTF-8 is read and written here, strictly both ways, and what the platform has is used for ASCII alone:
// there its functions are fast and have nothing to decide. Hermes (React Native) and QuickJS have none of
// them, and others know no `fatal`, no `encodeInto`, or put U+FFFD where a byte is wrong.

/** Turns ASCII into bytes; tells where it ends, as `TextEncoder.encodeInto` does. */
type AsciiEncoder = Pick<TextEncoder, "encodeInto">;

/** Turns bytes of ASCII into text. */
type AsciiDecoder = { decode(bytes: Uint8Array): string };

/** What is fastest here to turn ASCII into bytes; other text is taken for what does not fit. */
export function asciiEncoder(): AsciiEncoder {
  const platform = typeof TextEncoder === "function" ? new TextEncoder() : undefined;
  return typeof platform?.encodeInto === "function" ? platform : { encodeInto: encodeAscii };
}

/** What is fastest here to turn bytes of ASCII into text. */
export function asciiDecoder(): AsciiDecoder {
  if (typeof TextDecoder !== "function") return { decode: decodeAscii };
  try {
    // Nothing is wrong with ASCII, but Node.js is faster so: measured at a sixth of the time of a decodeInvoice.
    return new TextDecoder("utf-8", { fatal: true });
  } catch {
    return new TextDecoder();
  }
}

function encodeAscii(text: string, to: Uint8Array): { read: number; written: number } {
  let at = 0;
  for (let unit: number; at < text.length && (unit = text.charCodeAt(at)) < 0x80; at++) to[at] = unit;
  return { read: at, written: at };
}

function decodeAscii(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/**
 * Writes text as UTF-8.
 *
 * @param to - memory with room for 3 bytes for each unit of UTF-16
 * @param at - where to start
 * @returns where it ends, or -1 if there is a lone surrogate
 */
export function encodeUtf8(text: string, to: Uint8Array, at: number): number {
  let end = at;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    if (point >= 0xd800 && point < 0xe000) return -1;
    const more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    // Memory keeps the last 8 bits.
    to[end++] = more === 0 ? point : (0xf0 << (3 - more)) | (point >> (6 * more));
    for (let shift = 6 * more - 6; shift >= 0; shift -= 6) to[end++] = 0x80 | ((point >> shift) & 0x3f);
  }
  return end;
}

/** Reads UTF-8 (RFC 3629), a byte order mark like any other character; nothing if it is malformed. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    let point = bytes[i++]!;
    if (point >= 0x80) {
      if (point < 0xc2 || point > 0xf4) return undefined;
      const more = point < 0xe0 ? 1 : point < 0xf0 ? 2 : 3;
      point &= 0x3f >> more;
      for (let left = more; left > 0; left--) {
        // Behind the last byte there is none, and its bits are zero.
        const next = bytes[i++]!;
        if ((next & 0xc0) !== 0x80) return undefined;
        point = (point << 6) | (next & 0x3f);
      }
      const isOverlong = more > 1 && point < (more > 2 ? 0x10000 : 0x800);
      if (isOverlong || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined;
    }
    text += String.fromCodePoint(point);
  }
  return text;
}
