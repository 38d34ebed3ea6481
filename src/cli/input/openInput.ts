import { createReadStream } from "node:fs";
import type { Io } from "../Io.js";

/** The bytes of a file, or of the standard input for `-`. */
export function openInput({ stdin }: Pick<Io, "stdin">, path: string): AsyncIterable<Uint8Array> {
  return path === "-" ? stdin : createReadStream(path);
}
