import { base64Of, fromBinary, isBytes, sizeOf } from "../../bytes.js";
import { parseJson } from "../../http/json.js";
import type { Fault } from "../errors.js";

/**
 * The HTTP headers of each version of x402. What a 402 requires stands in the body in version 1, in a
 * header in version 2.
 *
 * @see x402, HTTP transports of versions 1 and 2
 *
 * @example
 * ```ts
 * headerNames[1].payment; // "X-PAYMENT"
 * headerNames[2].required; // "PAYMENT-REQUIRED"
 * ```
 */
export const headerNames = {
  1: { payment: "X-PAYMENT", response: "X-PAYMENT-RESPONSE" },
  2: { payment: "PAYMENT-SIGNATURE", response: "PAYMENT-RESPONSE", required: "PAYMENT-REQUIRED" },
} as const;

/**
 * The longest header by which a payment is proved, in characters: servers take one of 8 KiB (nginx) to 16 KiB
 * (Node.js), name and all, if nobody sets them up otherwise. Payers accept no offer that takes a longer one, and
 * paywalls make none.
 */
export const longestPaymentHeader = 8000;

/** What an offer has to be, in errors. */
export const fitsHeader = /* @__PURE__ */ (() =>
  `what fits, with a payment, into a header of ${longestPaymentHeader} characters`)();

/** The longest header: all of a request's take 16 KiB by the default of Node.js. */
const longestHeader = 16_384;
/** The longest body of a 402, in bytes: as long as other layers read documents. */
export const longestBody = 65_536;

/** Writes a message as JSON. */
export function toJson(message: object, name: string, fault: Fault): string {
  try {
    return JSON.stringify(message);
  } catch (cause) {
    throw fault({ field: name, expected: "what JSON can hold", instead: "something else", cause });
  }
}

/** Reads a message from JSON: text, or bytes in UTF-8. */
export function fromJson(json: string | Uint8Array, name: string, fault: Fault): unknown {
  checkLength(json, longestBody, name, fault);
  return parseJson(json, (expected, cause) => fault({ field: name, expected, cause }));
}

/** Whether a message is handed over as a plain object, as other transports than HTTP do, and not as it was sent. */
export function isPlain(message: unknown): message is object {
  return typeof message === "object" && message !== null && !isBytes(message);
}

/** Reads a message that is a plain object: what JSON makes of it. */
export function fromObject(message: object, name: string, fault: Fault): unknown {
  return fromJson(toJson(message, name, fault), name, fault);
}

/** Writes a message as the base64 of its JSON in UTF-8. */
export function toBase64(message: object, name: string, fault: Fault): string {
  return base64Of(new TextEncoder().encode(toJson(message, name, fault)));
}

/** Reads a message from base64: RFC 4648, section 4, with its padding and nothing else. */
export function fromBase64(header: string, name: string, fault: Fault): unknown {
  checkLength(header, longestHeader, name, fault);
  const bytes = fromBinary(binaryOf(header, name, fault));
  return parseJson(bytes, (expected, cause) => fault({ field: name, expected, cause }));
}

function binaryOf(header: string, name: string, fault: Fault): string {
  try {
    const binary = atob(header);
    // atob takes white space, absent padding and stray bits as well.
    if (btoa(binary) === header) return binary;
  } catch {
    // Not in the alphabet.
  }
  throw fault({ field: name, expected: "base64", instead: `${sizeOf(header)} of something else` });
}

function checkLength(input: string | Uint8Array, longest: number, name: string, fault: Fault): void {
  // What has no length is not in order either.
  if (input?.length <= longest) return;
  throw fault({ field: name, expected: `at most ${longest} characters`, instead: sizeOf(input) });
}
