import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { createDaemon } from "./daemon.js";
import { until } from "./until.js";

const user = "user";
const password = "password";

/** A Bitcoin node with a chain of its own (regtest). */
export type Btcd = {
  /** What a Lightning node is told of it. */
  readonly lndOptions: readonly string[];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Starts it anew, with an empty chain, and mines for this address from now on. */
  restart(miningAddress: string): Promise<void>;
  /** Mines blocks. */
  generate(blocks: number): Promise<void>;
  /** How many transactions wait to be mined. */
  countWaiting(): Promise<number>;
};

/** @param ports - two that are free */
export async function createBtcd(
  program: string,
  folder: string,
  [port, rpcPort]: readonly [number, number],
): Promise<Btcd> {
  await mkdir(folder);
  const at = (name: string) => join(folder, name);
  const [cert, key, configuration] = [at("rpc.cert"), at("rpc.key"), at("btcd.conf")];
  // An empty one: else it looks for the user's.
  await writeFile(configuration, "");
  let miningAddress: string | undefined;
  const daemon = createDaemon(
    program,
    () => [
      "--regtest",
      "--txindex",
      "--nodnsseed",
      "--rejectreplacement",
      "--trickleinterval=100ms",
      `--configfile=${configuration}`,
      `--datadir=${at("data")}`,
      `--logdir=${at("logs")}`,
      `--listen=127.0.0.1:${port}`,
      `--rpclisten=127.0.0.1:${rpcPort}`,
      `--rpcuser=${user}`,
      `--rpcpass=${password}`,
      `--rpccert=${cert}`,
      `--rpckey=${key}`,
      ...(miningAddress === undefined ? [] : [`--miningaddr=${miningAddress}`]),
    ],
    at("output"),
  );

  function call(method: string, ...params: readonly unknown[]): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: "1.0", id: 1, method, params });
    const options = { method: "POST", auth: `${user}:${password}`, ca: readFileSync(cert), agent: false };
    return new Promise((resolve, reject) => {
      const sent = request(`https://127.0.0.1:${rpcPort}`, options, async (response) => {
        try {
          const { result, error } = JSON.parse((await response.toArray()).join(""));
          if (error) reject(new Error(`btcd, ${method}: ${error.message}`));
          resolve(result);
        } catch (error) {
          reject(error);
        }
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  async function start(): Promise<void> {
    daemon.start();
    await until("btcd answers", async () => {
      daemon.check();
      await call("getblockcount");
      return true;
    });
  }
  const stop = () => daemon.stop("SIGTERM");

  return {
    lndOptions: [
      "--bitcoin.node=btcd",
      `--btcd.rpchost=127.0.0.1:${rpcPort}`,
      `--btcd.rpcuser=${user}`,
      `--btcd.rpcpass=${password}`,
      `--btcd.rpccert=${cert}`,
    ],
    start,
    stop,
    async restart(address) {
      await stop();
      miningAddress = address;
      await start();
    },
    async generate(blocks) {
      // All at once would take longer than btcd lets a request take.
      for (let left = blocks; left > 0; left -= 50) await call("generate", Math.min(left, 50));
    },
    async countWaiting() {
      return ((await call("getrawmempool")) as unknown[]).length;
    },
  };
}
