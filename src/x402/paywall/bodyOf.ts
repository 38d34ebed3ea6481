import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "../../bytes.js";
import { UmaInvoiceError } from "../../errors.js";
import { layerError } from "../../http/layerError.js";
import { readBody } from "../../http/readBody.js";

/** The error for a body that is too long to be digested. */
export function bodyTooLong(maxBytes: number): UmaInvoiceError {
  return layerError("BODY_TOO_LARGE", `body: expected at most ${maxBytes} bytes, found more`, {
    field: "body",
  });
}

/** The error for a body that somebody else has read: what was paid for is not known any more. */
export function bodyGone(): UmaInvoiceError {
  return new UmaInvoiceError(
    "INVALID_FIELD",
    "body: expected one that nobody has read: put the paywall before what parses bodies, or keep its bytes in request.rawBody",
    { field: "body" },
  );
}

/**
 * Reads a copy of a request's body, and leaves the body itself to the handler.
 *
 * @throws UmaInvoiceError `BODY_TOO_LARGE`; `INVALID_FIELD` if somebody has read it
 */
export async function bodyOf(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.bodyUsed || request.body?.locked) throw bodyGone();
  // Not copied where there is none: some servers make their requests of the Web only when they are asked for.
  if (request.body === null) return new Uint8Array(0);
  return readBody(request.clone(), maxBytes, () => bodyTooLong(maxBytes));
}

/** The SHA-256 of a body, in hex; empty for one without bytes. */
export function digestOf(body: Uint8Array): string {
  return body.length === 0 ? "" : toHex(sha256(body));
}
