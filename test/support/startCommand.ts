import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A command that runs, until the test ends at the latest. */
export type Command = {
  readonly process: ChildProcessByStdio<null, Readable, null>;
  /** Waits until it has written this. Gives all that it has written. */
  readonly saying: (text: string) => Promise<string>;
};

/** Starts a command in the folder of the package. */
export function startCommand(command: string): Command {
  const child = spawn("sh", ["-c", command], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    // In a group of its own, so that what npm starts ends with it.
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    if (child.exitCode === null) process.kill(-child.pid!);
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  return {
    process: child,
    async saying(text) {
      while (!output.includes(text)) {
        if (child.exitCode !== null && child.stdout.readableEnded)
          throw new Error(`${command} ended without saying ${text}: ${output}`);
        await Promise.race([once(child.stdout, "data"), once(child, "close")]);
      }
      return output;
    },
  };
}
