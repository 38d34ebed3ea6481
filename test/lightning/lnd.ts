import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Btcd } from "./btcd.js";
import { createDaemon } from "./daemon.js";
import { type LightningNode, lightningNode, type NodeAddress } from "./node.js";
import { until } from "./until.js";

/** The process of a Lightning node. */
export type Lnd = {
  /** Where its peers find it. */
  readonly host: string;
  /** Starts it, and waits until it answers. */
  start(): Promise<void>;
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** The node that answers. */
  node(): Promise<LightningNode>;
};

type LndOptions = {
  readonly name: NodeAddress["name"];
  readonly program: string;
  readonly folder: string;
  /** Three that are free. */
  readonly ports: readonly [number, number, number];
  readonly btcd: Btcd;
  readonly control: string;
  /** Whether its REST API asks for a macaroon. */
  readonly hasMacaroon: boolean;
};

export async function createLnd(options: LndOptions): Promise<Lnd> {
  const { name, program, folder, btcd, control, hasMacaroon } = options;
  const [port, rpcPort, restPort] = options.ports;
  await mkdir(folder);
  const url = `http://127.0.0.1:${restPort}`;
  const daemon = createDaemon(
    program,
    () => [
      `--lnddir=${folder}`,
      `--listen=127.0.0.1:${port}`,
      `--rpclisten=127.0.0.1:${rpcPort}`,
      `--restlisten=127.0.0.1:${restPort}`,
      ...(hasMacaroon ? [] : ["--no-macaroons"]),
      "--no-rest-tls",
      "--noseedbackup",
      "--nobootstrap",
      "--trickledelay=50",
      "--bitcoin.regtest",
      "--bitcoin.defaultchanconfs=1",
      ...btcd.lndOptions,
    ],
    join(folder, "output"),
  );
  return {
    host: `127.0.0.1:${port}`,
    async start() {
      daemon.start();
      await until(`${name} answers`, async () => {
        daemon.check();
        const state = await fetch(`${url}/v1/state`);
        return /"(RPC|SERVER)_ACTIVE"/.test(await state.text());
      });
    },
    stop: (signal) => daemon.stop(signal),
    async node() {
      const macaroon = hasMacaroon
        ? await readFile(join(folder, "data/chain/bitcoin/regtest/admin.macaroon"), "hex")
        : undefined;
      const address = { name, url, control, ...(macaroon !== undefined && { macaroon }) };
      const { identity_pubkey } = await lightningNode({ ...address, publicKey: "" }).call(
        "GET",
        "/v1/getinfo",
      );
      return lightningNode({ ...address, publicKey: identity_pubkey });
    },
  };
}
