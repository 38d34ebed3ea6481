import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { fromBytesOrHex, toHex } from "../../bytes.js";
import { invalidField } from "../../invalidField.js";
import { canonicalAddress } from "../../uma/address.js";
import type { Sold } from "./Sold.js";

/** How many random bytes {@link bindInvoice} takes. */
export const nonceLength = 5;

/**
 * The UUID of an invoice that sells one thing: of version 8 (RFC 9562, section 5.8), with the
 * expiration in 4 bytes, a nonce in 5, less the 6 bits of version and variant, and in the other 7 a
 * code that authenticates all of that together with what is sold, and to which request. Nothing has to be remembered of an
 * invoice that nobody pays, and whoever holds the key knows again what it was for.
 *
 * Seven bytes do: each guess takes a request, and all of them a payment.
 *
 * @param key - 32 bytes
 * @param expiration - Unix time, in seconds
 * @param nonce - 5 bytes
 * @throws UmaInvoiceError `INVALID_FIELD` if the expiration does not fit, as one in milliseconds does not
 */
export function bindInvoice(key: Uint8Array, offered: Sold, expiration: number, nonce: Uint8Array): string {
  if (expiration >>> 0 !== expiration)
    throw invalidField("expiration", "Unix time in seconds, before 2106", expiration);
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, expiration);
  bytes.set(nonce, 4);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const { resource, price, payTo, method = "GET", body = "", bound = "" } = offered;
  const { amount, currency } = price;
  const head = toHex(bytes.subarray(0, 9));
  const sold = [head, resource, `${amount}`, currency.code, canonicalAddress(payTo), method, body, bound];
  const code = hmac(sha256, key, new TextEncoder().encode(JSON.stringify(sold)));
  bytes.set(code.subarray(0, 7), 9);
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * Reads the expiration from the UUID of an invoice.
 *
 * @returns Unix time in seconds; `undefined` if the invoice was for something else
 */
export function expirationOf(invoiceUUID: string, key: Uint8Array, offered: Sold): number | undefined {
  const bytes = fromBytesOrHex(invoiceUUID.replaceAll("-", ""), 16);
  if (!bytes) return undefined;
  const expiration = new DataView(bytes.buffer).getUint32(0);
  const same = bindInvoice(key, offered, expiration, bytes.subarray(4, 9));
  return same === invoiceUUID.toLowerCase() ? expiration : undefined;
}
