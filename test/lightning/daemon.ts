import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";

/** A program that runs in the background, and can be stopped and started again. */
export type Daemon = {
  start(): void;
  /** Ends it, and waits until it has ended. `SIGKILL` leaves it no time to write anything. */
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** @throws Error with the end of what it wrote, if it is not running */
  check(): void;
};

/**
 * @param args - what it is started with, asked for at each start
 * @param log - the file that gets what it writes
 */
export function createDaemon(program: string, args: () => readonly string[], log: string): Daemon {
  let child: ChildProcess | undefined;
  const isRunning = () => child?.exitCode === null && child.signalCode === null;
  return {
    start() {
      const output = openSync(log, "a");
      // In a group of its own: Ctrl+C is for this process, which ends them in the right order.
      const started = spawn(program, args(), { detached: true, stdio: ["ignore", output, output] });
      closeSync(output);
      child = started;
      endsWithThisProcess(started);
    },
    async stop(signal) {
      if (!child || !isRunning()) return;
      child.kill(signal);
      await once(child, "exit");
    },
    check() {
      if (!isRunning())
        throw new Error(`${program} is not running:\n${readFileSync(log, "utf8").slice(-2000)}`);
    },
  };
}

/** It is no child's business to outlive its parent, even one that is killed: the end of its input tells a shell. */
function endsWithThisProcess(child: ChildProcess): void {
  const guard = spawn("sh", ["-c", 'read -r _; kill -9 "$0"', `${child.pid}`], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.once("exit", () => guard.kill("SIGKILL"));
}
