import { sha256 } from "@noble/hashes/sha2.js";
import { copyBytes, fromBinary, fromBytesOrHex, toHex } from "../../bytes.js";
import { bytesOrHex } from "../../options.js";
import type { Fault } from "../errors.js";
import { isText, type Property, readObject } from "./properties.js";

/** A preimage as it stands in a payment, in either case. */
const preimage: Property = {
  expected: "a preimage of 64 hex digits",
  test: (value) => isText(value) && /^[\da-f]{64}$/i.test(value),
  secret: true,
};

/**
 * Reads the payload of a payment, which is proved by its preimage.
 *
 * @returns a copy, with the preimage in lower-case hex
 */
export function readPayload(
  payload: unknown,
  fault: Fault,
): { readonly [name: string]: unknown; readonly preimage: string } {
  const read = readObject(payload, "payload", { preimage }, fault);
  return { ...read, preimage: (read.preimage as string).toLowerCase() };
}

/**
 * The payment hash of a preimage: its SHA-256 (BOLT 11, tagged field `p`).
 *
 * @param preimage - 64 hex digits
 * @returns 64 lower-case hex digits
 */
export function paymentHashOf(preimage: string): string {
  return toHex(sha256(fromBytesOrHex(preimage, 32)!));
}

/**
 * Reads a payment hash: 32 bytes, or their hex.
 *
 * @returns 64 lower-case hex digits
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function readPaymentHash(paymentHash: Uint8Array | string): string {
  return toHex(bytesOrHex(paymentHash, "paymentHash", 32));
}

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

/** The alphabet of base64, that of URLs as well, with the padding or without it. */
function fromBase64(value: unknown): Uint8Array | undefined {
  const digits = isText(value) && /^\s*([\w+/-]{43})=?\s*$/.exec(value)?.[1];
  if (!digits) return undefined;
  const binary = atob(`${digits.replace(/-/g, "+").replace(/_/g, "/")}=`);
  return fromBinary(binary);
}
