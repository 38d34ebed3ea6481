import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { startNetwork } from "./network.js";
import type { NodeAddress } from "./node.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The nodes that all tests share; none where there is no Go to build them with. */
    lightning: { readonly alice: NodeAddress; readonly bob: NodeAddress } | undefined;
  }
}

/** What the build exits with where there is no Go. */
const unavailable = 69;

/** Starts one network for all tests. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const programs = build();
  if (programs === undefined) {
    project.provide("lightning", undefined);
    return;
  }
  const { alice, bob, close } = await startNetwork(programs);
  project.provide("lightning", { alice, bob });
  return close;
}

/** @returns the folder with the programs; none where there is no Go, unless the variable `CI` is set */
function build(): string | undefined {
  try {
    const program = fileURLToPath(new URL("build.mjs", import.meta.url));
    return execFileSync(process.execPath, [program], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    }).trim();
  } catch (error) {
    if (process.env.CI || (error as { status?: number }).status !== unavailable) throw error;
    console.warn("There is no Go here to build Lightning nodes with: what needs them is skipped.");
    return undefined;
  }
}
