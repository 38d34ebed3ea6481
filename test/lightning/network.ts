import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createPort } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Btcd, createBtcd } from "./btcd.js";
import { createLnd, type Lnd } from "./lnd.js";
import { type Answer, type LightningNode, type NodeAddress, toBase64 } from "./node.js";
import { until } from "./until.js";

/** A Bitcoin chain and two Lightning nodes, with a channel between them; all on this machine. */
export type LightningNetwork = {
  /** Who pays: she opened the channel, and her REST API asks for a macaroon. */
  readonly alice: NodeAddress;
  /** Who is paid. His REST API asks for nothing. */
  readonly bob: NodeAddress;
  close(): Promise<void>;
};

/** What the channel holds, and how much of it is Bob's from the start: satoshi. */
export const capacitySat = 10_000_000;
const pushedSat = 1_000_000;

/** @param programs - the folder with `btcd` and `lnd` */
export async function startNetwork(programs: string): Promise<LightningNetwork> {
  const folder = await mkdtemp(join(tmpdir(), "uma-lightning-"));
  const [p0, p1, p2, p3, p4, p5, p6, p7] = await findPorts();
  const btcd = await createBtcd(join(programs, "btcd"), join(folder, "btcd"), [p0, p1]);
  const controls = await serveControls();
  const lnds = {
    alice: await createLnd({
      ...{ name: "alice", program: join(programs, "lnd"), folder: join(folder, "alice") },
      ...{ ports: [p2, p3, p4], btcd, control: controls.url("alice"), hasMacaroon: true },
    }),
    bob: await createLnd({
      ...{ name: "bob", program: join(programs, "lnd"), folder: join(folder, "bob") },
      ...{ ports: [p5, p6, p7], btcd, control: controls.url("bob"), hasMacaroon: false },
    }),
  };
  async function close(): Promise<void> {
    await controls.close();
    // Without its btcd, lnd would take minutes to stop.
    await Promise.all(Object.values(lnds).map((lnd) => lnd.stop("SIGTERM")));
    await btcd.stop();
    await rm(folder, { recursive: true, force: true });
  }
  try {
    await btcd.start();
    await Promise.all(Object.values(lnds).map((lnd) => lnd.start()));
    const [alice, bob] = await Promise.all([lnds.alice.node(), lnds.bob.node()]);
    await fund(alice, btcd);
    await connect(alice, bob, lnds.bob);
    const channel = await openChannel(alice, bob, btcd);
    controls.serve("alice", lnds.alice, () => untilActive(alice, channel));
    controls.serve("bob", lnds.bob, () => untilActive(alice, channel));
    const address = ({ name, url, macaroon, publicKey, control }: NodeAddress): NodeAddress => ({
      ...{ name, url, publicKey, control },
      ...(macaroon !== undefined && { macaroon }),
    });
    return { alice: address(alice), bob: address(bob), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Mines coins for a node; a coin can be spent 100 blocks later, and after 432 what Lightning needs is in force. */
async function fund(node: LightningNode, btcd: Btcd): Promise<void> {
  const { address } = await node.call("GET", "/v1/newaddress?type=WITNESS_PUBKEY_HASH");
  await btcd.restart(address);
  await btcd.generate(450);
  await until("the coins are there", async () => {
    const { confirmed_balance } = await node.call("GET", "/v1/balance/blockchain");
    return Number(confirmed_balance) > capacitySat;
  });
}

async function connect(alice: LightningNode, bob: LightningNode, { host }: Lnd): Promise<void> {
  await Promise.all([alice, bob].map(untilSynced));
  await alice.call("POST", "/v1/peers", { addr: { pubkey: bob.publicKey, host }, perm: true });
  const isPeer = async (node: LightningNode) => (await node.call("GET", "/v1/peers")).peers.length > 0;
  for (const node of [alice, bob]) await until("the nodes are peers", () => isPeer(node));
}

async function untilSynced(node: LightningNode): Promise<void> {
  await until(`${node.name} knows all blocks, and serves`, async () => {
    const { state } = await node.call("GET", "/v1/state");
    const { synced_to_chain } = await node.call("GET", "/v1/getinfo");
    return state === "SERVER_ACTIVE" && synced_to_chain === true;
  });
}

/** @returns the channel's id */
async function openChannel(alice: LightningNode, bob: LightningNode, btcd: Btcd): Promise<string> {
  await alice.call("POST", "/v1/channels", {
    node_pubkey: toBase64(bob.publicKey),
    local_funding_amount: `${capacitySat}`,
    push_sat: `${pushedSat}`,
  });
  await until("the channel waits to be mined", async () => (await btcd.countWaiting()) > 0);
  await btcd.generate(6);
  const channel = await until("the channel is open", async () => {
    const { channels } = await alice.call("GET", "/v1/channels?active_only=true");
    return channels[0]?.chan_id as string | undefined;
  });
  // A payment fails at once while a node does not know on what terms the channel forwards.
  for (const node of [alice, bob])
    await until(`${node.name} knows the channel's terms`, async () => {
      const edge: Answer = await node.call("GET", `/v1/graph/edge/${channel}`);
      return Boolean(edge.node1_policy && edge.node2_policy);
    });
  return channel;
}

async function untilActive(alice: LightningNode, channel: string): Promise<void> {
  await untilSynced(alice);
  await until("the channel is active again", async () => {
    const { channels } = await alice.call("GET", "/v1/channels?active_only=true");
    return channels.some(({ chan_id }: Answer) => chan_id === channel);
  });
}

/** Ports that are free now, and each another. */
async function findPorts(): Promise<[number, number, number, number, number, number, number, number]> {
  const servers = Array.from({ length: 8 }, () => createPort().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports as Awaited<ReturnType<typeof findPorts>>;
}

/** What stops and starts the nodes for the tests, which run in other processes. */
async function serveControls() {
  const actions = new Map<string, () => Promise<void>>();
  const server = createServer(async (request, response) => {
    try {
      await actions.get(`${request.url}`)!();
      response.writeHead(204).end();
    } catch (error) {
      response.writeHead(500).end(`${error}`);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: (name: string) => `http://127.0.0.1:${port}/${name}`,
    serve(name: string, lnd: Lnd, untilReady: () => Promise<void>) {
      actions.set(`/${name}/kill`, () => lnd.stop("SIGKILL"));
      actions.set(`/${name}/stop`, () => lnd.stop("SIGTERM"));
      actions.set(`/${name}/start`, async () => {
        await lnd.start();
        await untilReady();
      });
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}
