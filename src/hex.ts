/** Bytes as lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let digits = "";
  for (const byte of bytes) digits += (byte < 16 ? "0" : "") + byte.toString(16);
  return digits;
}

/**
 * A copy of bytes that come as bytes or as hex.
 *
 * @param lengths - how many bytes there may be
 * @returns the copy, or `undefined` if it is neither, or of another length
 */
export function fromBytesOrHex(value: unknown, ...lengths: number[]): Uint8Array | undefined {
  const isHex = typeof value === "string" && /^(?:[\da-f]{2})*$/i.test(value);
  const bytes = isHex
    ? Uint8Array.from(value.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    : value;
  return bytes instanceof Uint8Array && lengths.includes(bytes.length) ? new Uint8Array(bytes) : undefined;
}

/** Names what should have been bytes or hex by its size alone: it may be a secret. */
export function sizeOf(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return typeof value === "string" ? `${value.length} characters` : typeof value;
}
