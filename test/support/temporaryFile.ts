import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A file that is there until the test ends, alone in a folder; without content only its path is given. */
export async function temporaryFile(content?: string | Uint8Array, mode = 0o600): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "uma-invoice-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "file");
  if (content !== undefined) await writeFile(path, content, { mode });
  return path;
}
