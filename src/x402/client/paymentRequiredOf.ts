import { layerError } from "../../http/layerError.js";
import { readBody } from "../../http/readBody.js";
import { decodePaymentRequired } from "../messages/decodePaymentRequired.js";
import { headerNames } from "../messages/headerNames.js";
import type { PaymentRequired } from "../messages/PaymentRequired.js";

const longestBody = 65_536;

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
  const tooLong = layerError("INVALID_PAYMENT_REQUIREMENTS", `expected at most ${longestBody} bytes`);
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
