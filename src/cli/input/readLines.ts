import { decoderFor } from "./textOf.js";

/** The longest line that is read: longer than any invoice, however wrapped. In UTF-16 code units. */
export const longestLine = 65_536;

/** A line, counted from 1, without its end; no text if it is too long. */
export type Line = { readonly number: number; readonly text: string | undefined };

/** Reads text line by line, and never holds more of it than a line and what came in last. */
export async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let decoder: TextDecoder | undefined;
  let number = 1;
  let text: string | undefined = "";
  for await (const chunk of source) {
    decoder ??= decoderFor(chunk);
    const [first, ...others] = decoder.decode(chunk, { stream: true }).split("\n");
    text = extend(text, first!);
    for (const other of others) {
      yield { number: number++, text };
      text = extend("", other);
    }
  }
  yield { number, text: extend(text, decoder?.decode() ?? "") };
}

function extend(text: string | undefined, more: string): string | undefined {
  return text === undefined || text.length + more.length > longestLine ? undefined : text + more;
}
