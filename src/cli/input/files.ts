import { createReadStream } from "node:fs";
import { couldBeSecret } from "../../describe.js";
import { UsageError } from "../errors.js";
import type { Io } from "../io.js";
import { advice, refuseSecretForPath } from "./secrets.js";

/** More than any key, certificate chain or invoice's fields have. */
const maxBytes = 65_536;

/**
 * A whole file, or the standard input for `-`.
 *
 * @param name - where the path stands, for an error
 */
export async function readInput(io: Pick<Io, "stdin">, path: string, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of openInput(io, path, name)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) throw new UsageError(`${name}: expected at most ${maxBytes} bytes, found more`);
  }
  return Buffer.concat(chunks);
}

/**
 * The bytes of a file, or of the standard input for `-`.
 *
 * @param name - where the path stands, for an error
 */
export async function* openInput(
  { stdin }: Pick<Io, "stdin">,
  path: string,
  name: string,
): AsyncGenerator<Uint8Array> {
  const isFile = path !== "-";
  if (isFile) refuseSecretForPath(path, name);
  try {
    yield* isFile ? createReadStream(path) : stdin;
  } catch (error) {
    // A file that is there may be called whatever it likes; what is none may be a key.
    const source = !isFile ? "the standard input" : couldBeSecret(path) ? advice : path;
    throw new UsageError(`${name}: ${reasonOf(error)}: ${source}`);
  }
}

/**
 * The text of a file.
 *
 * @param options - `fatal` for text in which nothing may be replaced
 * @throws TypeError if it is fatal and there are bytes that are no text
 */
export function textOf(bytes: Uint8Array, options?: TextDecoderOptions): string {
  return decoderFor(bytes, options).decode(bytes);
}

/** The longest line that is read: longer than any invoice, however wrapped. In UTF-16 code units. */
export const longestLine = 65_536;

/** A line, counted from 1, without its end; no text if it is too long. */
type Line = { readonly number: number; readonly text: string | undefined };

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

/** What is wrong with a file or a stream, without the path that Node.js writes behind it. */
function reasonOf(error: unknown): string {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  const [reason] = /^E[A-Z\d]+: [a-z /-]+/.exec(String(message)) ?? [];
  return reason ?? (typeof code === "string" ? code : "it cannot be read");
}

function extend(text: string | undefined, more: string): string | undefined {
  return text === undefined || text.length + more.length > longestLine ? undefined : text + more;
}

/**
 * A decoder for text whose first bytes are these: UTF-8, or UTF-16 where a byte order mark says so, as
 * PowerShell writes it. The mark is no part of the text.
 */
function decoderFor([first, second]: Uint8Array, options?: TextDecoderOptions): TextDecoder {
  return new TextDecoder(first === 0xff && second === 0xfe ? "utf-16le" : "utf-8", options);
}
