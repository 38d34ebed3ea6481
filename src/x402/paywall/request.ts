import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "../../bytes.js";
import { invalidOption, refusal, type UmaInvoiceError } from "../../errors.js";
import { readBody } from "../../http/body.js";
import { httpRefusal } from "../../http/errors.js";
import { invalidPayment } from "../errors.js";
import { fromBase64, headerNames } from "../messages/headers.js";
import { identifierIn } from "../messages/identifier.js";
import { decodePayment } from "../messages/payment.js";
import { paymentHashOf } from "../messages/preimage.js";
import { httpUrl } from "../messages/resource.js";
import type { UmaNetwork, X402Version } from "../messages/terms.js";

/** Checks that it is a request of the Web, of whatever realm or implementation. */
export function checkRequest(request: Request): void {
  let isRequest = false;
  try {
    const { method, url, headers } = request;
    isRequest = [method, url].every((text) => typeof text === "string") && typeof headers.get === "function";
  } catch {
    // It is none.
  }
  if (!isRequest) throw invalidOption("request", "a Request", request);
}

/**
 * Names resources by the URLs of requests, without user info and fragment; an MCP tool by its URI.
 *
 * @param origin - where clients see them, if not there where the request says
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function resourceAt(origin: string | undefined): (request: Request) => string {
  if (origin !== undefined && httpUrl(origin)?.origin !== origin)
    throw invalidOption("origin", "an origin (https://api.example.com)", origin);
  return ({ url }) => {
    const resource = new URL(url);
    const { origin: own, protocol } = resource;
    if (!/^https?:$/.test(protocol)) return resource.href;
    resource.username = resource.password = resource.hash = "";
    // Not the path and the search: of a query that is empty, the search drops the question mark.
    return (origin ?? own) + resource.href.slice(own.length);
  };
}

/** The SHA-256 of a body, in hex; empty for one without bytes. */
export function digestOf(body: Uint8Array): string {
  return body.length === 0 ? "" : toHex(sha256(body));
}

/**
 * Reads a copy of a request's body, and leaves the body itself to the handler.
 *
 * @throws UmaInvoiceError `BODY_TOO_LARGE`; `INVALID_OPTION` if somebody has read it
 */
export async function bodyOf(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.bodyUsed || request.body?.locked) throw bodyGone();
  // Not copied where there is none: some servers make their requests of the Web only when they are asked for.
  if (request.body === null) return new Uint8Array(0);
  return readBody(request.clone(), maxBytes, () => bodyTooLong(maxBytes));
}

/** The error for a body that is too long to be digested. */
export function bodyTooLong(maxBytes: number): UmaInvoiceError {
  return httpRefusal("BODY_TOO_LARGE", {
    field: "body",
    expected: `at most ${maxBytes} bytes`,
    instead: "more",
  });
}

/** The error for a body that somebody else has read: what was paid for is not known any more. */
export function bodyGone(): UmaInvoiceError {
  return refusal("INVALID_OPTION", {
    field: "body",
    expected:
      "one that nobody has read: put the paywall before what parses bodies, or keep its bytes in request.rawBody",
  });
}

/** The version of x402 that a request pays by: the newer one, if it has both headers. */
export function versionOf(headers: Headers): X402Version | undefined {
  if (headers.has(headerNames[2].payment)) return 2;
  return headers.has(headerNames[1].payment) ? 1 : undefined;
}

/** A payment as a request proves it. */
export type ProvedPayment = {
  /** The SHA-256 of the preimage, in lower-case hex. */
  readonly paymentHash: string;
  readonly network: UmaNetwork;
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
  const { x402Version, network, payload } = decodePayment(header);
  if (x402Version !== version)
    throw invalidPayment({
      field: "x402Version",
      expected: `${version} in ${name}`,
      found: x402Version,
    });
  return {
    paymentHash: paymentHashOf(payload.preimage),
    network,
    // As it came: what version 1 knows nothing of is not decoded.
    attempt: attemptOf(fromBase64(header, name, invalidPayment), header),
  };
}

/**
 * What names the payer's request: the name that it gives itself, or else a digest of what it sends.
 *
 * @param message - a payment as it came
 * @param sent - the text that it came as
 */
export function attemptOf(message: unknown, sent: string): string {
  return identifierIn(message) ?? toHex(sha256(new TextEncoder().encode(sent)));
}
