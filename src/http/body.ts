import { copyBytes, joinBytes } from "../bytes.js";
import { describe } from "../describe.js";
import type { UmaInvoiceError } from "../errors.js";

/**
 * Reads the body of a request or response up to a limit: what is beyond it is never read. Messages of other
 * implementations than the platform's are read as well: those whose body is a stream of Node.js, and those
 * that only give it as a whole, of which no more than the declared length is known before.
 *
 * @param maxBytes - the longest body to read
 * @param tooLong - makes the error for a longer one
 * @param isWhole - tells of each chunk whether it is enough with it, so that nothing behind it is waited for
 * @throws what the body's stream throws; a TypeError if it gives what are no bytes
 */
export async function readBody(
  message: Request | Response,
  maxBytes: number,
  tooLong: () => UmaInvoiceError,
  isWhole: (chunk: Uint8Array) => boolean = () => false,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(message, maxBytes, tooLong)) {
    const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : copyBytes(chunk);
    if (!bytes) throw new TypeError(`body: expected bytes, found ${describe(chunk)}`);
    length += bytes.length;
    // Not `>`: a limit of NaN lets nothing through.
    if (!(length <= maxBytes)) throw tooLong();
    chunks.push(bytes);
    if (isWhole(bytes)) break;
  }
  return joinBytes(chunks, length);
}

/** A body as other implementations have it. */
type Body = { readonly [Symbol.asyncIterator]?: () => AsyncIterator<unknown> } & Partial<
  Pick<ReadableStream<unknown>, "getReader">
>;

async function* chunksOf(
  message: Request | Response,
  maxBytes: number,
  tooLong: () => UmaInvoiceError,
): AsyncGenerator<unknown> {
  const body = message.body as Body | null | undefined;
  if (typeof body?.getReader === "function") yield* read(body.getReader());
  else if (typeof body?.[Symbol.asyncIterator] === "function") yield* body as AsyncIterable<unknown>;
  else {
    if (Number(message.headers.get("content-length")) > maxBytes) throw tooLong();
    yield typeof message.arrayBuffer === "function"
      ? new Uint8Array(await message.arrayBuffer())
      : await message.text();
  }
}

async function* read(reader: ReadableStreamDefaultReader<unknown>): AsyncGenerator<unknown> {
  let isDone = false;
  try {
    while (!isDone) {
      const { done, value } = await reader.read();
      isDone = done;
      if (!done) yield value;
    }
  } finally {
    // Not awaited: the other side may take its time, or fail at it.
    if (!isDone) reader.cancel().catch(() => undefined);
  }
}
