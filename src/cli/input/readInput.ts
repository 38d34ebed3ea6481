import type { Io } from "../Io.js";
import { UsageError } from "../UsageError.js";
import { openInput } from "./openInput.js";

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
