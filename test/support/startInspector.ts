import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The inspector page, served by its own script in a process of its own. */
export type Inspector = {
  readonly url: string;
  readonly stop: () => Promise<void>;
};

export const inspectorScript = fileURLToPath(new URL("../../examples/inspector/serve.mjs", import.meta.url));

export async function startInspector(): Promise<Inspector> {
  const child = spawn(process.execPath, [inspectorScript, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit").then(([code]) => {
    throw new Error(`the inspector's server ended with ${code}`);
  });
  const [url] = await Promise.race([once(createInterface(child.stdout), "line"), exit]);
  return {
    url,
    async stop() {
      exit.catch(() => undefined);
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
