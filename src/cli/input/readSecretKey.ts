import { stat } from "node:fs/promises";
import type { Io } from "../Io.js";
import { tell } from "../output/tell.js";
import { repeated } from "../output/withoutKeys.js";
import { UsageError } from "../UsageError.js";
import { type KeyPair, toKeyPair } from "./keyPair.js";
import { readInput } from "./readInput.js";
import { textOf } from "./textOf.js";

/** The environment variable that may hold the key. */
const variable = "UMA_INVOICE_KEY";

/** Reads the key to sign with from a file, or else from the environment. Warns of a file that others can read. */
export async function readSecretKey(io: Io, path: string | undefined): Promise<KeyPair> {
  if (path === undefined) {
    const text = io.env[variable];
    if (!text) throw new UsageError(`expected --key-file, or a secret key in the environment as ${variable}`);
    return toKeyPair(text, variable);
  }
  const content = await readInput(io, path, "--key-file");
  if (path !== "-" && (await isOpen(path)))
    tell(io, `warning: others can read ${repeated(path)}, which chmod 600 would prevent`);
  return toKeyPair(textOf(content), "--key-file");
}

async function isOpen(path: string): Promise<boolean> {
  const status = await stat(path);
  // Windows has no such bits, and makes them up.
  return process.platform !== "win32" && status.isFile() && (status.mode & 0o077) !== 0;
}
