import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A server in a process of its own. */
export type ServerProcess = { readonly port: number; stop(): Promise<void> };

/**
 * Starts a program of Node.js's that serves on loopback, and writes `{"port":…}` as its first line.
 *
 * @param program - its file
 * @param env - what its environment has beside this process's
 */
export async function startProcess(program: URL, env: Record<string, string> = {}): Promise<ServerProcess> {
  // It ends with its input, should this process be killed.
  const child = spawn(process.execPath, [program.pathname], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const first = once(createInterface(child.stdout), "line");
  const [line] = (await Promise.race([first, ended(child)])) as [string];
  return {
    port: JSON.parse(line).port,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, "exit");
    },
  };
}

async function ended(child: ChildProcess): Promise<never> {
  const [code] = await once(child, "exit");
  throw new Error(`the program ended with ${code} before it served anything`);
}
