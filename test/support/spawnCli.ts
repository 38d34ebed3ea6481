import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bin } from "../../package.json";
import type { CliOutcome } from "./runCli.js";

/** The command as it is built. */
export const program = fileURLToPath(new URL(`../../${bin["uma-invoice"]}`, import.meta.url));

/** How a process is started: with options of Node.js, and variables instead of those here. */
export type Surroundings = {
  readonly nodeOptions?: readonly string[];
  readonly env?: { readonly [name: string]: string };
};

/** Starts the command. */
export function startCli(
  args: readonly string[],
  { nodeOptions = [], env = {} }: Surroundings = {},
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [...nodeOptions, program, ...args], { env });
}

/** Runs the command, and waits for its end. */
export function spawnCli(
  args: readonly string[],
  { stdin = "", ...surroundings }: Surroundings & { readonly stdin?: string } = {},
): Promise<CliOutcome> {
  const child = startCli(args, surroundings);
  child.stdin.end(stdin);
  return outcomeOf(child);
}

/** What a process leaves behind. */
export function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<CliOutcome> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}
