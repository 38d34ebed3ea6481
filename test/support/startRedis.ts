import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A Redis server on a socket of its own, which no other process can take. */
export type Redis = { readonly socket: string; stop(): Promise<void> };

/**
 * Starts a real `redis-server` that keeps nothing on disk.
 *
 * @returns `undefined` where there is none, unless the variable `CI` is set: then that is an error
 */
export async function startRedis(): Promise<Redis | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "uma-redis-"));
  const socket = join(folder, "redis.sock");
  const server = spawn(
    "redis-server",
    ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  async function stop(): Promise<void> {
    if (server.pid !== undefined && server.exitCode === null) {
      server.kill();
      await once(server, "exit");
    }
    await rm(folder, { recursive: true, force: true });
  }
  try {
    await once(server, "spawn");
  } catch (error) {
    await stop();
    if (process.env.CI) throw error;
    console.warn("There is no redis-server here: what needs it is skipped.");
    return undefined;
  }
  for await (const line of createInterface(server.stdout)) {
    if (!/ready to accept connections/i.test(line)) continue;
    server.stdout.resume();
    return { socket, stop };
  }
  throw new Error("redis-server ended before it served anything");
}
