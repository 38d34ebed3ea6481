import { sha256 } from "@noble/hashes/sha2.js";
import { fromBytesOrHex, toHex } from "../../bytes.js";
import { layerError } from "../../http/layerError.js";
import { decodePayment } from "../messages/decodePayment.js";
import { faultOf } from "../messages/faultOf.js";
import { headerNames } from "../messages/headerNames.js";
import { fromBase64 } from "../messages/jsonText.js";
import type { X402Version } from "../messages/X402Version.js";
import { attemptIn } from "./attempt.js";

/** A payment as a request proves it. */
export type ProvedPayment = {
  /** The SHA-256 of the preimage, in lower-case hex. */
  readonly paymentHash: string;
  /** What names the payer's request: the name that it gives itself, or else its header's SHA-256. */
  readonly attempt: string;
};

/**
 * Reads the payment that a request proves.
 *
 * @param version - that of the header to read
 * @throws UmaInvoiceError `INVALID_PAYMENT`
 */
export function paymentIn(headers: Headers, version: X402Version): ProvedPayment {
  const name = headerNames[version].payment;
  const header = headers.get(name)!;
  const { x402Version, payload } = decodePayment(header);
  if (x402Version !== version)
    throw layerError("INVALID_PAYMENT", `x402Version: expected ${version} in ${name}, found ${x402Version}`, {
      field: "x402Version",
    });
  return {
    paymentHash: toHex(sha256(fromBytesOrHex(payload.preimage, 32)!)),
    // As it came: what version 1 knows nothing of is not decoded.
    attempt: attemptIn(fromBase64(header, name, faultOf("INVALID_PAYMENT"))) ?? hashOf(header),
  };
}

/** The SHA-256 of a text, in hex. */
export function hashOf(text: string): string {
  return toHex(sha256(new TextEncoder().encode(text)));
}
