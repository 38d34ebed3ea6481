import { copyBytes, fromBytesOrHex, toHex } from "../../bytes.js";

/**
 * Reads what a wallet gives as a preimage, once money may have moved: 32 bytes in whatever form, from any
 * realm, or their hex or base64.
 *
 * @returns 64 lower-case hex digits; `undefined` if it is nothing of that kind
 */
export function readPreimage(value: unknown): string | undefined {
  const bytes = fromBytesOrHex(value, 32) ?? fromMemory(value) ?? fromBase64(value);
  return bytes?.length === 32 ? toHex(bytes) : undefined;
}

/** Bytes in an `ArrayBuffer`, a `DataView` or an array of another type. */
function fromMemory(value: unknown): Uint8Array | undefined {
  try {
    return ArrayBuffer.isView(value)
      ? copyBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      : new Uint8Array(ArrayBuffer.prototype.slice.call(value, 0));
  } catch {
    // Neither, or its memory has been taken away.
    return undefined;
  }
}

function fromBase64(value: unknown): Uint8Array | undefined {
  const digits = typeof value === "string" && /^\s*([\w+/-]{43})=?\s*$/.exec(value)?.[1];
  if (!digits) return undefined;
  const binary = atob(`${digits.replace(/-/g, "+").replace(/_/g, "/")}=`);
  return Uint8Array.from(binary, (unit) => unit.charCodeAt(0));
}
