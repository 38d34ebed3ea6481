import type { UmaInvoiceError } from "../errors.js";

/**
 * Reads the body of a request or response up to a limit: what is beyond it is never read.
 *
 * @param maxBytes - the longest body to read
 * @param tooLong - makes the error for a longer one
 */
export async function readBody(
  message: Request | Response,
  maxBytes: number,
  tooLong: () => UmaInvoiceError,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = message.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    // Not `>`: a limit of NaN lets nothing through.
    if (!(length <= maxBytes)) {
      // Not awaited: the other side may take its time, or fail at it.
      reader.cancel().catch(() => undefined);
      throw tooLong();
    }
    chunks.push(value);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}
