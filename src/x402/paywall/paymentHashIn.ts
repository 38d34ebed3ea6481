import { sha256 } from "@noble/hashes/sha2.js";
import { fromBytesOrHex, toHex } from "../../bytes.js";
import { layerError } from "../../http/layerError.js";
import { decodePayment } from "../messages/decodePayment.js";
import { headerNames } from "../messages/headerNames.js";
import type { X402Version } from "../messages/X402Version.js";

/**
 * Reads the payment that a request proves.
 *
 * @param version - that of the header to read
 * @returns the SHA-256 of the preimage, in lower-case hex
 * @throws UmaInvoiceError `INVALID_PAYMENT`
 */
export function paymentHashIn(headers: Headers, version: X402Version): string {
  const name = headerNames[version].payment;
  const { x402Version, payload } = decodePayment(headers.get(name)!);
  if (x402Version !== version)
    throw layerError("INVALID_PAYMENT", `x402Version: expected ${version} in ${name}, found ${x402Version}`, {
      field: "x402Version",
    });
  return toHex(sha256(fromBytesOrHex(payload.preimage, 32)!));
}
