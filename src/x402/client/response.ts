import type { UmaInvoiceError } from "../../errors.js";
import { readBody } from "../../http/body.js";
import { invalidRequirements, offerRefused } from "../errors.js";
import { headerNames, longestBody } from "../messages/headers.js";
import { decodePaymentRequired, type PaymentRequired } from "../messages/paymentRequired.js";
import { decodePaymentResponse, type PaymentResponse } from "../messages/paymentResponse.js";
import { isSameUri } from "../messages/resource.js";
import type { X402Version } from "../messages/terms.js";

/**
 * Reads what a 402 requires, from its header, or from a copy of its body.
 *
 * @returns `undefined` if it does not speak x402
 * @throws UmaInvoiceError `INVALID_PAYMENT_REQUIREMENTS` if it does, but not as x402 says
 */
export async function paymentRequiredOf(response: Response): Promise<PaymentRequired | undefined> {
  const header = response.headers.get(headerNames[2].required);
  if (header !== null) return decodePaymentRequired(header);
  const body = await bodyOf(response.clone());
  return body && speaksX402(body) ? decodePaymentRequired(body) : undefined;
}

/** The body, if it is no longer than these messages can be. */
async function bodyOf(response: Response): Promise<Uint8Array | undefined> {
  // A package may give a stream of another kind, which has no reader.
  if (response.body && !response.body.getReader) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    return bytes.length <= longestBody ? bytes : undefined;
  }
  const tooLong = invalidRequirements({ expected: `at most ${longestBody} bytes` });
  try {
    return await readBody(response, longestBody, () => tooLong);
  } catch (error) {
    if (error === tooLong) return undefined;
    throw error;
  }
}

/** Whether a body claims to be of x402. Whether it is, and in UTF-8, is for the decoder to say. */
function speaksX402(body: Uint8Array): boolean {
  try {
    return "x402Version" in JSON.parse(new TextDecoder().decode(body));
  } catch {
    // No JSON, or no object.
    return false;
  }
}

/** What the server says of the payment, if that can be read: the status alone decides. */
export function answerOf({ headers }: Response, version: X402Version): PaymentResponse | undefined {
  try {
    return decodePaymentResponse(headers.get(headerNames[version].response) ?? "");
  } catch {
    return undefined;
  }
}

/** Whether a response is that of another URL, so far as its implementation tells. */
export function isElsewhere({ redirected, url }: Response, asked: string): boolean {
  return redirected ?? (Boolean(url) && !isSameUri(url, asked));
}

/** The error for a 402 from elsewhere: nobody but who was asked may make an offer. */
export function behindRedirect(): UmaInvoiceError {
  return offerRefused({
    field: "url",
    expected: "an offer from where it was asked for",
    instead: "one behind a redirect",
  });
}

/** Drops what is left of a response that nobody will read, whatever implementation made it. */
export function discard(response: Response): void {
  drop(response).catch(() => undefined);
}

async function drop(response: Response): Promise<void> {
  const stream = response.body as DroppableBody | null;
  await (stream?.cancel ? stream.cancel() : stream?.destroy?.());
}

/** A stream of the Web, or of Node.js. */
type DroppableBody = { readonly cancel?: () => unknown; readonly destroy?: () => unknown };
