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
