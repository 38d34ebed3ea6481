import { createReadStream } from "node:fs";
import { couldBeSecret } from "../../describe.js";
import type { Io } from "../Io.js";
import { UsageError } from "../UsageError.js";
import { advice, refuseSecretForPath } from "./refuseSecret.js";

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

/** What is wrong with a file or a stream, without the path that Node.js writes behind it. */
function reasonOf(error: unknown): string {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  const [reason] = /^E[A-Z\d]+: [a-z /-]+/.exec(String(message)) ?? [];
  return reason ?? (typeof code === "string" ? code : "it cannot be read");
}
